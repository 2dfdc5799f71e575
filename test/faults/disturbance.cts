import type { Fault, RecordedRequest } from '../sandbox/index.cts';
import { Random } from '../support/random.cts';
import { FAULT_KINDS } from './faultKinds.cts';
import type { Person, Plan, Step } from './plan.cts';
import type { World } from './world.cts';

/** A request, and what went wrong with it. */
export interface Asked {
	request: RecordedRequest;
	fault?: string;
}

/** What is needed to know what goes wrong: how often, in which ways, and with whom. */
export type Trouble = Pick<Plan, 'density' | 'kinds'> & { people: readonly Person[] };

/** What goes wrong while a part of a run is carried out. */
export class Disturbance {
	readonly met: string[] = [];

	private asked: Asked[] = [];

	private readonly occurrences = new Map<string, number>();

	private reopening: Promise<void> = Promise.resolve();

	constructor(
		private readonly world: World,
		private readonly trouble: Trouble,
		private readonly seed: string,
	) {}

	/** @param part counts the parts of the run */
	async begin(part: number, shutAfter?: Step['shutAfter']): Promise<void> {
		this.asked = [];
		this.world.sandbox.disturb((request) => this.choose(part, shutAfter, request));
		if (shutAfter?.requests === 0) this.shut(shutAfter.milliseconds);
		await this.reopening;
	}

	async end(): Promise<Asked[]> {
		await this.reopening;
		await this.world.sandbox.listen(true);
		// What the provider still works on goes on, but nothing else goes wrong with it.
		this.world.sandbox.disturb(null);
		return this.asked;
	}

	/**
	 * Depends on what a request is about and on how often that was asked, not on which of several
	 * requests side by side arrives first.
	 */
	private choose(
		part: number,
		shutAfter: Step['shutAfter'],
		request: RecordedRequest,
	): Fault | null {
		const asked: Asked = { request };
		this.asked.push(asked);
		if (this.asked.length === shutAfter?.requests) this.shut(shutAfter.milliseconds);

		const about = `${part} ${request.route} ${this.subjectOf(request)}`;
		const occurrence = (this.occurrences.get(about) ?? 0) + 1;
		this.occurrences.set(about, occurrence);
		const random = new Random(`${this.seed} ${about} ${occurrence}`);
		if (!random.chance(this.trouble.density)) return null;
		const kind = random.pick(this.trouble.kinds);
		const fault = FAULT_KINDS[kind]?.({
			random,
			request,
			otherHost: this.world.otherHost,
			now: this.world.clock.elapsed,
			setClockWrong: (milliseconds) => {
				this.world.clock.setWrong(milliseconds);
			},
		});
		this.met.push(kind);
		asked.fault = kind;
		return fault
			? {
					...fault,
					onHang: () => {
						this.world.clock.noticeHang();
					},
				}
			: null;
	}

	/** The name of the instance a request is about, because its ID is another one in each run. */
	private subjectOf({ path, query, body }: RecordedRequest): string {
		const text = `${path} ${JSON.stringify(query)} ${JSON.stringify(body)}`;
		const known = this.world.sandbox.instances().find((one) => text.includes(one.instanceId));
		return known?.name ?? this.trouble.people.find(({ name }) => text.includes(name))?.name ?? '';
	}

	/** Takes no connections for so many milliseconds. */
	shut(milliseconds: number): void {
		const { sandbox, clock } = this.world;
		this.met.push('refused connection');
		this.reopening = sandbox.listen(false);
		clock.later(milliseconds, () => {
			this.reopening = this.reopening.then(async () => {
				await sandbox.listen(true);
			});
		});
	}
}

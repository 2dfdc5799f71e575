import type { INodeExecutionData } from 'n8n-workflow';

import { NotPossibleError } from '../sandbox/errors.cts';
import type { Fault, RecordedRequest, SandboxInstance } from '../sandbox/index.cts';
import type { NodeRun } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { FAULT_KINDS } from './faultKinds.cts';
import { makePlan, type Incident, type Plan, type Step } from './plan.cts';
import { Random } from '../support/random.cts';
import type { World } from './world.cts';

/** A request of a step, and what went wrong with it. */
export interface Asked {
	request: RecordedRequest;
	fault?: string;
}

/** One execution of the node, as it went. */
export interface StepResult {
	step: Step;
	input: INodeExecutionData[];
	run: NodeRun;
	/** Milliseconds of the campaign's time. */
	lasted: number;
	asked: Asked[];
	/** What existed at the provider right after it. */
	instances: SandboxInstance[];
}

/** A whole run, as it went. */
export interface RunResult {
	plan: Plan;
	steps: StepResult[];
	/** What exists at the provider when everything that was under way has come to its end. */
	instances: SandboxInstance[];
	faults: string[];
}

// Longer than any fault keeps a request.
const EVERYTHING_ENDS_WITHIN = 600_000;

/** Carries out one run. What happens in it depends on nothing but seed and number. */
export async function carryOutRun(world: World, seed: number, number: number): Promise<RunResult> {
	const plan = makePlan(new Random(`${seed} ${number}`));
	const { clock, sandbox } = world;
	sandbox.reset();
	clock.startDay();
	world.strays.length = 0;
	for (const incident of plan.incidents) {
		clock.later(incident.at, () => {
			happen(world, incident);
		});
	}
	const disturbance = new Disturbance(world, plan, `${seed} ${number}`);
	const steps: StepResult[] = [];
	for (const [index, step] of plan.steps.entries()) {
		const input = inputFor(world, plan, step);
		const started = clock.elapsed;
		await disturbance.begin(step, index);
		const run = await world.execute(step, input);
		const lasted = clock.elapsed - started;
		const asked = await disturbance.end();
		steps.push({ step, input, run, lasted, asked, instances: sandbox.instances() });
	}
	await clock.pass(EVERYTHING_ENDS_WITHIN);
	return { plan, steps, instances: sandbox.instances(), faults: disturbance.met };
}

/** What goes wrong while a step is carried out. */
class Disturbance {
	readonly met: string[] = [];

	private asked: Asked[] = [];

	private readonly occurrences = new Map<string, number>();

	private reopening: Promise<void> = Promise.resolve();

	constructor(
		private readonly world: World,
		private readonly plan: Plan,
		private readonly seed: string,
	) {}

	async begin(step: Step, index: number): Promise<void> {
		this.asked = [];
		this.world.sandbox.disturb((request) => this.choose(step, index, request));
		if (step.shutAfter?.requests === 0) this.shut(step.shutAfter.milliseconds);
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
	private choose(step: Step, index: number, request: RecordedRequest): Fault | null {
		const asked: Asked = { request };
		this.asked.push(asked);
		if (this.asked.length === step.shutAfter?.requests) this.shut(step.shutAfter.milliseconds);

		const about = `${index} ${request.route} ${this.subjectOf(request)}`;
		const occurrence = (this.occurrences.get(about) ?? 0) + 1;
		this.occurrences.set(about, occurrence);
		const random = new Random(`${this.seed} ${about} ${occurrence}`);
		if (!random.chance(this.plan.density)) return null;
		const kind = random.pick(this.plan.kinds);
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
		return known?.name ?? this.plan.people.find(({ name }) => text.includes(name))?.name ?? '';
	}

	private shut(milliseconds: number): void {
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

/** The first step is about people; later ones are about the instances that exist by then. */
function inputFor({ sandbox }: World, { provider, people }: Plan, step: Step) {
	if (step.operation === 'create') return inputItems(...people);
	const known = sandbox.instances(provider);
	const instances = known.length > 0 ? known : [sandbox.seedInstance(provider, seedFields)];
	return inputItems(...instances.map(({ instanceId, name }) => ({ instanceId, name })));
}

const seedFields = { name: 'Older shop', phone: '+628129999999' };

function happen({ sandbox }: World, { what, which }: Incident): void {
	const instances = sandbox.instances();
	const instance = instances[which % Math.max(1, instances.length)];
	if (instance === undefined) return;
	try {
		if (what === 'oddStatus') sandbox.setStatus(instance.instanceId, 'PASSKEY_REQUIRED');
		else sandbox[what](instance.instanceId);
	} catch (error) {
		// Nobody can scan a code that is not there.
		if (!(error instanceof NotPossibleError)) throw error;
	}
}

import type { IDataObject } from 'n8n-workflow';

import type { Instance } from '../../domain/instance';
import type { InstanceRecord, Provider } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { uptime } from '../../transport/clock';
import { ProviderError, type ProviderErrorKind } from '../../transport/ProviderError';
import type { ApiClient } from '../../transport/ApiClient';
import { unknownInstanceError } from './findInstance';
import type { Run, RunItem } from './Run';
import { recoveryHint } from './recoveryHint';

/** An item that waits for its instance to be connected. */
export interface Watched {
	item: RunItem;
	instanceId: string;
	/** Milliseconds it waits at most. */
	timeout: number;
	failsOnTimeout: boolean;
}

/** The end of a wait that has not failed. */
export interface WaitEnd {
	instance: Instance;
	answer: IDataObject;
	timedOut: boolean;
	/** Milliseconds. */
	waited: number;
	/** What to say about an end that is neither a connection nor a plain time-out. */
	hint?: string;
}

export type WatchResult = { error: ProviderError } | WaitEnd;

/** How the waiting of each item has ended, by its index. */
export type WatchResults = Map<number, WatchResult>;

interface Waiting extends Watched {
	last?: InstanceRecord;
	/** Whether the instance has been seen on its way, so that falling back for good is the end. */
	hasBegun: boolean;
}

// When the documented limit leaves no room for a look, the next try comes after this.
const PAUSE_AT_LIMIT = 1000;

// Waiting longer would not help.
const FATAL: ProviderErrorKind[] = [
	'badRequest',
	'blocked',
	'conflict',
	'forbidden',
	'invalidKey',
	'redirected',
	'validation',
];

// Nothing to wait for unless it has worked before: the address is wrong, for example.
const FATAL_AT_FIRST: ProviderErrorKind[] = ['notFound', 'unreachable', 'unreadable'];

/** Watches instances of one account together, with one request a round however many they are. */
export class Watch {
	private readonly started = uptime();

	private readonly looks: number[] = [];

	private hasWorked = false;

	private lastProblem: ProviderError | undefined;

	private readonly provider: Provider;

	private waiting: Waiting[];

	/** @param results to add to; the watches of one run share them */
	constructor(
		private readonly run: Run,
		private readonly client: ApiClient,
		watched: readonly Watched[],
		private readonly results: WatchResults,
	) {
		this.provider = run.provider;
		this.waiting = watched.map((one) => ({ ...one, hasBegun: false }));
	}

	/**
	 * Waits until every item is connected, has failed, is gone or out of time. When the node stops on
	 * errors, nobody is waited for any more once an item of any watch has one.
	 *
	 * @throws {ProviderError} of kind `cancelled`
	 */
	async wait(): Promise<void> {
		while (!this.isOver) {
			const time = uptime();
			const mayLook = this.mayLook(time);
			if (mayLook) await this.look(time);
			this.settle((one) =>
				uptime() - this.started >= one.timeout ? this.timedOut(one) : undefined,
			);
			if (this.isOver) break;

			const nextLook = time + (mayLook ? this.provider.pollInterval : PAUSE_AT_LIMIT);
			const nextEnd = this.started + Math.min(...this.waiting.map(({ timeout }) => timeout));
			await this.client.pause(Math.max(1, Math.min(nextLook, nextEnd) - uptime()));
		}
	}

	private get isOver(): boolean {
		const hasError = [...this.results.values()].some((result) => 'error' in result);
		return this.waiting.length === 0 || (this.run.stopsOnError && hasError);
	}

	/** Items may end between two rounds; a last look is worth a request, within the limit. */
	private mayLook(time: number): boolean {
		const limit = this.provider.statusLimit;
		if (limit === undefined) return true;
		return this.looks.filter((look) => look > time - limit.perMilliseconds).length < limit.requests;
	}

	private async look(time: number): Promise<void> {
		this.looks.push(time);
		const seen = await attempt(this.ask());
		if ('error' in seen) {
			const { error } = seen;
			if (error.kind === 'cancelled') throw error;
			const isFatal =
				FATAL.includes(error.kind) || (!this.hasWorked && FATAL_AT_FIRST.includes(error.kind));
			if (isFatal) this.settle(() => ({ error }));
			this.lastProblem = error;
			return;
		}
		this.hasWorked = true;
		this.lastProblem = undefined;
		this.settle((one) => this.judge(one, seen.value.get(one.instanceId)));
	}

	/** The instances that are waited for, by their ID; one that is missing does not exist. */
	private async ask(): Promise<Map<string, InstanceRecord>> {
		const [only] = this.waiting;
		if (only?.last !== undefined && this.waiting.length === 1) {
			return await this.askForOne(only.item, only.last);
		}
		const single = this.waiting.length === 1 && only ? { instanceId: only.instanceId } : {};
		const listed = await this.provider.getMany(this.sender(only?.item), single);
		return new Map(listed.map((one) => [one.instance.instanceId, one]));
	}

	/** A single instance is asked for its live status, which may be ahead of the list. */
	private async askForOne(
		item: RunItem,
		last: InstanceRecord,
	): Promise<Map<string, InstanceRecord>> {
		const { instanceId } = last.instance;
		const live = await attempt(this.provider.getStatus(this.sender(item), instanceId));
		if ('error' in live) {
			if (live.error.kind === 'notFound') return new Map();
			throw live.error;
		}
		const { status, providerStatus, row } = live.value;
		const instance = { ...last.instance, status, providerStatus };
		return new Map([[instanceId, { instance, answer: { ...last.answer, ...row } }]]);
	}

	/** No request, and no waiting for a 429, outlasts the item that ends next. */
	private sender(item: RunItem | undefined) {
		const next = Math.min(...this.waiting.map(({ timeout }) => timeout));
		const endsAt = this.started + next;
		const left = Math.max(1000, endsAt - uptime());
		return this.client.sender({
			requestTimeout: item?.bounds.requestTimeout ?? left,
			endsAt,
			endSetBy: 'Timeout',
			rateLimitWait: next,
			budget: { remaining: left },
		});
	}

	private judge(one: Waiting, seen: InstanceRecord | undefined): WatchResult | undefined {
		if (seen === undefined) {
			if (one.last === undefined) return this.unknown(one);
			const instance = { ...one.last.instance, status: 'unknown', providerStatus: null } as const;
			return this.ended(
				{ ...one.last, instance },
				'The instance no longer exists. Create it again',
			);
		}
		const before = one.last?.instance.status;
		one.last = seen;
		const { status } = seen.instance;
		if (status === 'connected') return this.ended(seen);
		if (status === 'failed')
			return this.ended(seen, `The instance has failed. ${this.recoveryHint}`);
		// Once may be the moment in which an instance reconnects or is restarted (apis.md 1.3, 2.7).
		if (status === 'disconnected' && before === 'disconnected' && one.hasBegun) {
			return this.ended(seen, `The instance has stopped waiting for a scan. ${this.recoveryHint}`);
		}
		if (status !== 'disconnected') one.hasBegun = true;
		return undefined;
	}

	private ended({ instance, answer }: InstanceRecord, hint?: string): WaitEnd {
		const waited = uptime() - this.started;
		return { instance, answer, timedOut: false, waited, ...(hint && { hint }) };
	}

	private timedOut(one: Waiting): WatchResult {
		if (one.last === undefined && this.lastProblem !== undefined)
			return { error: this.lastProblem };
		if (one.last === undefined) return this.unknown(one);
		if (one.failsOnTimeout) return { error: timeoutError(this.provider, one, one.last.instance) };
		const hint =
			this.lastProblem && `The status could not be asked last: ${this.lastProblem.message}`;
		return { ...this.ended(one.last, hint), timedOut: true };
	}

	private unknown({ instanceId }: Waiting): WatchResult {
		return { error: unknownInstanceError(this.run, instanceId) };
	}

	private get recoveryHint(): string {
		return recoveryHint(this.provider);
	}

	/** Ends the waiting of every item for which a result is given. */
	private settle(result: (one: Waiting) => WatchResult | undefined): void {
		this.waiting = this.waiting.filter((one) => {
			const settled = result(one);
			if (settled !== undefined) this.results.set(one.item.index, settled);
			return settled === undefined;
		});
	}
}

function timeoutError({ title }: Provider, { timeout }: Watched, instance: Instance) {
	const name = instance.name ?? instance.instanceId;
	return new ProviderError(
		'timedOut',
		`'${name}' was not connected within ${Math.round(timeout / 1000)} seconds`,
		{
			description: `Its status at ${title} is '${instance.status}'. Send a fresh QR code with 'Get QR Code', or raise 'Timeout'`,
		},
	);
}

import type { IDataObject } from 'n8n-workflow';

import {
	tellsStatus,
	unknownInstance,
	type Instance,
	type InstanceStatus,
} from '../../domain/instance';
import type { InstanceRecord, Provider } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { uptime } from '../../transport/clock';
import { ProviderError } from '../../transport/ProviderError';
import type { ApiClient } from '../../transport/ApiClient';
import { unknownInstanceError } from './findInstance';
import type { Run, RunItem } from './Run';
import { withLiveStatus } from './withLiveStatus';
import { recoveryHint } from '../../shared/recoveryHint';

/** An item that waits for its instance to be connected. */
export interface Watched {
	item: RunItem;
	instanceId: string;
	/** How long it waits at most, in milliseconds. */
	timeout: number;
	failsOnTimeout: boolean;
}

/** The end of a wait that is not an error. */
export interface WaitEnd {
	instance: Instance;
	raw: IDataObject;
	timedOut: boolean;
	/** How long the item waited, in milliseconds. */
	waited: number;
	/** What to say about an end that is neither a connection nor a plain timeout. */
	hint?: string;
}

export type WatchResult = { error: ProviderError } | WaitEnd;

/** How the wait of each item ended, by item index. */
export type WatchResults = Map<number, WatchResult>;

interface Waiting extends Watched {
	last?: InstanceRecord;
	/**
	 * Whether the instance was on its way to a connection: from then on, staying disconnected ends
	 * the wait.
	 */
	hasBegun: boolean;
	/** Whether the last list lacked the instance. */
	isMissing: boolean;
}

/** What a poll found out about an instance; `missing` where two responses agree that it does not exist. */
type Found = InstanceRecord | 'missing';

// How many instances are checked one by one in a poll where no limit is documented.
const MAX_LOOKS = 20;

// In milliseconds: the next attempt when the documented limit leaves no room for a poll.
const PAUSE_AT_LIMIT = 1000;

/** What a status means to an item that waits for a connection. */
const MEANING: Record<InstanceStatus, 'connected' | 'failed' | 'dropped' | 'underWay'> = {
	pending: 'underWay',
	starting: 'underWay',
	awaitingScan: 'underWay',
	connected: 'connected',
	disconnected: 'dropped',
	failed: 'failed',
	unknown: 'underWay',
};

/** Watches instances of one account together, with one request per poll however many there are. */
export class ConnectionWatch {
	private readonly started = uptime();

	private readonly polls: number[] = [];

	private hasWorked = false;

	private lastProblem: ProviderError | undefined;

	private readonly provider: Provider;

	private waiting: Waiting[];

	/** @param results gets the result of each item; the watches of one run share it */
	constructor(
		private readonly run: Run,
		private readonly client: ApiClient,
		watched: readonly Watched[],
		private readonly results: WatchResults,
	) {
		this.provider = run.provider;
		this.waiting = watched.map((one) => ({
			...one,
			hasBegun: false,
			isMissing: false,
		}));
	}

	/**
	 * Waits until every item is connected, has failed, no longer exists or has timed out. When the
	 * node stops on errors, all watches of a run end as soon as one item has an error.
	 *
	 * @throws {ProviderError} of kind `cancelled`
	 */
	async wait(): Promise<void> {
		while (!this.isOver) {
			const time = uptime();
			const mayPoll = this.mayPoll(time);
			if (mayPoll) await this.poll(time);
			this.settle((one) =>
				uptime() - this.started >= one.timeout ? this.timedOut(one) : undefined,
			);
			if (this.isOver) break;

			const nextPoll = time + (mayPoll ? this.provider.status.pollInterval : PAUSE_AT_LIMIT);
			const nextEnd = this.started + Math.min(...this.waiting.map(({ timeout }) => timeout));
			await this.client.pause(Math.max(1, Math.min(nextPoll, nextEnd) - uptime()));
		}
	}

	private get isOver(): boolean {
		const hasError = [...this.results.values()].some((result) => 'error' in result);
		return this.waiting.length === 0 || (this.run.stopsOnError && hasError);
	}

	/**
	 * Whether the documented limit leaves room for a poll. The interval alone does not ensure that,
	 * because an item that times out between two polls is worth one more.
	 */
	private mayPoll(time: number): boolean {
		const limit = this.provider.status.liveLimit;
		if (limit === undefined) return true;
		return this.polls.filter((poll) => poll > time - limit.perMilliseconds).length < limit.requests;
	}

	private async poll(time: number): Promise<void> {
		this.polls.push(time);
		const records = await attempt(this.fetch());
		if ('error' in records) {
			const { error } = records;
			if (error.traits.isCancellation) throw error;
			if (!this.mayGoOn(error)) this.settle(() => ({ error }));
			this.lastProblem = error;
			return;
		}
		this.hasWorked = true;
		this.lastProblem = undefined;
		this.settle((one) => this.judge(one, records.value.get(one.instanceId)));
	}

	private mayGoOn({ traits }: ProviderError): boolean {
		switch (traits.waiting) {
			case 'mayHelp':
				return true;
			case 'mayHelpOnceReached':
				return this.hasWorked;
			case 'cannotHelp':
				return false;
		}
	}

	/**
	 * What is known of the watched instances, by ID. One that is absent was not in the list.
	 *
	 * @throws {ProviderError}
	 */
	private async fetch(): Promise<Map<string, Found>> {
		const [only] = this.waiting;
		if (only?.last !== undefined && this.waiting.length === 1) {
			return new Map([[only.instanceId, await this.fetchOne(only, only.last)]]);
		}
		const single = this.waiting.length === 1 && only ? { instanceId: only.instanceId } : {};
		const listed = await this.provider.status.list(this.sender(only?.item), single);
		const found = new Map<string, Found>(listed.map((one) => [one.instance.instanceId, one]));
		const open = this.waiting.filter((one) => needsLook(one, found));
		for (const one of open.slice(0, this.looks)) {
			const live = await attempt(this.fetchLive(one, listed.find(isOf(one))));
			if ('value' in live) found.set(one.instanceId, live.value);
			else if (live.error.traits.isCancellation) throw live.error;
		}
		return found;
	}

	/** How many instances may be checked one by one in a poll. */
	private get looks(): number {
		return this.provider.status.liveLimit?.requests ?? MAX_LOOKS;
	}

	/**
	 * Requests the live status of an instance, which may be ahead of the list.
	 *
	 * @throws {ProviderError}
	 */
	private async fetchOne(one: Waiting, last: InstanceRecord): Promise<Found> {
		const live = await this.fetchLive(one, last);
		if (live !== 'missing') return live;
		// A 404 alone does not prove that it is gone, so the list decides.
		const { instanceId, item } = one;
		const listed = await this.provider.status.list(this.sender(item), { instanceId });
		return listed.find(isOf(one)) ?? 'missing';
	}

	private async fetchLive(
		{ item, instanceId }: Waiting,
		known: InstanceRecord = { instance: unknownInstance(instanceId), raw: {} },
	): Promise<Found> {
		const request = this.provider.status.getLive(this.sender(item), instanceId);
		const live = await attempt(request);
		if ('value' in live) return withLiveStatus(known, live.value);
		if (!live.error.traits.meansMissing) throw live.error;
		return 'missing';
	}

	/** Makes sure that no request, and no wait after a 429, outlasts the item that times out next. */
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

	private judge(one: Waiting, record: Found | undefined): WatchResult | undefined {
		// A list may be cut short once, and a new instance may appear late.
		if (record === undefined && !one.isMissing) {
			one.isMissing = true;
			return undefined;
		}
		if (record === undefined || record === 'missing') {
			if (one.last === undefined) return this.unknown(one);
			const instance = { ...one.last.instance, status: 'unknown', providerStatus: null } as const;
			return this.ended(
				{ ...one.last, instance },
				'The instance no longer exists. Create it again',
			);
		}
		const before = one.last?.instance.status;
		one.last = record;
		one.isMissing = false;
		const { status } = record.instance;
		switch (MEANING[status]) {
			case 'connected':
				return this.ended(record);
			case 'failed':
				return this.ended(record, withHint('The instance has failed.', this.provider, status));
			case 'dropped':
				// Seen once, it may just be reconnecting or restarting.
				return MEANING[before ?? 'unknown'] === 'dropped' && one.hasBegun
					? this.ended(
							record,
							withHint('The instance has stopped waiting for a scan.', this.provider, status),
						)
					: undefined;
			case 'underWay':
				one.hasBegun = true;
				return undefined;
		}
	}

	private ended({ instance, raw }: InstanceRecord, hint?: string): WaitEnd {
		const waited = uptime() - this.started;
		return { instance, raw, timedOut: false, waited, ...(hint && { hint }) };
	}

	private timedOut(one: Waiting): WatchResult {
		if (one.last === undefined && this.lastProblem !== undefined)
			return { error: this.lastProblem };
		if (one.last === undefined) return this.unknown(one);
		if (one.failsOnTimeout) return { error: timeoutError(this.provider, one, one.last.instance) };
		const hint = this.lastProblem && `The last status check failed: ${this.lastProblem.message}`;
		return { ...this.ended(one.last, hint), timedOut: true };
	}

	private unknown({ instanceId }: Waiting): WatchResult {
		return { error: unknownInstanceError(this.run, instanceId) };
	}

	/** Ends the wait of every item for which `result` returns a result. */
	private settle(result: (one: Waiting) => WatchResult | undefined): void {
		this.waiting = this.waiting.filter((one) => {
			const settled = result(one);
			if (settled !== undefined) this.results.set(one.item.index, settled);
			return settled === undefined;
		});
	}
}

function isOf({ instanceId }: Watched): (record: InstanceRecord) => boolean {
	return ({ instance }) => instance.instanceId === instanceId;
}

/**
 * Whether the list does not decide about an instance: it tells no status, which would never end the
 * wait, or lacks an instance that it never had.
 */
function needsLook({ instanceId, last }: Waiting, found: ReadonlyMap<string, Found>): boolean {
	const record = found.get(instanceId);
	if (record === undefined) return last === undefined;
	return record !== 'missing' && !tellsStatus(record.instance);
}

function withHint(sentence: string, provider: Provider, status: InstanceStatus): string {
	return `${sentence} ${recoveryHint(provider, status)}`;
}

function timeoutError({ endpoint: { title } }: Provider, { timeout }: Watched, instance: Instance) {
	const name = instance.name ?? instance.instanceId;
	return new ProviderError(
		'timedOut',
		`'${name}' was not connected within ${Math.round(timeout / 1000)} seconds`,
		{
			description: `Its status at ${title} is '${instance.status}'. Send a fresh QR code with 'Get QR Code', or raise 'Timeout'`,
		},
	);
}

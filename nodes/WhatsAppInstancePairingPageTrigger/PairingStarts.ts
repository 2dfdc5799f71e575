import { createHash } from 'node:crypto';

import { isRecord } from '../domain/json';

/** What can start the workflow. */
export const START_EVENTS = ['connected', 'expired', 'failed', 'opened'] as const;

export type StartEvent = (typeof START_EVENTS)[number];

/** When things happened to a link, in milliseconds since 1970. */
interface LinkTimes {
	/** When its page was last seen without a connected phone. */
	waitedAt?: number;
	/** When each event last started the workflow. */
	startedAt: Partial<Record<StartEvent, number>>;
	/** When all of this can be forgotten. */
	until: number;
}

// For so long after its end, an open page may still show a link.
const KEPT_AFTER_END = 7 * 24 * 3_600_000;

/** The part of a node's static data that concerns starts. */
export interface StartState {
	links?: unknown;
}

/** What this process knows about the links of one node. */
interface Memory {
	links: Map<string, LinkTimes>;
	/** The links whose times are not known to be stored. */
	unsaved: Set<string>;
	/** Claims that were taken back, although they may have been stored in the meantime. */
	released: Set<string>;
	/** Counts how often something was stored. */
	stores: number;
}

/** By node. */
const memories = new Map<string, Memory>();

/**
 * Which events of a link, or of its instance, have started the workflow, so that none does twice.
 *
 * It is kept twice. Since n8n 2.20, static data that a webhook writes is not stored when it starts a
 * workflow, so the memory of this process counts first; it is stored with a later request, for the
 * time after a restart and for other processes.
 */
export class PairingStarts {
	private readonly key: string;

	private readonly memory: Memory;

	private readonly storesBefore: number;

	/**
	 * @param scope identifies the node
	 * @param state the node's static data
	 * @param subject identifies the link or the instance
	 * @param endsAt when the link ends, in milliseconds since 1970
	 * @param time now, in milliseconds since 1970
	 */
	constructor(
		scope: string,
		private readonly state: StartState,
		subject: string,
		private readonly endsAt: number,
		private readonly time: number,
	) {
		this.key = createHash('sha256').update(subject).digest('base64url').slice(0, 16);
		this.memory = memories.get(scope) ?? {
			links: new Map(),
			unsaved: new Set(),
			released: new Set(),
			stores: 0,
		};
		memories.set(scope, this.memory);
		this.storesBefore = this.memory.stores;
	}

	/** A phone that is connected from now on starts the workflow. */
	noteWaiting(): void {
		if (!this.isWaiting) this.update({ waitedAt: this.time, startedAt: {} });
	}

	/**
	 * Whether an event is to start the workflow now; if so, it is not asked again. `connected` starts
	 * it once each time a phone is connected, every other event once for each link.
	 */
	claim(event: StartEvent): boolean {
		const isDue =
			event === 'connected' ? this.isWaiting : this.times?.startedAt[event] === undefined;
		if (isDue) this.update({ startedAt: { [event]: this.time } });
		return isDue;
	}

	/** Takes a claim back, because n8n could not start the workflow. */
	release(event: StartEvent): void {
		const { times } = this;
		if (times === undefined) return;
		this.memory.released.add(this.claimOf(event, times));
		this.memory.links.set(this.key, this.withoutReleased(times));
		this.memory.unsaved.add(this.key);
	}

	/** Stores what the static data lacks; since n8n 2.20, in vain in a request that starts the workflow. */
	store(): void {
		const { memory } = this;
		// What a request finds stored, it overwrites, whatever others have stored while it was answered.
		const mayLack = memory.stores === this.storesBefore ? memory.unsaved : memory.links.keys();
		const changed: Record<string, LinkTimes> = {};
		for (const key of mayLack) {
			const times = memory.links.get(key);
			const stored = readTimes(this.state.links, key);
			if (times === undefined || isEqual(times, stored)) memory.unsaved.delete(key);
			else changed[key] = times;
		}
		if (Object.keys(changed).length === 0) return;
		const stored = isRecord(this.state.links) ? this.state.links : {};
		const kept = Object.keys(stored).flatMap((key): Array<[string, LinkTimes]> => {
			const times = readTimes(stored, key);
			return times === undefined || times.until < this.time ? [] : [[key, times]];
		});
		this.state.links = { ...Object.fromEntries(kept), ...changed };
		memory.stores += 1;
	}

	private get times(): LinkTimes | undefined {
		const kept = this.memory.links.get(this.key);
		const stored = readTimes(this.state.links, this.key);
		const believed = stored && this.withoutReleased(stored);
		return kept && believed ? merge(kept, believed) : (kept ?? believed);
	}

	private withoutReleased(times: LinkTimes): LinkTimes {
		const startedAt = { ...times.startedAt };
		for (const event of START_EVENTS) {
			if (this.memory.released.has(this.claimOf(event, times))) delete startedAt[event];
		}
		return { ...times, startedAt };
	}

	private claimOf(event: StartEvent, { startedAt }: LinkTimes): string {
		return `${this.key} ${event} ${startedAt[event] ?? 'never'}`;
	}

	private get isWaiting(): boolean {
		const { waitedAt, startedAt } = this.times ?? {};
		return waitedAt !== undefined && waitedAt > (startedAt?.connected ?? -Infinity);
	}

	private update(news: Omit<LinkTimes, 'until'>): void {
		for (const [key, { until }] of this.memory.links) {
			if (until < this.time) this.memory.links.delete(key);
		}
		const until = Math.max(this.endsAt, this.time) + KEPT_AFTER_END;
		const { times } = this;
		const updated = times ? merge(times, { ...news, until }) : { ...news, until };
		this.memory.links.set(this.key, updated);
		this.memory.unsaved.add(this.key);
	}
}

function merge(one: LinkTimes, other: LinkTimes): LinkTimes {
	const startedAt: LinkTimes['startedAt'] = {};
	for (const event of START_EVENTS) {
		const latest = Math.max(one.startedAt[event] ?? 0, other.startedAt[event] ?? 0);
		if (latest > 0) startedAt[event] = latest;
	}
	const waitedAt = Math.max(one.waitedAt ?? 0, other.waitedAt ?? 0);
	return {
		...(waitedAt > 0 && { waitedAt }),
		startedAt,
		until: Math.max(one.until, other.until),
	};
}

function isEqual(one: LinkTimes, other: LinkTimes | undefined): boolean {
	return (
		other !== undefined &&
		one.waitedAt === other.waitedAt &&
		START_EVENTS.every((event) => one.startedAt[event] === other.startedAt[event])
	);
}

function readTimes(links: unknown, key: string): LinkTimes | undefined {
	const value = isRecord(links) ? links[key] : undefined;
	if (!isRecord(value) || !isRecord(value.startedAt)) return undefined;
	const startedAt: LinkTimes['startedAt'] = {};
	for (const event of START_EVENTS) {
		const time = value.startedAt[event];
		if (typeof time === 'number') startedAt[event] = time;
	}
	return {
		...(typeof value.waitedAt === 'number' && { waitedAt: value.waitedAt }),
		startedAt,
		until: Number(value.until) || 0,
	};
}

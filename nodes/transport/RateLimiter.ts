import { uptime, wait } from './clock';
import { RequestSignal } from './RequestSignal';

/** A documented limit of one endpoint: at most `requests` in any period of `perMilliseconds`. */
export interface RateLimit {
	/** Names the endpoint; requests with the same name share the limit. */
	name: string;
	requests: number;
	perMilliseconds: number;
}

/** How many milliseconds one item may still wait for a provider's limits, over all its requests. */
export interface WaitBudget {
	remaining: number;
}

/** A request that waits for its turn. */
interface Place {
	limit: RateLimit;
	budget: WaitBudget;
	started: number;
	signal: AbortSignal | undefined;
	/** Ends the wait. */
	settle: (permit: Permit | null) => void;
}

interface Slot {
	/** The `uptime` from which the request no longer counts; `null` while it is in progress. */
	freeAt: number | null;
	/** Whether the request was refused and will be sent again. */
	isRefused: boolean;
}

/** The permission to send one request, until its response has arrived. */
export interface Permit {
	/**
	 * The provider has refused the request, and it will be sent again: it keeps its place, and no
	 * later one overtakes it. Otherwise later requests, of which there are always more, would use up
	 * what another process leaves of the limit.
	 *
	 * @returns a function to call when the request is sent again
	 */
	refused(): () => void;
	/** The response has arrived, or there will be none. */
	end(): void;
	/** The request will not be sent, so its place is free again. */
	giveBack(): void;
}

/**
 * Keeps one account's documented limits over the items of a run, so that a 429 is the exception. A
 * request counts until a whole period after its response: by then, the provider no longer counts
 * it, wherever its own window starts.
 */
export class RateLimiter {
	private readonly lines = new Map<string, Line>();

	/**
	 * Waits until a request is allowed, and counts it. One that need not wait is allowed whatever its
	 * budget is, and however long the machine takes over it.
	 *
	 * @param budget reduced by the time waited
	 * @returns `null` when the budget is too small or the wait was aborted
	 */
	async acquire(
		limit: RateLimit,
		budget: WaitBudget,
		signal?: AbortSignal,
	): Promise<Permit | null> {
		const line = this.lines.get(limit.name) ?? new Line();
		this.lines.set(limit.name, line);
		return await line.join(limit, budget, signal);
	}

	/**
	 * From when the next request would be allowed, if nobody else waits for it.
	 *
	 * @returns an `uptime`; `null` while that depends on a response
	 */
	freeAt(limit: RateLimit): number | null {
		const line = this.lines.get(limit.name);
		const time = uptime();
		return line === undefined ? time : line.freeAt(limit, time);
	}
}

/** The requests under one limit: those that count, and those that wait, first come, first served. */
class Line {
	private slots: Slot[] = [];

	private readonly places: Place[] = [];

	/** Set while the first place waits for a slot to become free. */
	private alarm: { at: number; end: AbortController } | undefined;

	async join(
		limit: RateLimit,
		budget: WaitBudget,
		signal: AbortSignal | undefined,
	): Promise<Permit | null> {
		const [served, settle] = deferred<Permit | null>();
		const place: Place = { limit, budget, started: uptime(), signal, settle };
		this.places.push(place);
		this.serve();
		if (!this.places.includes(place)) return await served;

		const end = new RequestSignal(signal ? [signal] : []);
		void this.leaveInTime(place, end.signal);
		try {
			return await served;
		} finally {
			end.abort();
			end.release();
		}
	}

	/** @param time now, as `uptime` */
	freeAt({ requests }: RateLimit, time: number): number | null {
		this.slots = this.slots.filter(({ freeAt }) => freeAt === null || freeAt > time);
		if (this.slots.length < requests) return time;
		const times = this.slots.flatMap(({ freeAt }) => freeAt ?? []);
		return times.length === 0 ? null : Math.min(...times);
	}

	/** A request waits no longer than its own budget, whatever those of the requests before it are. */
	private async leaveInTime(place: Place, end: AbortSignal): Promise<void> {
		// One millisecond more, because a budget may be used up completely.
		await wait(place.budget.remaining + 1, end);
		// The machine may be so late that a slot has become free before its alarm could tell.
		this.serve();
		const index = this.places.indexOf(place);
		if (index < 0) return;
		this.places.splice(index, 1);
		place.settle(null);
		this.serve();
	}

	/** Lets through whoever need not wait any longer, in their order. */
	private serve(): void {
		for (let first = this.places[0]; first; first = this.places[0]) {
			const decision = this.decide(first);
			if ('waitsUntil' in decision) {
				this.setAlarm(decision.waitsUntil);
				return;
			}
			this.places.shift();
			first.settle(decision.permit);
		}
		this.setAlarm(null);
	}

	/**
	 * Decides about the first place: its permit, or until when it waits; `null` where that depends on a
	 * response.
	 */
	private decide({
		limit,
		budget,
		started,
		signal,
	}: Place): { permit: Permit | null } | { waitsUntil: number | null } {
		if (signal?.aborted) return { permit: null };
		if (this.slots.some(({ isRefused }) => isRefused)) return { waitsUntil: null };

		const time = uptime();
		const freeAt = this.freeAt(limit, time);
		if (freeAt === null) return { waitsUntil: null };
		if (freeAt <= time) {
			budget.remaining = Math.max(0, budget.remaining - (time - started));
			return { permit: this.openSlot(limit) };
		}
		return freeAt - started > budget.remaining ? { permit: null } : { waitsUntil: freeAt };
	}

	private setAlarm(at: number | null): void {
		if (this.alarm?.at === at) return;
		this.alarm?.end.abort();
		this.alarm = undefined;
		if (at === null) return;
		const alarm = { at, end: new AbortController() };
		this.alarm = alarm;
		void wait(at - uptime(), alarm.end.signal).then(() => {
			if (this.alarm !== alarm) return;
			this.alarm = undefined;
			this.serve();
		});
	}

	private openSlot({ perMilliseconds }: RateLimit): Permit {
		const slot: Slot = { freeAt: null, isRefused: false };
		this.slots.push(slot);
		return {
			refused: () => {
				slot.isRefused = true;
				return () => {
					slot.isRefused = false;
					this.serve();
				};
			},
			end: () => {
				slot.freeAt = uptime() + perMilliseconds;
				this.serve();
			},
			giveBack: () => {
				this.slots = this.slots.filter((one) => one !== slot);
				this.serve();
			},
		};
	}
}

/** A promise, and the function that resolves it. */
function deferred<Value>(): [Promise<Value>, (value: Value) => void] {
	let reach: (value: Value) => void = () => {};
	const reached = new Promise<Value>((resolve) => {
		reach = resolve;
	});
	return [reached, reach];
}

import { uptime, wait } from './clock';

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
	gaveUp: boolean;
}

interface Slot {
	/** The `uptime` from which the request no longer counts; `null` while it is in progress. */
	freeAt: number | null;
	answered: Promise<void>;
	/** Resolves when a refused request is sent again; unset while there is none to wait for. */
	sentAgain?: Promise<void>;
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
	private readonly slots = new Map<string, Slot[]>();

	/** One queue per limit: first come, first served. */
	private readonly queues = new Map<string, Queue>();

	/**
	 * Waits until a request is allowed, and counts it. A place that is free is taken at once, so that
	 * even a request that may not wait gets it, however slow the machine is.
	 *
	 * @param budget reduced by the time waited
	 * @returns `null` when the budget is too small or the wait was aborted
	 */
	async acquire(
		limit: RateLimit,
		budget: WaitBudget,
		signal?: AbortSignal,
	): Promise<Permit | null> {
		if (signal?.aborted) return null;
		const slots = this.slots.get(limit.name) ?? [];
		this.slots.set(limit.name, slots);
		const queue = this.queues.get(limit.name) ?? { waiting: 0, last: Promise.resolve() };
		this.queues.set(limit.name, queue);
		if (queue.waiting === 0 && isFree(slots, limit)) return openSlot(slots, limit);

		const place: Place = { limit, budget, started: uptime(), gaveUp: false };
		queue.waiting += 1;
		const turn = queue.last
			.then(async () => await takeSlot(place, slots, signal))
			.finally(() => {
				queue.waiting -= 1;
			});
		queue.last = turn;
		return await withinBudget(place, turn, signal);
	}
}

/** The requests that wait for a place under one limit. */
interface Queue {
	waiting: number;
	/** Settles when the last of them has its place, or has given up. */
	last: Promise<unknown>;
}

async function takeSlot(place: Place, slots: Slot[], signal?: AbortSignal): Promise<Permit | null> {
	const { limit, budget, started } = place;
	for (;;) {
		if (place.gaveUp || signal?.aborted) return null;
		const waited = uptime() - started;
		if (isFree(slots, limit)) {
			budget.remaining = Math.max(0, budget.remaining - waited);
			return openSlot(slots, limit);
		}
		if (waited > budget.remaining) return null;

		const refused = slots.flatMap(({ sentAgain }) => sentAgain ?? []);
		if (refused.length > 0) {
			await Promise.race(refused);
			continue;
		}
		const times = slots.flatMap((slot) => slot.freeAt ?? []);
		if (times.length === 0) {
			await Promise.race(slots.map(async (slot) => await slot.answered));
			continue;
		}
		const pause = Math.min(...times) - uptime();
		if (waited + pause > budget.remaining) return null;
		if (!(await wait(pause, signal))) return null;
	}
}

/** Whether a request may be sent now. Drops the slots that no longer count. */
function isFree(slots: Slot[], limit: RateLimit): boolean {
	const time = uptime();
	const counting = slots.filter((slot) => slot.freeAt === null || slot.freeAt > time);
	slots.splice(0, slots.length, ...counting);
	return slots.length < limit.requests && slots.every(({ sentAgain }) => sentAgain === undefined);
}

/** A request waits no longer than its own budget, whatever holds up those before it. */
async function withinBudget(
	place: Place,
	turn: Promise<Permit | null>,
	signal?: AbortSignal,
): Promise<Permit | null> {
	const itsTurn = new AbortController();
	const signals = [itsTurn.signal, ...(signal ? [signal] : [])];
	// One millisecond more, because a budget may be used up completely.
	const tooLate = wait(place.budget.remaining + 1, AbortSignal.any(signals)).then(() => {
		place.gaveUp = true;
		return null;
	});
	try {
		return await Promise.race([turn, tooLate]);
	} finally {
		itsTurn.abort();
	}
}

function openSlot(slots: Slot[], limit: RateLimit): Permit {
	const [answered, answer] = deferred();
	const slot: Slot = { freeAt: null, answered };
	slots.push(slot);
	return {
		refused: () => {
			const [sentAgain, send] = deferred();
			slot.sentAgain = sentAgain;
			return () => {
				delete slot.sentAgain;
				send();
			};
		},
		end: () => {
			slot.freeAt = uptime() + limit.perMilliseconds;
			answer();
		},
		giveBack: () => {
			slots.splice(slots.indexOf(slot), 1);
			answer();
		},
	};
}

/** A promise, and the function that resolves it. */
function deferred(): [Promise<void>, () => void] {
	let reach = () => {};
	const reached = new Promise<void>((resolve) => {
		reach = resolve;
	});
	return [reached, reach];
}

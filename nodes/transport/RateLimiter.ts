import { now, wait } from './clock';

/** A documented limit of one endpoint: so many requests in any period of so many milliseconds. */
export interface RateLimit {
	/** Names the endpoint; requests with the same name share the limit. */
	name: string;
	requests: number;
	perMilliseconds: number;
}

/** How long one item may still wait for a provider's limits, over all its requests. */
export interface WaitBudget {
	remaining: number;
}

interface Slot {
	/** From when on the request no longer counts; unknown while it is under way. */
	freeAt: number | null;
	answered: Promise<void>;
}

/**
 * Keeps one account's documented limits over the items of a run, so that a 429 is the exception.
 * A request counts until a whole period after its answer: later than that, the provider has
 * forgotten it, however its own window is cut.
 */
export class RateLimiter {
	private readonly slots = new Map<string, Slot[]>();

	/** One queue per limit: whoever asked first goes first. */
	private readonly queues = new Map<string, Promise<unknown>>();

	/**
	 * Waits until a request is allowed and counts it.
	 *
	 * @returns a function to call when the answer is there; `null` when the budget is too small
	 * or the wait was aborted
	 */
	async acquire(
		limit: RateLimit,
		budget: WaitBudget,
		signal?: AbortSignal,
	): Promise<(() => void) | null> {
		const started = now();
		const previous = this.queues.get(limit.name) ?? Promise.resolve();
		const turn = previous.then(async () => await this.takeSlot(limit, budget, started, signal));
		this.queues.set(limit.name, turn);
		return await turn;
	}

	private async takeSlot(
		limit: RateLimit,
		budget: WaitBudget,
		started: number,
		signal?: AbortSignal,
	): Promise<(() => void) | null> {
		const slots = this.slots.get(limit.name) ?? [];
		this.slots.set(limit.name, slots);

		for (;;) {
			const time = now();
			const waited = time - started;
			if (waited > budget.remaining || signal?.aborted) return null;

			const counting = slots.filter((slot) => slot.freeAt === null || slot.freeAt > time);
			slots.splice(0, slots.length, ...counting);
			if (slots.length < limit.requests) {
				budget.remaining -= waited;
				return openSlot(slots, limit);
			}

			const times = slots.flatMap((slot) => slot.freeAt ?? []);
			if (times.length === 0) {
				await Promise.race(slots.map(async (slot) => await slot.answered));
				continue;
			}
			const pause = Math.min(...times) - time;
			if (waited + pause > budget.remaining) return null;
			if (!(await wait(pause, signal))) return null;
		}
	}
}

function openSlot(slots: Slot[], limit: RateLimit): () => void {
	let answer = () => {};
	const answered = new Promise<void>((resolve) => {
		answer = resolve;
	});
	const slot: Slot = { freeAt: null, answered };
	slots.push(slot);
	return () => {
		slot.freeAt = now() + limit.perMilliseconds;
		answer();
	};
}

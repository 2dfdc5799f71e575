import { uptime, wait } from './clock';

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

/** A request that waits for its turn. */
interface Place {
	limit: RateLimit;
	budget: WaitBudget;
	started: number;
	gaveUp: boolean;
}

interface Slot {
	/** From when on the request no longer counts; unknown while it is under way. */
	freeAt: number | null;
	answered: Promise<void>;
	/** Ends when a request that was refused is sent again; unset while there is none to wait for. */
	sentAgain?: Promise<void>;
}

/** The leave to send one request, until it is answered. */
export interface Permit {
	/**
	 * The provider has refused the request, and it will be sent again: it keeps its place, and no
	 * later one goes before it. Otherwise the later ones, of which there are always more, would take
	 * what another process leaves of the limit.
	 *
	 * @returns a function to call when it is sent again
	 */
	refused(): () => void;
	/** The answer is there, or there will be none. */
	end(): void;
	/** The request will not be sent: the place is free again. */
	giveBack(): void;
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
	 * @returns `null` when the budget is too small or the wait was aborted
	 */
	async acquire(
		limit: RateLimit,
		budget: WaitBudget,
		signal?: AbortSignal,
	): Promise<Permit | null> {
		const place: Place = { limit, budget, started: uptime(), gaveUp: false };
		const previous = this.queues.get(limit.name);
		const turn = Promise.resolve(previous).then(async () => await this.takeSlot(place, signal));
		this.queues.set(limit.name, turn);
		return previous ? await withinBudget(place, turn, signal) : await turn;
	}

	private async takeSlot(place: Place, signal?: AbortSignal): Promise<Permit | null> {
		const { limit, budget, started } = place;
		const slots = this.slots.get(limit.name) ?? [];
		this.slots.set(limit.name, slots);

		for (;;) {
			const time = uptime();
			const waited = time - started;
			if (place.gaveUp || waited > budget.remaining || signal?.aborted) return null;

			const counting = slots.filter((slot) => slot.freeAt === null || slot.freeAt > time);
			slots.splice(0, slots.length, ...counting);
			const refused = slots.flatMap(({ sentAgain }) => sentAgain ?? []);
			if (refused.length > 0) {
				await Promise.race(refused);
				continue;
			}
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

/** Whoever is behind others waits no longer than the own budget, whatever theirs is. */
async function withinBudget(
	place: Place,
	turn: Promise<Permit | null>,
	signal?: AbortSignal,
): Promise<Permit | null> {
	const itsTurn = new AbortController();
	const signals = [itsTurn.signal, ...(signal ? [signal] : [])];
	// A millisecond more, because a budget may be used up to its end.
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

/** A promise, and the function that fulfils it. */
function deferred(): [Promise<void>, () => void] {
	let reach = () => {};
	const reached = new Promise<void>((resolve) => {
		reach = resolve;
	});
	return [reached, reach];
}

import { uptime } from '../transport/clock';
import type { RateLimit, RateLimiter } from '../transport/RateLimiter';

// In milliseconds: who has not asked for so long is not looking any more.
const PATIENCE = 30_000;

/** A place in the queue. */
export interface QueuePlace {
	/** How many get a code first. */
	ahead: number;
	/** Milliseconds until it is this one's turn. */
	readyIn: number;
}

/**
 * Who gets the next code, where a provider limits how many there are: first come, first served, and
 * whoever stops asking gives up their place.
 */
export class CodeQueue {
	private waiting: Array<{ instanceId: string; askedAt: number }> = [];

	constructor(
		private readonly limit: RateLimit | undefined,
		private readonly limiter: RateLimiter,
	) {}

	/**
	 * Joins the queue, or stays in it.
	 *
	 * @returns `null` when it is this instance's turn, which ends its wait
	 */
	join(instanceId: string): QueuePlace | null {
		if (this.limit === undefined) return null;
		const time = uptime();
		const known = this.waiting.find((one) => one.instanceId === instanceId);
		if (known) known.askedAt = time;
		else this.waiting.push({ instanceId, askedAt: time });
		const place = this.placeOf(instanceId);
		if (place === null) this.leave(instanceId);
		return place;
	}

	/**
	 * Looks up a place without asking for a code.
	 *
	 * @returns `null` for an instance that does not wait, or need not any longer
	 */
	placeOf(instanceId: string): QueuePlace | null {
		this.dropAbsent();
		const ahead = this.waiting.findIndex((one) => one.instanceId === instanceId);
		if (this.limit === undefined || ahead < 0) return null;
		const time = uptime();
		const { requests, perMilliseconds } = this.limit;
		// A request that is on its way counts for a whole period from now, at most.
		const freeIn = (this.limiter.freeAt(this.limit) ?? time + perMilliseconds) - time;
		const readyIn = Math.max(0, freeIn) + Math.floor(ahead / requests) * perMilliseconds;
		return readyIn > 0 ? { ahead, readyIn } : null;
	}

	/** Lets an instance go first whose turn has been refused: it has waited for it already. */
	takeBack(instanceId: string): void {
		this.leave(instanceId);
		this.waiting.unshift({ instanceId, askedAt: uptime() });
	}

	/** Gives up a place. */
	leave(instanceId: string): void {
		this.waiting = this.waiting.filter((one) => one.instanceId !== instanceId);
	}

	private dropAbsent(): void {
		const since = uptime() - PATIENCE;
		this.waiting = this.waiting.filter(({ askedAt }) => askedAt >= since);
	}
}

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

	/** How many others wait for a code. */
	othersThan(instanceId: string): number {
		this.dropAbsent();
		return this.waiting.filter((one) => one.instanceId !== instanceId).length;
	}

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
		this.dropAbsent();

		const ahead = this.waiting.findIndex((one) => one.instanceId === instanceId);
		const { requests, perMilliseconds } = this.limit;
		// A request that is on its way counts for a whole period from now, at most.
		const freeIn = (this.limiter.freeAt(this.limit) ?? time + perMilliseconds) - time;
		const readyIn = Math.max(0, freeIn) + Math.floor(ahead / requests) * perMilliseconds;
		if (readyIn > 0) return { ahead, readyIn };
		this.leave(instanceId);
		return null;
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

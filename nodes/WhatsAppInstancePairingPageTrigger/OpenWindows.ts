import { uptime } from '../transport/clock';

/**
 * Whatever a webhook answers, each request takes n8n 2.41 about 80 ms of processor time, and it has
 * other work to do.
 */
const QUESTIONS_PER_SECOND = 8;

/** No more are counted, so that no window pauses for much longer than two minutes. */
const MAX_WINDOWS = 120 * QUESTIONS_PER_SECOND;

// In milliseconds; longer than any window pauses.
const CLOSED_AFTER = 240_000;

/**
 * The windows that are open at this process of n8n, so that many of them ask less often: n8n stops
 * answering anybody when it is asked too much.
 */
export class OpenWindows {
	/** When each last asked; the one that asked longest ago comes first. */
	private readonly askedAt = new Map<string, number>();

	/** A window has asked something. */
	note(window: string): void {
		const time = uptime();
		this.askedAt.delete(window);
		this.askedAt.set(window, time);
		for (const [other, askedAt] of this.askedAt) {
			if (this.askedAt.size <= MAX_WINDOWS && time < askedAt + CLOSED_AFTER) break;
			this.askedAt.delete(other);
		}
	}

	/** A window has been closed, or is out of sight. */
	forget(window: string): void {
		this.askedAt.delete(window);
	}

	/** Milliseconds that each window has to pause on average. */
	get pause(): number {
		return (this.askedAt.size / QUESTIONS_PER_SECOND) * 1000;
	}
}

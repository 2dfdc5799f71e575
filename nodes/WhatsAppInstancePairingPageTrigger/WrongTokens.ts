import { uptime, wait } from '../transport/clock';

// A mistyped or cut link is tried a few times by people who do not mean any harm.
const FREE_TRIES = 5;

// In milliseconds.
const STEP = 250;
const MAX_DELAY = 5_000;
const FORGOTTEN_AFTER = 60_000;

const MAX_ADDRESSES = 1_000;
const MAX_DELAYED = 50;

/**
 * Slows down whoever tries tokens, by address. Who has a right one is never slowed down, so that an
 * office that shares an address is not locked out by one of its visitors.
 */
export class WrongTokens {
	private readonly tries = new Map<string, { count: number; latest: number }>();

	private delayed = 0;

	/** Counts a wrong token, and waits for the longer the more there were in the last minute. */
	async slowDown(address: string): Promise<void> {
		const time = uptime();
		const before = this.tries.get(address);
		const isRecent = before !== undefined && time < before.latest + FORGOTTEN_AFTER;
		const count = (isRecent ? before.count : 0) + 1;
		// The one that was last used longest ago comes first.
		this.tries.delete(address);
		this.tries.set(address, { count, latest: time });
		const [oldest] = this.tries.keys();
		if (this.tries.size > MAX_ADDRESSES && oldest !== undefined) this.tries.delete(oldest);

		const delay = Math.min(Math.max(0, count - FREE_TRIES) * STEP, MAX_DELAY);
		// A flood of them must not fill the memory of n8n with requests that wait.
		if (delay === 0 || this.delayed >= MAX_DELAYED) return;
		this.delayed += 1;
		try {
			await wait(delay);
		} finally {
			this.delayed -= 1;
		}
	}
}

import { setImmediate as nextTurn } from 'node:timers/promises';

interface Timer {
	at: number;
	fire: () => void;
}

/**
 * A clock that moves only when told to, and then at once. Unlike the one in test/support it looks
 * at no real time, so that a property test can run through thousands of waits.
 */
export class SteppedClock {
	private time = 0;

	private readonly timers = new Set<Timer>();

	/** How many milliseconds pass each time the clock is read, as on a busy machine. */
	slowness = 0;

	now(): number {
		this.time += this.slowness;
		return this.time;
	}

	/** Like `wait` of nodes/transport/clock: gives whether the whole time has passed. */
	async wait(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
		if (signal?.aborted) return false;
		return await new Promise((resolve) => {
			const timer = {
				at: this.time + milliseconds,
				fire: () => {
					resolve(true);
				},
			};
			this.timers.add(timer);
			signal?.addEventListener('abort', () => {
				this.timers.delete(timer);
				resolve(false);
			});
		});
	}

	/** Lets everything happen that needs no time. */
	async settle(): Promise<void> {
		await nextTurn();
	}

	/** Lets so much time pass; all of it until nothing waits any more, unless a time is given. */
	async pass(milliseconds = Infinity): Promise<void> {
		const target = this.time + milliseconds;
		await this.settle();
		for (let next = this.next(); next && next.at <= target; next = this.next()) {
			this.time = Math.max(this.time, next.at);
			this.timers.delete(next);
			next.fire();
			await this.settle();
		}
		if (target !== Infinity) this.time = target;
	}

	/** Moves time on without waking anybody, as while a process is busy with something else. */
	oversleep(milliseconds: number): void {
		this.time += milliseconds;
	}

	private next(): Timer | undefined {
		return [...this.timers].sort((a, b) => a.at - b.at)[0];
	}
}

let current = new SteppedClock();

/** Starts a test at time 0. */
export function newClock(): SteppedClock {
	current = new SteppedClock();
	return current;
}

/** A deadline that does not come unless a test says so. */
const never: (milliseconds: number) => AbortSignal = () => new AbortController().signal;

/** Takes the place of nodes/transport/clock: `jest.mock(…, () => clockModule)`. */
export const clockModule = {
	now: () => current.now(),
	uptime: () => current.now(),
	wait: async (milliseconds: number, signal?: AbortSignal) =>
		await current.wait(milliseconds, signal),
	deadline: never,
};

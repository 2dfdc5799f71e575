import type { Clock } from '../clock.cts';

interface Waiter {
	until: number;
	resolve: () => void;
}

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
	/** Moves the time on and ends the waits that are over by then. */
	advance(milliseconds: number): void;
	/** Resolves when somebody waits. */
	somebodyWaits(): Promise<void>;
}

export function manualClock(start = Date.UTC(2025, 4, 26, 10, 12, 45)): ManualClock {
	let now = start;
	let waiters: Waiter[] = [];
	let announce: () => void = () => undefined;

	return {
		now: () => now,
		wait: (milliseconds, signal) =>
			new Promise((resolve, reject) => {
				const abort = () => {
					waiters = waiters.filter((other) => other !== waiter);
					reject(new Error('The wait was aborted.'));
				};
				const waiter = {
					until: now + milliseconds,
					resolve: () => {
						signal?.removeEventListener('abort', abort);
						resolve();
					},
				};
				waiters.push(waiter);
				announce();
				signal?.addEventListener('abort', abort);
			}),
		advance: (milliseconds) => {
			now += milliseconds;
			const due = waiters.filter(({ until }) => until <= now);
			waiters = waiters.filter(({ until }) => until > now);
			for (const { resolve } of due) resolve();
		},
		somebodyWaits: () =>
			new Promise((resolve) => {
				announce = resolve;
				if (waiters.length > 0) resolve();
			}),
	};
}

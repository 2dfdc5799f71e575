import { setTimeout as delay } from 'node:timers/promises';

import type { Clock } from '../../sandbox/clock.cts';

/** Long before any run, so that all processes agree on the time. */
const ORIGIN = Date.parse('2026-01-01T00:00:00.000Z');

// A timer of Node.js holds no more than 2^31 milliseconds.
const LONGEST_TIMER = 2 ** 31 - 1;

/** A time that goes `speed` times as fast as the real one, the same in every process. */
export function scaledClock(speed: number): Clock {
	return {
		now: () => Math.round(ORIGIN + (Date.now() - ORIGIN) * speed),
		wait: async (milliseconds, signal) => {
			const real = Math.min(Math.ceil(milliseconds / speed), LONGEST_TIMER);
			await delay(real, undefined, signal ? { signal } : {});
		},
	};
}

/** The same time in the shape of `nodes/transport/clock`. */
export function scaledNodeClock(speed: number) {
	const clock = scaledClock(speed);
	return {
		now: () => clock.now(),
		uptime: () => performance.now() * speed,
		wait: async (milliseconds: number, signal?: AbortSignal): Promise<boolean> =>
			await clock.wait(milliseconds, signal).then(
				() => true,
				(error: unknown) => {
					if (signal?.aborted === true) return false;
					throw error;
				},
			),
		deadline: (milliseconds: number) => AbortSignal.timeout(Math.ceil(milliseconds / speed)),
	};
}

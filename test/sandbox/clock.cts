import { setTimeout as delay } from 'node:timers/promises';

/** The time a sandbox lives in. Tests hand it a virtual one, so that no minute is really waited. */
export interface Clock {
	/** Milliseconds since 1970-01-01 UTC. */
	now(): number;
	/** Resolves after `milliseconds` of this clock's time; rejects when `signal` aborts first. */
	wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	wait: async (milliseconds, signal) => {
		await delay(milliseconds, undefined, signal ? { signal } : {});
	},
};

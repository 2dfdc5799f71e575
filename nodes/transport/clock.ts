import { sleep } from 'n8n-workflow';

// n8n stops an execution by aborting a signal. Only newer versions of n8n-workflow's `sleep` listen
// to it (2.41 does, 2.0 does not), so waits that have one are cut into short pieces.
const MAX_PIECE = 250;

/** Milliseconds since 1970, according to the machine's clock. */
export function now(): number {
	return Date.now();
}

/**
 * Whole milliseconds since this process started. Use it for every duration: the machine's clock may
 * be changed at any time, forward or back, and waits would then end too early or hours too late.
 */
export function uptime(): number {
	return Math.floor(performance.now());
}

/**
 * Waits `milliseconds`, or until `signal` aborts.
 *
 * @returns whether the whole time has passed
 */
export async function wait(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
	const end = uptime() + milliseconds;
	for (let left = milliseconds; left > 0; left = end - uptime()) {
		if (signal?.aborted) return false;
		await sleep(signal ? Math.min(left, MAX_PIECE) : left);
	}
	return !signal?.aborted;
}

/** A signal that aborts after `milliseconds`. It does not keep the process alive. */
export function deadline(milliseconds: number): AbortSignal {
	// `AbortSignal.timeout` takes whole numbers only.
	return AbortSignal.timeout(Math.ceil(milliseconds));
}

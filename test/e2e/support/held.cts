import type { SharedBench } from './SharedBench.cts';

// jest loads global set-up and environments apart from each other, and every test in a world of its
// own; what they share goes through the global object they have in common.
const holder = globalThis as { sharedBench?: SharedBench; anySuiteFailed?: boolean };

export function hold(bench: SharedBench | undefined): void {
	if (bench === undefined) delete holder.sharedBench;
	else holder.sharedBench = bench;
}

/** @throws when global set-up has not run */
export function held(): SharedBench {
	if (holder.sharedBench === undefined) throw new Error('the bench has not been started');
	return holder.sharedBench;
}

export function noteFailure(): void {
	holder.anySuiteFailed = true;
}

export function hasFailed(): boolean {
	return holder.anySuiteFailed === true;
}

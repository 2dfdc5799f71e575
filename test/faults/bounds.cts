import type { StepResult } from './run.cts';
import type { Options } from './plan.cts';

// More than any operation sends for one item, once each of them is bounded.
const MOST_REQUESTS = 12;

// The pauses of an item between its requests, all together.
const PAUSES = 30_000;

// A request that begins just before the end of a wait may take this long.
const LAST_LOOK = 1000;

/** How long the wait of an item may be at most, in milliseconds. */
export function waitBoundOf({ step }: StepResult): number {
	return Number(step.parameters.timeout ?? 0) * 1000 + LAST_LOOK;
}

/** How long a step may be at most, in milliseconds: each item within its own bounds, in turn. */
export function boundOf(result: StepResult): number {
	const { step, input } = result;
	const { requestTimeout, rateLimitWait, returnFreshQrCode } = step.parameters.options as Options;
	const tries = step.settings.retryOnFail === true ? 2 : 1;
	const perItem = (requestTimeout * MOST_REQUESTS + rateLimitWait) * 1000 + PAUSES;
	if (step.operation !== 'waitUntilConnected') return tries * input.length * perItem;
	const fresh = returnFreshQrCode === true ? input.length * perItem : 0;
	return tries * (waitBoundOf(result) + fresh);
}

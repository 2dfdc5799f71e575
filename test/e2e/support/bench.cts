import { held } from './held.cts';
import type { SharedBench } from './SharedBench.cts';

/** The n8n and the sandbox that all suites share. */
export function bench(): SharedBench {
	return held();
}

import { limits } from './limits.cts';
import { memory } from './memory.cts';
import { onboarding } from './onboarding.cts';
import { pages } from './pages.cts';
import { polling } from './polling.cts';
import { status } from './status.cts';
import type { Measurement } from './support/report.cts';
import { waiting } from './waiting.cts';
import { weight } from './weight.cts';

/** All there is to measure, in the order of the report. */
export const measurements: Record<string, Measurement> = {
	onboarding,
	status,
	waiting,
	limits,
	memory,
	weight,
	polling,
	pages,
};

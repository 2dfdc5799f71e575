import { until as answer } from '../n8n/until.cts';

/** Waits for something that happens by itself. Rejects when it has not happened after two seconds. */
export async function until(condition: () => boolean): Promise<void> {
	await answer('what was waited for', () => condition() || undefined, {
		seconds: 2,
		everyMilliseconds: 5,
	});
}

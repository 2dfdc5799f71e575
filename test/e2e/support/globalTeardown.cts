import { hasFailed, held, hold } from './held.cts';
import { say } from './say.cts';

/** Runs once after all suites. */
export default async function globalTeardown(): Promise<void> {
	const bench = held();
	if (hasFailed()) bench.keepLogs(say);
	await bench.close();
	hold(undefined);
}

import { join } from 'node:path';

import { hold } from './held.cts';
import { SharedBench } from './SharedBench.cts';
import { say } from './say.cts';

/** Runs once before all suites. */
export default async function globalSetup(): Promise<void> {
	hold(await SharedBench.start(join(__dirname, '..', '..', '..'), say));
}

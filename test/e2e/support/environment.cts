import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

import { held, noteFailure } from './held.cts';

/** Gives every suite the shared bench, and cleans up behind it. */
export default class BenchEnvironment extends TestEnvironment {
	override async setup(): Promise<void> {
		await super.setup();
		Object.assign(this.global, { sharedBench: held() });
	}

	override async teardown(): Promise<void> {
		await held().endSuite();
		await super.teardown();
	}

	handleTestEvent(event: Circus.Event): void {
		const failed = event.name === 'test_done' && event.test.errors.length > 0;
		if (!failed && event.name !== 'error') return;
		noteFailure();
		// For the suite itself, which may have something to keep.
		Object.assign(this.global, { anySuiteFailed: true });
	}
}

const { join } = require('node:path');

const [{ transform, moduleFileExtensions }] = require('../jest.config.cjs').projects;

/** @type {import('jest').Config} */
module.exports = {
	rootDir: join(__dirname, '..', '..'),
	moduleFileExtensions,
	transform,
	testMatch: ['<rootDir>/test/e2e/**/*.test.cts'],
	globalSetup: '<rootDir>/test/e2e/support/globalSetup.cts',
	globalTeardown: '<rootDir>/test/e2e/support/globalTeardown.cts',
	testEnvironment: '<rootDir>/test/e2e/support/environment.cts',
	testSequencer: '<rootDir>/test/e2e/support/sequencer.cjs',
	// All suites share one n8n, which lives in this process.
	maxWorkers: 1,
	verbose: true,
	// What a failed suite has left open must not hold the run; n8n is stopped by globalTeardown.
	forceExit: true,
	testTimeout: 120_000,
};

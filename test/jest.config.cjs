const { join } = require('node:path');

/** @type {import('jest').Config} */
const common = {
	rootDir: join(__dirname, '..'),
	moduleFileExtensions: ['ts', 'cts', 'js', 'cjs', 'mjs', 'json', 'node'],
	transform: {
		'\\.c?ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
				module: { type: 'commonjs' },
				sourceMaps: 'inline',
			},
		],
	},
};

// Runs the built nodes in n8n's engine, in virtual time.
const CONFORMANCE = '<rootDir>/test/providers/conformance.test.cts';

/** @type {import('jest').Config} */
module.exports = {
	projects: [
		{
			...common,
			displayName: 'units',
			testMatch: ['<rootDir>/test/{unit,providers,package,sandbox,n8n}/**/*.test.cts'],
			testPathIgnorePatterns: ['/node_modules/', CONFORMANCE],
		},
		{
			...common,
			displayName: 'engine',
			testMatch: ['<rootDir>/test/{engine,live}/**/*.test.cts', CONFORMANCE],
			// The nodes and the sandbox share one virtual time, so that no test waits a minute.
			moduleNameMapper: {
				'^(\\./|(\\.\\./)+(nodes/)?transport/)clock(\\.ts)?$':
					'<rootDir>/test/support/nodeClock.cts',
			},
		},
	],
	testSequencer: join(__dirname, 'sequencer.cjs'),
	// jest leaves one core free, which on two cores is half of them.
	maxWorkers: '100%',
	// A test that hangs fails instead of holding the run.
	testTimeout: 20_000,
};

const { join } = require('node:path');

const common = require('../jest.config.cjs');

const { displayName, ...engine } = common.projects.find((one) => one.displayName === 'engine');

// n8n-core 2.0.2 requires these through langchain; they are ES modules, which jest cannot require.
const esModules = '(p-retry|is-network-error)/';

/** @type {import('jest').Config} The engine tests as they are, on the n8n-core of N8N_CORE_FOLDER. */
module.exports = {
	...engine,
	// The live check is not about n8n.
	testPathIgnorePatterns: ['/node_modules/', '/test/live/'],
	resolver: join(__dirname, 'resolver.cjs'),
	setupFiles: [join(__dirname, 'checkEngine.cjs')],
	transform: {
		...engine.transform,
		[`/node_modules/${esModules}.*\\.js$`]: ['@swc/jest', { module: { type: 'commonjs' } }],
	},
	transformIgnorePatterns: [`/node_modules/(?!${esModules})`],
	maxWorkers: common.maxWorkers,
	// An n8n is installed or starts beside them, and takes its part of the machine.
	testTimeout: 3 * common.testTimeout,
	// Older engines have timers that nothing stops.
	forceExit: true,
};

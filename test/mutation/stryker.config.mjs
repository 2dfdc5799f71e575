/**
 * Changes the code in one place at a time and checks whether a unit test notices.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: [
		'nodes/{domain,providers,transport}/**/*.ts',
		'nodes/WhatsAppInstanceTrigger/statusChanges.ts',
		'nodes/WhatsAppInstanceEventTrigger/{DeliveryLog,eventItem,readRequest}.ts',
	],
	testRunner: 'jest',
	plugins: ['@stryker-mutator/jest-runner'],
	jest: { configFile: 'test/mutation/jest.config.cjs', enableFindRelatedTests: true },
	coverageAnalysis: 'perTest',
	// What is computed once while a file is loaded would need all its tests for each change.
	ignoreStatic: true,
	ignorePatterns: ['/dist', '/demo-output', '/test-results', '/.github'],
	// Not below node_modules, where jest finds no tests.
	tempDirName: 'test-results/mutation/copy',
	incrementalFile: 'test-results/mutation/incremental.json',
	reporters: ['progress-append-only', 'json', 'html'],
	jsonReporter: { fileName: 'test-results/mutation/report.json' },
	htmlReporter: { fileName: 'test-results/mutation/index.html' },
};

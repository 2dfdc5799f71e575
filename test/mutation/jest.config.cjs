const { join } = require('node:path');

const { projects } = require('../jest.config.cjs');

const [units] = projects;
const FOLDERS = ['domain', 'transport', 'WhatsAppInstanceEventTrigger', 'WhatsAppInstanceTrigger'];

/**
 * The unit tests of what Stryker changes. The fuzz tests are left out: they are about what must never
 * happen, and take their time. So are the tests of `poll` and `webhookMethods`, which Stryker does not
 * change, and which need all of n8n-workflow.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...units,
	testMatch: [
		`<rootDir>/test/unit/{${FOLDERS.join(',')}}/**/!(poll|webhookMethods).test.cts`,
		'<rootDir>/test/providers/!(apiReferences|completeness|conformance|vendorWords).test.cts',
	],
	testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
	moduleNameMapper: { '^n8n-workflow$': join(__dirname, 'n8nWorkflow.cjs') },
};

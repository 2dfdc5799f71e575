// Runs before each test file: the tests would pass on the n8n-core of node_modules as well, and prove
// nothing about the one they are meant for.
const { sep } = require('node:path');

const folder = process.env.N8N_CORE_FOLDER + sep;
for (const name of ['n8n-core', 'n8n-workflow', '@n8n/di']) {
	const found = require.resolve(name);
	if (!found.startsWith(folder)) throw new Error(`${name} was found at ${found}, not in ${folder}`);
}

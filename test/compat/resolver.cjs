// Lets the tests, and the built nodes, find n8n's packages in the folder of one n8n-core version
// instead of in node_modules. Packages inside that folder find each other as Node.js would.
const { join, sep } = require('node:path');

const folder = process.env.N8N_CORE_FOLDER;
if (!folder) throw new Error('N8N_CORE_FOLDER does not say where n8n-core is installed');

const ofEngine = /^(n8n-core|n8n-workflow|@n8n\/[^/]+|reflect-metadata)(\/|$)/;

/** @type {import('jest-resolve').SyncResolver} */
module.exports = (request, options) => {
	const fromOutside = !options.basedir.startsWith(join(folder, sep));
	return options.defaultResolver(
		request,
		fromOutside && ofEngine.test(request) ? { ...options, basedir: folder } : options,
	);
};

// Loads a package as n8n does, after n8n itself has been loaded, and reports to the parent what that took: first
// what n8n does whenever it starts, then all nodes, each of which n8n loads when it is first used.
// Plain JavaScript, because tsx would slow every file down.
//   node --expose-gc loadWorker.mjs '{"folder": ...}'
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core reads these when it is loaded.
process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
process.env.N8N_ENCRYPTION_KEY = randomBytes(24).toString('hex');
process.env.N8N_LOG_LEVEL = 'silent';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { LazyPackageDirectoryLoader } = require('n8n-core');
const { folder } = JSON.parse(process.argv[2]);
const loader = new LazyPackageDirectoryLoader(folder);

const start = await costOf(async () => {
	await loader.loadAll();
	// n8n 2.41 changes every credential at its start, which loads it (load-nodes-and-credentials.js,
	// postProcessLoaders). It keeps no descriptions of nodes in memory after it has sent them to the editor.
	for (const name of Object.keys(loader.known.credentials)) loader.getCredential(name);
	loader.releaseTypes();
});
const nodes = await costOf(() => {
	for (const name of Object.keys(loader.known.nodes)) loader.getNode(name);
});
const whole = Object.fromEntries(Object.keys(start).map((key) => [key, start[key] + nodes[key]]));
process.send({ start, whole }, () => process.exit(0));

/** What something takes, in milliseconds, and how many bytes the heap has grown by after it. */
async function costOf(work) {
	globalThis.gc();
	const heapBefore = process.memoryUsage().heapUsed;
	const cpuBefore = process.cpuUsage();
	const started = performance.now();
	await work();
	const milliseconds = performance.now() - started;
	const { user, system } = process.cpuUsage(cpuBefore);
	globalThis.gc();
	const heap = process.memoryUsage().heapUsed - heapBefore;
	return { milliseconds, cpu: (user + system) / 1000, heap };
}

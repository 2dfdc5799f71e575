// Loads all nodes and credentials of a package as n8n does when it starts, n8n itself being loaded,
// and tells the parent what that took. Plain JavaScript, because tsx would slow every file down.
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
const { PackageDirectoryLoader } = require('n8n-core');
const { folder } = JSON.parse(process.argv[2]);

globalThis.gc();
const before = process.memoryUsage().heapUsed;
const cpuBefore = process.cpuUsage();
const started = performance.now();
const loader = new PackageDirectoryLoader(folder);
await loader.loadAll();
const milliseconds = performance.now() - started;
const { user, system } = process.cpuUsage(cpuBefore);
globalThis.gc();
const heap = process.memoryUsage().heapUsed - before;
const nodes = loader.types.nodes.length;
process.send({ milliseconds, cpu: (user + system) / 1000, heap, nodes }, () => process.exit(0));

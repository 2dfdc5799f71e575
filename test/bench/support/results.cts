import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_VERSION } from '../../n8n/install.cts';

const root = join(__dirname, '..', '..', '..');
const file = join(__dirname, '..', 'results.json');

/**
 * Puts what was measured in the place of its old figures, with versions and machine.
 *
 * @param node the version of Node.js it was measured with
 */
export function writeResult(measured: string, figures: object, node = process.versions.node): void {
	const all = { ...readResults(), [measured]: { measuredWith: surroundings(node), ...figures } };
	writeFileSync(file, `${JSON.stringify(all, null, '\t')}\n`);
	console.log('> Written: test/bench/results.json');
}

function readResults(): Record<string, unknown> {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
		throw error;
	}
}

/** Versions, and what the machine is like; figures are compared within one run only. */
function surroundings(node: string): Record<string, unknown> {
	const { version, devDependencies } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8'),
	) as { version: string; devDependencies: Record<string, string> };
	return {
		date: new Date().toISOString().slice(0, 10),
		package: version,
		node,
		n8n: DEFAULT_VERSION,
		n8nCore: devDependencies['n8n-core'],
		undici: devDependencies.undici,
		platform: `${process.platform} ${process.arch}`,
		processors: availableParallelism(),
		load: Math.round(loadavg()[0] ?? 0),
		memory: `${Math.round(totalmem() / 1e9)} GB`,
	};
}

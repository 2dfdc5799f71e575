import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runTool } from './runTool.cts';

const root = join(__dirname, '..', '..');
const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string };
const LIMIT = 60_000;

/**
 * Puts this package where n8n's panel for community packages installs to: packed as for the npm
 * registry, and unpacked again.
 *
 * @param userFolder n8n's user folder
 * @returns the folder of the package
 */
export async function addPackage(userFolder: string): Promise<string> {
	const folder = placeIn(userFolder);
	mkdirSync(folder, { recursive: true });
	const temporary = mkdtempSync(join(tmpdir(), 'packed-'));
	try {
		const say = () => undefined;
		const common = { limit: LIMIT, say };
		await runTool('Packing the nodes', {
			...common,
			command: 'npm',
			args: ['pack', '--silent', '--ignore-scripts', '--pack-destination', temporary],
			folder: root,
		});
		await runTool('Unpacking the nodes', {
			...common,
			command: 'sh',
			args: ['-c', 'tar -xzf "$1"/*.tgz -C "$2" --strip-components=1', 'sh', temporary, folder],
			folder: root,
		});
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
	return folder;
}

/** Lets n8n use the working copy itself, so that it sees what is built from now on. */
export function linkPackage(userFolder: string): string {
	const folder = placeIn(userFolder);
	mkdirSync(join(folder, '..'), { recursive: true });
	symlinkSync(root, folder, 'dir');
	return folder;
}

function placeIn(userFolder: string): string {
	return join(userFolder, '.n8n', 'nodes', 'node_modules', name);
}

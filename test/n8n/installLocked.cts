import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { cached } from './cache.cts';
import { runTool, type Say } from './runTool.cts';

const INSTALLED_WITHIN = 20 * 60_000;
const SIGNIFICANT = 12;

/** A folder with `node_modules` and the Node.js for them. */
export interface Installed {
	folder: string;
	/** The path of the Node.js. */
	node: string;
	nodeVersion: string;
}

interface Wanted {
	/** What is installed, at the beginning of the name in the cache. */
	name: string;
	/** What the waiting person sees. */
	title: string;
	say: Say;
	/** What has to be done once after the installation. */
	complete?: (installed: Installed) => Promise<void>;
}

interface Manifest {
	optionalDependencies: Record<string, string>;
}

/**
 * Installs what the lock file of a folder names into the cache, once, together with the Node.js that
 * its optional dependencies name.
 *
 * @param source the folder with package.json, package-lock.json and .npmrc
 * @throws when installing fails, and when there is no fitting Node.js for this machine
 */
export async function installLocked(source: string, wanted: Wanted): Promise<Installed> {
	const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
	const nodeVersion = wantedNode(manifest);
	const content = createHash('sha256').update(readFileSync(join(source, 'package-lock.json')));
	content.update(`${nodeVersion} ${process.platform} ${process.arch}`);
	const hash = content.digest('hex').slice(0, SIGNIFICANT);
	const describe = (folder: string) => ({ folder, node: nodeBinary(folder), nodeVersion });

	const folder = await cached(`${wanted.name}-${basename(source)}-${hash}`, async (unfinished) => {
		for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
			copyFileSync(join(source, file), join(unfinished, file));
		}
		await runTool(wanted.title, {
			...npm(['ci', '--ignore-scripts', '--omit=dev', '--loglevel=error']),
			folder: unfinished,
			limit: INSTALLED_WITHIN,
			say: wanted.say,
		});
		await wanted.complete?.(describe(unfinished));
	});
	return describe(folder);
}

/** The version of Node.js from the registry, or this one where the registry has none for this machine. */
function wantedNode({ optionalDependencies }: Manifest): string {
	const fromRegistry = optionalDependencies[nodePackage()];
	if (fromRegistry !== undefined) return fromRegistry;
	const [wanted = ''] = Object.values(optionalDependencies);
	const major = (version: string) => version.split('.')[0];
	if (major(wanted) === major(process.versions.node)) return process.versions.node;
	throw new Error(
		`Node.js ${major(wanted) ?? ''} is needed, because the registry has none for ` +
			`${process.platform} ${process.arch}; this is ${process.versions.node}`,
	);
}

function nodePackage(): string {
	return `node-${process.platform}-${process.arch}`;
}

function nodeBinary(folder: string): string {
	const fromRegistry = join(folder, 'node_modules', nodePackage(), 'bin', 'node');
	return existsSync(fromRegistry) ? fromRegistry : process.execPath;
}

/** npm passes its own path to its scripts. */
function npm(args: string[]): { command: string; args: string[] } {
	const script = process.env.npm_execpath;
	return script === undefined
		? { command: 'npm', args }
		: { command: process.execPath, args: [script, ...args] };
}

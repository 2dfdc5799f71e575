import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cached } from './cache.cts';
import { runTool, type Say } from './runTool.cts';

/** The version the tests use unless another one is named. */
export const DEFAULT_VERSION = '2.41.1';

const MINUTES = 60_000;

/** One n8n, ready to be started. */
export interface InstalledN8n {
	version: string;
	/** The folder with its `node_modules`. */
	folder: string;
	/** The Node.js that runs it. */
	node: string;
	/** The script that is n8n's command line. */
	bin: string;
	/** What this version needs in its environment on that Node.js. */
	environment: Record<string, string>;
}

interface VersionManifest {
	dependencies: Record<string, string>;
	optionalDependencies: Record<string, string>;
	environment?: Record<string, string>;
}

/** The versions that can be installed: the folders of `versions/`. */
export function knownVersions(): string[] {
	return readdirSync(join(__dirname, 'versions'));
}

/**
 * Installs an n8n of exact versions into the cache, once.
 *
 * @param say is told what happens, with a sign of life every quarter of a minute
 * @throws when the version has no folder in `versions/`, and when installing fails
 */
export async function installN8n(
	version = DEFAULT_VERSION,
	say: Say = tell,
): Promise<InstalledN8n> {
	const source = join(__dirname, 'versions', version);
	if (!existsSync(source)) {
		throw new Error(`n8n ${version} is not among ${knownVersions().join(', ')}`);
	}
	const manifest = JSON.parse(
		readFileSync(join(source, 'package.json'), 'utf8'),
	) as VersionManifest;
	const nodeVersion = wantedNode(manifest);
	const content = createHash('sha256').update(readFileSync(join(source, 'package-lock.json')));
	content.update(`${nodeVersion} ${process.platform} ${process.arch}`);
	const name = `n8n-${version}-${content.digest('hex').slice(0, 12)}`;

	const folder = await cached(name, async (unfinished) => {
		for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
			copyFileSync(join(source, file), join(unfinished, file));
		}
		await runTool(`Installing n8n ${version} (3 GB, a few minutes, once)`, {
			...npm(['ci', '--ignore-scripts', '--omit=dev', '--loglevel=error']),
			folder: unfinished,
			limit: 20 * MINUTES,
			say,
		});
		await addSqlite(unfinished, nodeVersion, say);
	});
	return {
		version,
		folder,
		node: nodeBinary(folder),
		bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
		environment: manifest.environment ?? {},
	};
}

/** The version of Node.js from the registry, or this one where the registry has none for this machine. */
function wantedNode({ optionalDependencies }: VersionManifest): string {
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

/** n8n's database is compiled here, because its ready-made binary is not in the npm registry. */
async function addSqlite(folder: string, nodeVersion: string, say: Say): Promise<void> {
	const node = nodeBinary(folder);
	await runTool(`Compiling SQLite for Node.js ${nodeVersion} (a minute, once)`, {
		command: node,
		args: [join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'), 'rebuild'],
		folder: join(folder, 'node_modules', 'sqlite3'),
		environment: {
			PATH: `${dirname(node)}:${process.env.PATH ?? ''}`,
			npm_config_nodedir: dirname(dirname(node)),
		},
		limit: 10 * MINUTES,
		say,
		advice: 'make, a C++ compiler and Python 3 are needed (Debian: build-essential python3)',
	});
}

/** npm tells its scripts where it is itself. */
function npm(args: string[]): { command: string; args: string[] } {
	const script = process.env.npm_execpath;
	return script === undefined
		? { command: 'npm', args }
		: { command: process.execPath, args: [script, ...args] };
}

function tell(text: string): void {
	process.stderr.write(`> ${text}\n`);
}

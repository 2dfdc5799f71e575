import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { installLocked, type Installed } from './installLocked.cts';
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
	/** What this version needs in its environment. */
	environment: Record<string, string>;
}

interface VersionManifest {
	environment?: Record<string, string>;
}

/** The versions that can be installed: the folders of `versions/`. */
export function knownVersions(): string[] {
	return readdirSync(join(__dirname, 'versions'));
}

/**
 * Installs an n8n of exact versions into the cache, once.
 *
 * @param say gets the progress, at least every 15 seconds
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
	const { folder, node } = await installLocked(source, {
		name: 'n8n',
		title: `Installing n8n ${version} (3 GB, a few minutes, once)`,
		say,
		complete: async (unfinished) => {
			await addSqlite(unfinished, say);
		},
	});
	return {
		version,
		folder,
		node,
		bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
		environment: manifest.environment ?? {},
	};
}

/** n8n's database is compiled here, because its ready-made binary is not in the npm registry. */
async function addSqlite({ folder, node, nodeVersion }: Installed, say: Say): Promise<void> {
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

function tell(text: string): void {
	process.stderr.write(`> ${text}\n`);
}

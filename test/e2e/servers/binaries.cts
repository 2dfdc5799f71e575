import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// Debian keeps the programs of PostgreSQL out of the path, by version. They come first, so that all are
// of one version.
const POSTGRESQL = '/usr/lib/postgresql';

/**
 * Finds a program on this machine.
 *
 * @param debianPackage is named in the error when the program is not there
 * @throws {Error} that says how to install it
 */
export function findBinary(name: string, debianPackage: string): string {
	const found = folders()
		.map((folder) => join(folder, name))
		.find(isExecutable);
	if (found !== undefined) return found;
	throw new Error(
		`The queue mode tests need '${name}', which is not on this machine. On Debian: apt-get install --no-install-recommends ${debianPackage}`,
	);
}

function folders(): string[] {
	const inPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
	return [...postgresqlFolders(), ...inPath];
}

/** The newest version first. */
function postgresqlFolders(): string[] {
	try {
		const versions = readdirSync(POSTGRESQL).sort((a, b) => Number(b) - Number(a));
		return versions.map((version) => join(POSTGRESQL, version, 'bin'));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DEFAULT_VERSION, knownVersions } from './install.cts';

interface LockFile {
	packages: Record<string, { version?: string; resolved?: string; optional?: boolean }>;
}

const folder = (version: string) => join(__dirname, 'versions', version);
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;

test('there is the version that is taken when none is named', () => {
	expect(knownVersions()).toContain(DEFAULT_VERSION);
});

describe.each(knownVersions())('the lock file of n8n %s', (version) => {
	const { packages } = readJson(join(folder(version), 'package-lock.json')) as LockFile;

	test('is for this version, with the Node.js it runs on', () => {
		const manifest = readJson(join(folder(version), 'package.json')) as {
			dependencies: Record<string, string>;
			optionalDependencies: Record<string, string>;
		};
		expect(manifest.dependencies.n8n).toBe(version);
		expect(packages['node_modules/n8n']?.version).toBe(version);
		for (const [name, wanted] of Object.entries(manifest.optionalDependencies)) {
			expect(packages[`node_modules/${name}`]).toMatchObject({ version: wanted, optional: true });
		}
	});

	test('names no registry, and its installation adds none', () => {
		expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
		expect(existsSync(join(folder(version), '.npmrc'))).toBe(true);
	});
});

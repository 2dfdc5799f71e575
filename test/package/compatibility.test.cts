import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { chosenReleases, RELEASES } from '../compat/versions.cts';

interface LockFile {
	packages: Record<string, { version?: string; resolved?: string }>;
}

const root = join(__dirname, '..', '..');
const engines = RELEASES.filter(({ engine }) => engine);

test.each(engines)('the lock file for n8n-core $core fits and names no registry', ({ core }) => {
	const folder = join(root, 'test', 'compat', 'core', core);
	const text = readFileSync(join(folder, 'package-lock.json'), 'utf8');
	const { packages } = JSON.parse(text) as LockFile;

	expect(packages['node_modules/n8n-core']?.version).toBe(core);
	expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
	expect(existsSync(join(folder, '.npmrc'))).toBe(true);
});

test.each(RELEASES.filter(({ smoke }) => smoke))('n8n $n8n has the n8n-core named', (release) => {
	const folder = join(root, 'test', 'n8n', 'versions', release.n8n);
	const text = readFileSync(join(folder, 'package-lock.json'), 'utf8');
	const { packages } = JSON.parse(text) as LockFile;

	expect(packages['node_modules/n8n-core']?.version).toBe(release.core);
});

test('the table in the README is about the releases that are tried', () => {
	const readme = readFileSync(join(root, 'README.md'), 'utf8');
	const rows = [...readme.matchAll(/^\| (\d+\.\d+\.\d+) +\| (\d+\.\d+\.\d+) +\|/gm)];

	expect(rows.map(([, n8n, core]) => [n8n, core])).toEqual(
		RELEASES.map(({ n8n, core }) => [n8n, core]),
	);
});

test('a release is chosen by its own version or by that of its engine', () => {
	const numbers = (words: string[]) => chosenReleases(words).map(({ n8n }) => n8n);

	expect(numbers([])).toEqual(RELEASES.map(({ n8n }) => n8n));
	expect(numbers(['2.41.1', '1.122.48'])).toEqual(['1.123.81', '2.41.1']);
	expect(() => numbers(['2.0.3', '9.9.9'])).toThrow(/^'9\.9\.9' is none of the versions/);
});

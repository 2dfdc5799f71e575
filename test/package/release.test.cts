import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from './support/project.cts';

const agreeing = { version: '1.2.3', locked: '1.2.3', heading: '## [1.2.3] - 2026-01-31' };

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'release-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** Checks the release of a tag in a folder with these files; gives exit code and what it said. */
function checkRelease(tag: string, { version, locked, heading }: typeof agreeing) {
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
	writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ version: locked }));
	writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n${heading}\n\n### Added\n`);
	const script = join(root, 'test', 'tools', 'checkRelease.mjs');
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, tag, folder], {
		encoding: 'utf8',
	});
	return { status, said: `${stdout}${stderr}`.trim() };
}

it('lets a release pass when everything agrees', () => {
	expect(checkRelease('v1.2.3', agreeing)).toEqual({ status: 0, said: 'v1.2.3 can be released.' });
});

it.each([
	['another version in the tag', 'v1.2.4', {}, 'The tag is'],
	['a tag without v', '1.2.3', {}, 'The tag is'],
	['no tag', '', {}, 'The tag is'],
	['a lock file left behind', 'v1.2.3', { locked: '1.2.2' }, 'package-lock.json has version 1.2.2'],
	['no entry', 'v1.2.3', { heading: '## [1.2.30] - 2026-01-31' }, 'no entry for 1.2.3'],
	['an entry without a day', 'v1.2.3', { heading: '## [1.2.3] - unreleased' }, 'unreleased'],
])('refuses a release with %s', (_what, tag, change, reason) => {
	const { status, said } = checkRelease(tag, { ...agreeing, ...change });
	expect(said).toContain(reason);
	expect(status).toBe(1);
});

import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { demandBuild, manifest, root } from './support/project.cts';

let folder: string;
let unpacked: string;
beforeAll(() => {
	demandBuild();
	folder = mkdtempSync(join(tmpdir(), 'scan-'));
	execFileSync(
		'npm',
		['pack', '--loglevel=error', '--ignore-scripts', '--pack-destination', folder],
		{
			cwd: root,
			stdio: ['ignore', 'ignore', 'inherit'],
			shell: process.platform === 'win32',
		},
	);
	const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error('npm packed nothing');
	execFileSync('tar', ['-xzf', tarball], { cwd: folder });
	unpacked = join(folder, 'package');
}, 60_000);

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

/** What n8n's scanner says of a folder: "clean", or what it found. */
function scan(kind: 'sources' | 'package', scanned: string): string {
	const { stdout, stderr, status } = spawnSync(
		process.execPath,
		[join(root, 'test', 'tools', 'scan.mjs'), kind, scanned],
		// Under 'test', as Jest sets it, some rules of n8n take every file for a node.
		{ cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
	);
	if (status !== 0 && stdout === '') throw new Error(`The scanner did not run: ${stderr}`);
	return stdout.trim();
}

describe("n8n's scan for verified packages", () => {
	it('finds nothing in the sources', () => {
		expect(scan('sources', root)).toBe('clean');
	}, 120_000);

	it('finds nothing in the packed package', () => {
		expect(scan('package', unpacked)).toBe('clean');
	}, 120_000);

	it('would find a rule that is broken and switched off in the packed package', () => {
		const changed = join(folder, 'changed');
		cpSync(unpacked, changed, { recursive: true });
		const [node = ''] = manifest.n8n.nodes;
		appendFileSync(
			join(changed, node),
			'\n// eslint-disable-next-line\nsetTimeout(() => {}, 1);\n',
		);
		expect(scan('package', changed)).toMatch(/setTimeout.*no-restricted-globals/);
	}, 120_000);

	it('is not fooled by a folder with nothing in it', () => {
		expect(scan('package', join(folder, 'nothing'))).toMatch(/No files/);
	}, 120_000);
});

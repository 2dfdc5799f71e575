import { execFileSync } from 'node:child_process';

import { demandBuild, filesBelow, manifest, read, root } from './support/project.cts';

interface Packed {
	name: string;
	version: string;
	unpackedSize: number;
	files: Array<{ path: string; size: number }>;
}

// n8n's metadata is an eighth of it. A folder shipped by accident, such as docs, is larger than the room left.
const MAXIMUM_BYTES = 560_000;

/** What n8n reads when it starts, in place of the nodes themselves. */
const METADATA = ['known', 'types'].flatMap((folder) =>
	['credentials', 'nodes'].map((kind) => `dist/${folder}/${kind}.json`),
);

let packed: Packed;
let paths: string[];
beforeAll(() => {
	demandBuild();
	const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: root,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		shell: process.platform === 'win32',
	});
	const [only] = JSON.parse(output) as Packed[];
	if (only === undefined) throw new Error('npm packed nothing');
	packed = only;
	paths = packed.files.map(({ path }) => path).sort();
}, 60_000);

it('is this package', () => {
	expect(packed).toMatchObject({ name: manifest.name, version: manifest.version });
});

it('holds nothing but code, codex files, metadata, icons and what npm wants beside them', () => {
	const allowed = [
		/^dist\/(credentials|nodes)\/[\w/.]+\.js$/,
		/^dist\/nodes\/\w+\/\w+\.node\.json$/,
		/^dist\/icons\/[\w.-]+\.svg$/,
		/^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/,
	];
	const others = paths.filter((path) => !allowed.some((kind) => kind.test(path)));
	expect(others).toEqual(METADATA);
});

it.each(['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json'])('holds %s', (path) => {
	expect(paths).toContain(path);
	expect(read(path).trim()).not.toBe('');
});

it('holds exactly what the sources compile to', () => {
	const sources = ['nodes', 'credentials'].flatMap((folder) => filesBelow(folder, '.ts'));
	const compiled = sources.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`);
	expect(paths.filter((path) => path.endsWith('.js'))).toEqual(compiled.sort());
});

it('holds every codex file and every icon', () => {
	const copied = [...filesBelow('nodes', '.node.json'), ...filesBelow('icons')];
	expect(paths).toEqual(expect.arrayContaining(copied.map((path) => `dist/${path}`)));
});

it('holds no tests, sources, source maps or leftovers of the build', () => {
	const unwanted = /(^|\/)test|\.c?tsx?$|\.map$|\.tsbuildinfo$|tsconfig|gulpfile|eslint|\.npmrc/;
	expect(paths.filter((path) => unwanted.test(path))).toEqual([]);
});

it('stays small', () => {
	expect(packed.unpackedSize).toBeLessThan(MAXIMUM_BYTES);
});

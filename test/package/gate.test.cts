import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { demandBuild, filesBelow, read, root } from './support/project.cts';

interface LintResult {
	filePath: string;
	errorCount: number;
	warningCount: number;
	messages: Array<{ line: number; ruleId: string | null; message: string }>;
}

beforeAll(demandBuild);

const sources = ['nodes', 'credentials'].flatMap((folder) => filesBelow(folder, '.ts'));

describe('the check a package must pass to be verified', () => {
	let results: LintResult[];
	beforeAll(() => {
		// Like n8n's scanner: its rules, on the sources, deaf to comments that switch rules off.
		const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
		const options = ['--no-inline-config', '--format', 'json', '--config', 'eslint.config.mjs'];
		const { stdout, stderr } = spawnSync(
			process.execPath,
			[eslint, ...options, 'nodes', 'credentials', 'package.json'],
			// Under 'test', as Jest sets it, some rules of n8n take every file for a node.
			{ cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
		);
		if (stdout === '') throw new Error(`ESLint did not run: ${stderr}`);
		results = JSON.parse(stdout) as LintResult[];
	}, 120_000);

	it('finds neither an error nor a warning', () => {
		const found = results.flatMap(({ filePath, messages }) =>
			messages.map(
				({ line, ruleId, message }) => `${filePath}:${line} ${message} (${ruleId ?? ''})`,
			),
		);
		expect(found).toEqual([]);
	});

	it('looked at every source and at package.json', () => {
		const looked = results.map(({ filePath }) => filePath).sort();
		expect(looked).toEqual([...sources, 'package.json'].map((path) => join(root, path)).sort());
	});

	it('uses the rules of n8n as they are', () => {
		const template = 'node_modules/@n8n/node-cli/dist/template/templates/shared/default';
		expect(read('eslint.config.mjs')).toBe(read(`${template}/eslint.config.mjs`));
	});
});

it('is not got around by switching rules or type checks off', () => {
	const switched = /eslint-disable|@ts-(ignore|nocheck|expect-error)/;
	expect(sources.filter((path) => switched.test(read(path)))).toEqual([]);
});

it('the compiled code imports only what n8n provides', () => {
	const provided = /^"(n8n-workflow|crypto|node:crypto|\.{1,2}\/[\w./]+)"$/;
	const imported = filesBelow('dist', '.js').flatMap((path) =>
		[...read(path).matchAll(/\b(?:require|import)\(\s*([^)]*)\)/g)].map(([, argument = '']) => ({
			path,
			argument,
		})),
	);
	expect(imported.length).toBeGreaterThan(sources.length);
	expect(imported.filter(({ argument }) => !provided.test(argument))).toEqual([]);
});

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
			{ cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
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

describe.each(sources)('%s', (path) => {
	it('switches no rule and no type check off', () => {
		expect(read(path)).not.toMatch(/eslint-disable|@ts-(ignore|nocheck|expect-error)/);
	});
});

describe.each(sources.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`))('%s', (path) => {
	const compiled = read(path);

	it('imports only what n8n provides', () => {
		const imported = [...compiled.matchAll(/\b(?:require|import)\(\s*([^)]*)\)/g)].map(
			([, argument]) => argument,
		);
		const foreign = imported.filter(
			(argument) => !/^"(n8n-workflow|crypto|node:crypto|\.{1,2}\/[\w./]+)"$/.test(argument ?? ''),
		);
		expect(foreign).toEqual([]);
	});

	it('uses nothing that n8n Cloud forbids', () => {
		expect(compiled).not.toMatch(/\b(process|globalThis|__dirname|__filename|setTimeout)\b/);
		expect(compiled).not.toMatch(/\b(eval|Function)\(|console\./);
	});
});

// Everything 'npm test' checks, one line each; the output of a step is shown when it fails.
//   node test/tools/check.mjs [words for jest, for example a file name]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const words = process.argv.slice(2);

const steps = [
	['n8n lint, strict', 'n8n-node', ['lint']],
	[
		'lint of the tests',
		'eslint',
		['--config', 'test/eslint.config.mjs', '--max-warnings=0', 'test'],
	],
	['format', 'prettier', ['--check', '--log-level=warn', '.']],
	['types of the package', 'tsc', ['--noEmit']],
	['types of the tests', 'tsc', ['-p', 'test/tsconfig.json']],
];

let failed = 0;
if (words.length === 0) {
	for (const [title, command, args] of steps) {
		const started = performance.now();
		const { status, stdout, stderr, error } = spawnSync(bin(command), args, {
			cwd: root,
			encoding: 'utf8',
			env: { ...process.env, CI: 'true' },
		});
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		const passed = status === 0;
		console.log(`${passed ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
		if (!passed) {
			failed++;
			console.log(error ? error.message : `${stdout}${stderr}`);
		}
	}
}

const results = join(mkdtempSync(join(tmpdir(), 'jest-')), 'results.json');
const jest = spawnSync(
	bin('jest'),
	['--config', 'test/jest.config.cjs', '--json', `--outputFile=${results}`, ...words],
	// With --json, jest prints the results a second time on its standard output.
	{ cwd: root, stdio: ['inherit', 'ignore', 'inherit'] },
);
const { numPassedTests, numFailedTests, numFailedTestSuites } = existsSync(results)
	? JSON.parse(readFileSync(results, 'utf8'))
	: { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1 };
rmSync(dirname(results), { recursive: true, force: true });
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
process.exit(failed > 0 || jest.status !== 0 || numFailedTestSuites > 0 ? 1 : 0);

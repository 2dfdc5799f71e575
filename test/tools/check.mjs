// Runs everything 'npm test' checks, one line for each step; the output of a step is shown if it fails.
//   node test/tools/check.mjs [words for jest, for example a file name]
import { execFile, spawnSync } from 'node:child_process';
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
	['layers', 'depcruise', ['--config', 'test/layers.config.cjs', 'nodes', 'credentials']],
	['format', 'prettier', ['--check', '--log-level=warn', '.']],
	['types of the package', 'tsc', ['--noEmit']],
	['types of the tests', 'tsc', ['-p', 'test/tsconfig.json']],
];

/** Runs one step and prints its result, and its output only if it failed. */
function runStep([title, command, args]) {
	const started = performance.now();
	return new Promise((done) => {
		const options = { cwd: root, env: { ...process.env, CI: 'true' }, maxBuffer: 2 ** 26 };
		execFile(bin(command), args, options, (error, stdout, stderr) => {
			const seconds = ((performance.now() - started) / 1000).toFixed(1);
			console.log(`${error ? 'FAILED' : 'ok    '} ${title} (${seconds} s)`);
			if (error) console.log(`${stdout}${stderr}` || error.message);
			done(!error);
		});
	});
}

const passed = words.length > 0 || (await Promise.all(steps.map(runStep))).every(Boolean);

// jest ends its workers without letting them clean up, so this folder takes what they leave behind.
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-whatsapp-instance-'));
const results = join(folder, 'results.json');
const jest = spawnSync(
	bin('jest'),
	['--config', 'test/jest.config.cjs', '--json', `--outputFile=${results}`, ...words],
	// With --json, jest prints the results a second time on its standard output.
	{
		cwd: root,
		env: { ...process.env, TMPDIR: folder },
		stdio: ['inherit', 'ignore', 'inherit'],
	},
);
const { numPassedTests, numFailedTests, numFailedTestSuites } = existsSync(results)
	? JSON.parse(readFileSync(results, 'utf8'))
	: { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1 };
rmSync(folder, { recursive: true, force: true });
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
process.exit(!passed || jest.status !== 0 || numFailedTestSuites > 0 ? 1 : 0);

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { printTable } from '../demo/table.cts';
import { writeResult } from '../bench/support/results.cts';

// Tells how much of what can be wrong in the code a unit test notices.
//   npm run test:mutation -- [--write] [--incremental] [--dry-run] [files]
const { values, positionals } = parseArgs({
	options: {
		write: { type: 'boolean', default: false },
		incremental: { type: 'boolean', default: false },
		'dry-run': { type: 'boolean', default: false },
	},
	allowPositionals: true,
});

const TARGET = 85;
const root = join(__dirname, '..', '..');
const report = join(root, 'test-results', 'mutation', 'report.json');

/** What Stryker says became of a change (mutation-testing-report-schema). */
type Status =
	| 'CompileError'
	| 'Ignored'
	| 'Killed'
	| 'NoCoverage'
	| 'RuntimeError'
	| 'Survived'
	| 'Timeout';

interface MutationReport {
	framework: { version: string };
	files: Record<string, { mutants: Array<{ status: Status }> }>;
}

/** How many changes were noticed, and how many were not. */
interface Score {
	part: string;
	noticed: number;
	missed: number;
	/** Those that need no test: computed once at loading, or not even able to run. */
	leftOut: number;
	percent: number;
}

function main(): boolean {
	const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
	const args = [
		...(values.incremental ? ['--incremental'] : []),
		...(values['dry-run'] ? ['--dryRunOnly'] : []),
		...(positionals.length > 0 ? ['--mutate', positionals.join(',')] : []),
	];
	const config = join('test', 'mutation', 'stryker.config.mjs');
	const { status } = spawnSync(process.execPath, [stryker, 'run', config, ...args], {
		cwd: root,
		stdio: 'inherit',
	});
	if (status !== 0) throw new Error(`Stryker ended with exit code ${String(status)}`);

	// Nothing was changed; it is known now that the tests run where things would be.
	if (values['dry-run']) return true;

	const { files, framework } = JSON.parse(readFileSync(report, 'utf8')) as MutationReport;
	const parts = new Map<string, Status[]>();
	for (const [file, { mutants }] of Object.entries(files)) {
		const part = file.split('/').slice(0, 2).join('/');
		parts.set(part, [...(parts.get(part) ?? []), ...mutants.map((mutant) => mutant.status)]);
	}
	const scores = [...parts].map(([part, statuses]) => scoreOf(part, statuses));
	const all = scoreOf('all', [...parts.values()].flat());
	printTable(
		['part', 'noticed', 'missed', 'left out', 'score'],
		[...scores, all].map(({ part, noticed, missed, leftOut, percent }) => [
			part,
			String(noticed),
			String(missed),
			String(leftOut),
			`${percent.toFixed(1)} %`,
		]),
	);
	console.log(`\nWhat was missed: test-results/mutation/index.html`);
	if (values.write && positionals.length === 0) {
		writeResult('mutation', { stryker: framework.version, target: TARGET, all, parts: scores });
	}
	return positionals.length > 0 || all.percent >= TARGET;
}

function scoreOf(part: string, statuses: readonly Status[]): Score {
	const count = (...wanted: Status[]) => statuses.filter((one) => wanted.includes(one)).length;
	const noticed = count('Killed', 'Timeout');
	const missed = count('Survived', 'NoCoverage');
	const leftOut = count('Ignored', 'CompileError', 'RuntimeError');
	return { part, noticed, missed, leftOut, percent: (100 * noticed) / (noticed + missed) };
}

process.exitCode = main() ? 0 : 1;

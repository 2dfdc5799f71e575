import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { printTable } from '../demo/table.cts';
import { installN8n } from '../n8n/install.cts';
import { inChild } from './support/inChild.cts';
import type { Measured, MeasureTask } from './support/measureWorker.cts';
import type { Report } from './support/report.cts';
import { writeResult } from './support/results.cts';

const USAGE = `npm run bench -- [--short] [measurement ...]
  --short   less than three minutes, without what has to be installed for it; writes no results`;

const SHORT_NAMES = ['onboarding', 'status', 'waiting', 'limits', 'memory', 'weight', 'polling'];
/** The pages need an n8n, and minutes. */
const NAMES = [...SHORT_NAMES, 'pages'];
const LONGEST = 20 * 60_000;

interface Choice {
	short: boolean;
	names: string[];
}

/** Measures, one thing after the other, and prints what came of it. */
async function main({ short, names }: Choice): Promise<boolean> {
	// Its Node.js is what users run the nodes on; this package is developed on an older one.
	const n8n = short ? undefined : await installN8n();
	// Whatever n8n's engine leaves behind goes with this folder.
	const temporary = mkdtempSync(join(tmpdir(), 'bench-'));
	process.once('exit', () => {
		rmSync(temporary, { recursive: true, force: true });
	});
	const reports: Record<string, Report> = {};
	for (const name of names) {
		console.log(`> Measuring: ${name} ...`);
		const task: MeasureTask = { name, short };
		const worker = join(__dirname, 'support', 'measureWorker.cts');
		const environment = { TMPDIR: temporary };
		const measured = await inChild<Measured>(worker, task, LONGEST, environment, n8n?.node);
		print(measured.report);
		reports[name] = measured.report;
		// At once, so that what comes later cannot cost it.
		if (!short) writeResult(name, measured.report, measured.node);
	}
	const missed = Object.values(reports).flatMap(({ targets }) =>
		targets.filter(({ met, impossible }) => !met && impossible === undefined),
	);
	console.log(
		missed.length === 0
			? '\n> All targets are met, but for those that cannot be.'
			: `\n> Missed: ${missed.map(({ text }) => text).join('; ')}`,
	);
	return missed.length === 0;
}

function print({ title, conditions, table, targets }: Report): void {
	console.log(`\n${title}: ${conditions}`);
	printTable(table.head, table.rows);
	console.log('');
	for (const { text, figure, met, impossible } of targets) {
		console.log(`${met ? 'met   ' : 'MISSED'}  ${text}: ${figure}`);
		if (!met && impossible !== undefined) console.log(`        ${impossible}`);
	}
	console.log('');
}

/** @throws when the command line names something there is not */
function readChoice(commandLine: string[]): Choice {
	const { values, positionals } = parseArgs({
		args: commandLine,
		options: { short: { type: 'boolean', default: false } },
		allowPositionals: true,
	});
	const unknown = positionals.find((name) => !NAMES.includes(name));
	if (unknown !== undefined) {
		throw new Error(`there is no measurement '${unknown}', only ${NAMES.join(', ')}`);
	}
	return {
		short: values.short,
		names: positionals.length > 0 ? positionals : values.short ? SHORT_NAMES : NAMES,
	};
}

async function run(): Promise<void> {
	let choice: Choice;
	try {
		choice = readChoice(process.argv.slice(2));
	} catch (error) {
		console.error(`> ${(error as Error).message}\n${USAGE}`);
		process.exitCode = 2;
		return;
	}
	process.exitCode = (await main(choice)) ? 0 : 1;
}

run().catch((error: unknown) => {
	console.error(`> ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
	process.exitCode = 1;
});

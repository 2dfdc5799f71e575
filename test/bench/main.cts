import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { printTable } from '../demo/table.cts';
import { DEFAULT_VERSION, installN8n } from '../n8n/install.cts';
import { inChild } from './support/inChild.cts';
import type { MeasureTask } from './support/measureWorker.cts';
import type { Report } from './support/report.cts';

const USAGE = `npm run bench -- [--short] [measurement ...]
  --short   less than three minutes, without what has to be installed for it; writes no results`;

const NAMES = ['onboarding', 'status', 'waiting', 'limits', 'memory', 'weight', 'polling'];
const root = join(__dirname, '..', '..');
const results = join(__dirname, 'results.json');
const LONGEST = 20 * 60_000;

interface Choice {
	short: boolean;
	names: string[];
}

/** Measures, one thing after the other, and prints what came of it. */
async function main({ short, names }: Choice): Promise<boolean> {
	if (!short) await installN8n();
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
		const report = await inChild<Report>(worker, task, LONGEST, { TMPDIR: temporary });
		print(report);
		reports[name] = report;
		// At once, so that what comes later cannot cost it.
		if (!short) write(name, report);
	}
	const missed = Object.values(reports).flatMap(({ targets }) =>
		targets.filter(({ met, impossible }) => !met && impossible === undefined),
	);
	if (!short) console.log('> Written: test/bench/results.json');
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

/** Puts the result of a measurement in the place of its old one. */
function write(measured: string, report: Report): void {
	const entry = { measuredWith: surroundings(), ...report };
	const all = { ...readResults(), [measured]: entry };
	const inOrder = NAMES.flatMap((name) => (name in all ? [[name, all[name]] as const] : []));
	writeFileSync(results, `${JSON.stringify(Object.fromEntries(inOrder), null, '\t')}\n`);
}

function readResults(): Record<string, unknown> {
	try {
		return JSON.parse(readFileSync(results, 'utf8')) as Record<string, unknown>;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
		throw error;
	}
}

/** Versions, and what the machine is like; figures are compared within one run only. */
function surroundings(): Record<string, unknown> {
	const { version, devDependencies } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8'),
	) as { version: string; devDependencies: Record<string, string> };
	return {
		date: new Date().toISOString().slice(0, 10),
		package: version,
		node: process.versions.node,
		n8n: DEFAULT_VERSION,
		n8nCore: devDependencies['n8n-core'],
		undici: devDependencies.undici,
		platform: `${process.platform} ${process.arch}`,
		processors: availableParallelism(),
		load: Math.round(loadavg()[0] ?? 0),
		memory: `${Math.round(totalmem() / 1e9)} GB`,
	};
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
	return { short: values.short, names: positionals.length > 0 ? positionals : NAMES };
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

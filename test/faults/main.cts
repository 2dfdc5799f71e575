import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { writeResult } from '../bench/support/results.cts';
import { fuzz } from './fuzz.cts';
import { nameOf, summarize } from './summary.cts';
import { SUBJECTS, type Subject } from './subjects.cts';
import type { RunReport, Share } from './worker.cts';

// Makes everything go wrong that can, and feeds the parsers with whatever comes.
//   npm run test:faults -- [--short] [--seed 123] [--runs 2000] [--subject page [--run 17]]
//     [--campaign-only] [--write]
const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: '20261121' },
		runs: { type: 'string' },
		subject: { type: 'string' },
		run: { type: 'string' },
		short: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		'campaign-only': { type: 'boolean', default: false },
	},
});

const seed = wholeNumber('seed', values.seed);
const count = wholeNumber('runs', values.runs ?? (values.short ? '300' : '2000'));
// A run of the page takes as long as several of the node.
const SHARES: Readonly<Record<Subject, number>> = { node: 1, page: 1 / 5 };
const subjects = SUBJECTS.filter((one) => one === (values.subject ?? one));
const runs = subjects.flatMap((subject) =>
	numbersFor(subject).map((number) => ({ subject, number })),
);
const workers = Math.min(runs.length, Math.max(2, Math.min(4, availableParallelism())));

const PROGRESS_EVERY = 15_000;

async function main(): Promise<number> {
	if (runs.length === 0) throw new Error(`--subject must be one of ${SUBJECTS.join(', ')}`);
	console.log(`> ${runs.length} runs with seed ${seed} in ${workers} processes`);
	const started = performance.now();
	const reports: RunReport[] = [];
	const progress = setInterval(() => {
		const failed = reports.filter(({ complaints }) => complaints.length > 0).length;
		console.log(`> ${reports.length} of ${runs.length} runs, ${failed} failed`);
	}, PROGRESS_EVERY);
	// n8n keeps its settings and files in a folder of its own.
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-whatsapp-instance-'));
	try {
		await Promise.all(
			Array.from({ length: workers }, async (_value, index) => {
				const share = {
					seed,
					runs: runs.filter((_one, at) => at % workers === index),
					tellsAll: values.run !== undefined,
				};
				await startWorker(share, folder, (report) => {
					reports.push(report);
					complain(report);
				});
			}),
		);
	} finally {
		clearInterval(progress);
		rmSync(folder, { recursive: true, force: true });
	}
	const seconds = (performance.now() - started) / 1000;
	const summary = summarize(reports, seed, seconds);
	console.log(summary.text);
	if (values.write) writeResult('faults', summary.figures);
	const isWhole = reports.length === runs.length && summary.failed === 0;
	// Who repeats one run wants to see that one.
	const isCampaignOnly = values['campaign-only'] || values.run !== undefined;
	const isFuzzed = isCampaignOnly || (await fuzz(values.short ? 1000 : 10_000));
	return isWhole && isFuzzed ? 0 : 1;
}

function numbersFor(subject: Subject): number[] {
	if (values.run !== undefined) return [wholeNumber('run', values.run)];
	return Array.from({ length: Math.ceil(count * SHARES[subject]) }, (_value, index) => index + 1);
}

function complain(report: RunReport): void {
	const { subject, number, complaints } = report;
	if (complaints.length === 0) return;
	console.log(
		`\nFAILED ${nameOf(report)}; again: npm run test:faults -- --seed ${seed} --subject ${subject} --run ${number}`,
	);
	for (const complaint of complaints) console.log(`  ${complaint}`);
}

async function startWorker(
	share: Share,
	folder: string,
	onReport: (report: RunReport) => void,
): Promise<void> {
	const child = fork(join(__dirname, 'worker.cts'), {
		execArgv: ['--require', 'tsx/cjs'],
		env: { ...process.env, TMPDIR: folder, N8N_DEFAULT_BINARY_DATA_MODE: 'default' },
	});
	child.on('message', (report) => {
		onReport(report as RunReport);
	});
	child.send(share);
	await new Promise<void>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code) => {
			if (code === 0) resolve();
			else reject(new Error(`a worker ended with exit code ${String(code)}`));
		});
	});
}

function wholeNumber(name: string, text: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not '${text}'`);
	return Number(text);
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);

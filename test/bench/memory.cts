import { join } from 'node:path';

import { inChild } from './support/inChild.cts';
import { atMost, shown, type Report, type Setting, type Target } from './support/report.cts';
import { median } from './support/rounds.cts';
import { SandboxProcess } from './support/SandboxProcess.cts';
import type { MemoryTask, MemoryUse } from './support/memoryWorker.cts';

const LATENCY = 50;
const LONGEST = 240_000;
type Name = MemoryTask['variant'];

/** The memory of a process that makes many QR codes in one run. */
export async function memory({ short }: Setting): Promise<Report> {
	const count = short ? 50 : 1000;
	const names: Name[] = short ? ['ours'] : ['ours', 'least', 'chain'];
	const sandbox = await SandboxProcess.start({ latency: LATENCY });
	const uses: Record<Name, MemoryUse[]> = { ours: [], least: [], chain: [] };
	try {
		const worker = join(__dirname, 'support', 'memoryWorker.cts');
		for (let round = 0; round < (short ? 1 : 5); round += 1) {
			for (const variant of round % 2 === 0 ? names : [...names].reverse()) {
				await sandbox.reset();
				await sandbox.control('wachat/setInstanceLimit', { limit: count + 1 });
				const task: MemoryTask = {
					variant,
					count,
					sandbox: sandbox.introduction,
					withBaseNodes: !short,
				};
				uses[variant].push(
					await inChild<MemoryUse>(worker, task, LONGEST, {
						N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
					}),
				);
			}
		}
	} finally {
		await sandbox.stop();
	}
	return report(names, uses, count);
}

function report(names: Name[], uses: Record<Name, MemoryUse[]>, count: number): Report {
	const outcomes = names.map((variant) => {
		const of = (read: (use: MemoryUse) => number) => median(uses[variant].map(read));
		return {
			variant,
			before: of(({ before }) => before),
			peak: of(({ peak }) => peak),
			growth: of(({ peak, before }) => peak - before),
		};
	});
	const [ours, least, chain] = outcomes;
	const targets: Target[] = [];
	if (ours && least && chain) {
		targets.push(
			{
				...atMost(`peak of ${count} QR codes to the chain's`, ours.peak / chain.peak, 0.5),
				...(least.peak > chain.peak / 2 && {
					impossible: `A node that only makes the requests and hands on the images takes ${megabytes(least.peak)}, ${megabytes(least.before)} of it before the run: that is n8n.`,
				}),
			},
			atMost('what the run adds, to what that node adds', ours.growth / least.growth, 1.25),
		);
	}
	return {
		title: 'Memory',
		conditions: `Wachat, ${count} QR codes in one run, each variant in processes of its own, files on disk as in n8n`,
		table: {
			head: ['variant', 'resident before', 'peak', 'added by the run'],
			rows: outcomes.map(({ variant, before, peak, growth }) => [
				variant,
				megabytes(before),
				megabytes(peak),
				megabytes(growth),
			]),
		},
		figures: { count, outcomes },
		targets,
	};
}

function megabytes(bytes: number): string {
	return `${shown(bytes / 1e6)} MB`;
}

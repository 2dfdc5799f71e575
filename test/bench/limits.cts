import { join } from 'node:path';

import { Bench } from '../support/bench.cts';
import { virtualClock, nodeClock } from '../support/virtualClock.cts';
import { inChild } from './support/inChild.cts';
import { replaceClock } from './support/replaceClock.cts';
import { atMost, promise, shown, type Report } from './support/report.cts';
import { SandboxProcess } from './support/SandboxProcess.cts';
import { scaledClock } from './support/scaledClock.cts';
import { customers } from './support/workflows.cts';

const COUNT = 30;
/** Documented at Hypersender: creations a minute. */
const A_MINUTE = 5;
/** The last of them cannot go out earlier: five at once, five more with each minute. */
const LEAST_SECONDS = (COUNT / A_MINUTE - 1) * 60;
const SPEED = 20;
const LONGEST = 120_000;

interface Outcome {
	processes: number;
	created: number;
	seconds: number;
	refused: number;
}

/** Thirty creations at five a minute: by one process, and by two that do not know of each other. */
export async function limits(): Promise<Report> {
	const outcomes = [await byOne(), await byTwo()];
	const [one, two] = outcomes;
	if (one === undefined || two === undefined) throw new Error('there are two');
	return {
		title: 'Limits',
		conditions: `Hypersender, ${COUNT} creations at ${A_MINUTE} a minute; one process in virtual time, two in a time ${SPEED} times as fast as the real one`,
		table: {
			head: ['processes', 'created', 'seconds', 'least possible', '429 answers'],
			rows: outcomes.map(({ processes, created, seconds, refused }) => [
				String(processes),
				`${created} of ${COUNT}`,
				shown(seconds),
				String(LEAST_SECONDS),
				String(refused),
			]),
		},
		figures: { leastSeconds: LEAST_SECONDS, outcomes },
		targets: [
			atMost('one process: time to the least possible', one.seconds / LEAST_SECONDS, 1.05),
			promise('one process: all created', one.created === COUNT),
			atMost('one process: 429 answers', one.refused, 0),
			promise('two processes, one account: all created', two.created === COUNT),
		],
	};
}

async function byOne(): Promise<Outcome> {
	replaceClock(nodeClock);
	const bench = await Bench.start();
	const started = virtualClock.now();
	const run = await bench.run(
		{
			provider: 'hypersender',
			operation: 'create',
			name: '={{ $json.name }}',
			phone: '={{ $json.phone }}',
		},
		{ input: customers(COUNT) },
	);
	const outcome = {
		processes: 1,
		created: run.items.filter(({ json }) => json.created === true).length,
		seconds: (virtualClock.now() - started) / 1000,
		refused: bench.sandbox.requests.filter(({ status }) => status === 429).length,
	};
	await bench.sandbox.close();
	return outcome;
}

async function byTwo(): Promise<Outcome> {
	const sandbox = await SandboxProcess.start({ speed: SPEED, limits: true });
	try {
		const task = { sandbox: sandbox.introduction, speed: SPEED };
		const half = COUNT / 2;
		const worker = join(__dirname, 'support', 'createWorker.cts');
		const clock = scaledClock(SPEED);
		const results = await Promise.all([
			inChild<number>(worker, { ...task, first: 0, count: half }, LONGEST),
			inChild<number>(worker, { ...task, first: half, count: half }, LONGEST),
		]);
		const ended = clock.now();
		const requests = await sandbox.requests();
		const started = Math.min(...requests.map(({ at }) => at));
		return {
			processes: 2,
			created: results.reduce((sum, created) => sum + created, 0),
			seconds: (ended - started) / 1000,
			refused: requests.filter(({ status }) => status === 429).length,
		};
	} finally {
		await sandbox.stop();
	}
}

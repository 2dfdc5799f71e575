import { descriptors, limitOf, PROVIDER_NAMES, sides } from '../providers/descriptors.cts';
import { Bench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { Random } from '../support/random.cts';
import { virtualClock, nodeClock } from '../support/virtualClock.cts';
import type { ProviderName } from '../sandbox/index.cts';

import { replaceClock } from './support/replaceClock.cts';
import { atMost, promise, shown, type Report, type Setting } from './support/report.cts';
import { median } from './support/rounds.cts';
import { customer } from './support/workflows.cts';

const SEED = 20_260_301;
const MINUTE = 60_000;
/** Everybody scans within this time. */
const LAST_SCAN = 4 * MINUTE;
const TIMEOUT = 600;

interface Outcome {
	provider: ProviderName;
	count: number;
	requestsPerMinute: number;
	mostInAMinute: number;
	medianDelay: number;
	longestDelay: number;
}

/**
 * Waiting for scans at random times, in virtual time: minutes pass in seconds, and the figures do
 * not depend on the machine.
 */
export async function waiting({ short }: Setting): Promise<Report> {
	replaceClock(nodeClock);
	const bench = await Bench.start();
	try {
		const outcomes: Outcome[] = [];
		for (const provider of PROVIDER_NAMES) {
			for (const count of short ? [1, 20] : [1, 20, 200]) {
				outcomes.push(await waitFor(bench, provider, count));
			}
		}
		return report(outcomes);
	} finally {
		await bench.sandbox.close();
	}
}

async function waitFor(bench: Bench, provider: ProviderName, count: number): Promise<Outcome> {
	const { sandbox } = bench;
	sandbox.reset();
	const random = new Random(`${SEED} ${count}`);
	const started = virtualClock.now();
	const people = Array.from({ length: count }, (_, index) => {
		const { instanceId } = sandbox.seedInstance(provider, customer(index));
		const after = random.integer(0, LAST_SCAN);
		void virtualClock.wait(after).then(() => {
			sandbox.setStatus(instanceId, descriptors[provider].words.connected, provider);
		});
		return { instanceId, after };
	});
	const run = await bench.run(
		{
			provider,
			operation: 'waitUntilConnected',
			instanceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			timeout: TIMEOUT,
		},
		{ input: inputItems(...people.map(({ instanceId }) => ({ id: instanceId }))) },
	);
	const delays = people.map(({ after }, index) => {
		const { connected, waitedSeconds } = run.json(index);
		if (connected !== true) throw new Error(`item ${index} was not connected`);
		return Number(waitedSeconds) * 1000 - after;
	});
	const times = sandbox.requests.map(({ at }) => at);
	return {
		provider,
		count,
		requestsPerMinute: times.length / ((virtualClock.now() - started) / MINUTE),
		mostInAMinute: Math.max(
			...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE).length),
		),
		medianDelay: median(delays),
		longestDelay: Math.max(...delays),
	};
}

function report(outcomes: Outcome[]): Report {
	const targets = sides.flatMap(({ provider, pollInterval, ...side }) => {
		const own = outcomes.filter((outcome) => outcome.provider === provider);
		const rates = own.map(({ requestsPerMinute }) => requestsPerMinute);
		const limit = limitOf(side, side.routes.liveStatus);
		return [
			atMost(
				`${provider}: requests a minute, most instances to one`,
				(rates.at(-1) ?? NaN) / (rates[0] ?? NaN),
				// A shorter wait has more of its first look in it.
				1.1,
			),
			...(limit === undefined
				? []
				: [
						promise(
							`${provider}: never more than the documented ${limit} in any minute`,
							own.every(({ mostInAMinute }) => mostInAMinute <= limit),
						),
					]),
			atMost(
				`${provider}: longest median delay in seconds, to one interval`,
				Math.max(...own.map(({ medianDelay }) => medianDelay)) / 1000,
				pollInterval / 1000,
			),
		];
	});
	return {
		title: 'Waiting for scans',
		conditions: `virtual time, scans at random within ${LAST_SCAN / MINUTE} minutes, seed ${SEED}`,
		table: {
			head: [
				'provider',
				'instances',
				'requests a minute',
				'most in a minute',
				'median delay',
				'longest delay',
			],
			rows: outcomes.map((outcome) => [
				outcome.provider,
				String(outcome.count),
				shown(outcome.requestsPerMinute),
				String(outcome.mostInAMinute),
				`${shown(outcome.medianDelay / 1000)} s`,
				`${shown(outcome.longestDelay / 1000)} s`,
			]),
		},
		figures: { seed: SEED, outcomes },
		targets,
	};
}

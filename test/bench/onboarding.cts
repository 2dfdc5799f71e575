import { Agent, request } from 'undici';

import { Engine, type FinishedRun } from '../support/engine.cts';
import { baseNodes, storedSize } from './support/baseNodes.cts';
import { checkPng, EngineBench } from './support/EngineBench.cts';
import { AT_A_TIME, leastCreateNode } from './support/leastNode.cts';
import {
	atMost,
	kilobytes,
	milliseconds,
	percent,
	promise,
	shown,
	type Report,
	type Setting,
} from './support/report.cts';
import { inTurns, measured, ratioOf, summary, type Summary } from './support/rounds.cts';
import { SandboxProcess } from './support/SandboxProcess.cts';
import {
	chainOnboarding,
	customer,
	customers,
	leastOnboarding,
	ourOnboarding,
	safeChainOnboarding,
	type MeasuredWorkflow,
} from './support/workflows.cts';

const LATENCY = 50;

interface Outcome extends Summary {
	requests: number;
	stored: number;
}

type Name = 'ours' | 'least' | 'undici' | 'chain' | 'safe chain';

/** What came of one number of items. */
interface Comparison {
	count: number;
	of: Partial<Record<Name, Outcome>>;
	/** Time and processor time of Create as multiples of others. */
	toUndici: number;
	toLeast: number;
	leastToUndici: number;
	cpuToChain?: number;
}

/**
 * Creating instances with their QR codes as files: Create, the chain of n8n's own nodes, and undici
 * alone making the requests of Create, which is the limit.
 */
export async function onboarding({ short }: Setting): Promise<Report> {
	const sandbox = await SandboxProcess.start({ latency: LATENCY });
	try {
		const nodes = { ...(!short && (await baseNodes())), 'bench.leastCreate': leastCreateNode };
		const bench = new EngineBench(await Engine.start(nodes), sandbox);
		const sizes = short ? [1, 20] : [1, 10, 100];
		const outcomes: Comparison[] = [];
		for (const count of sizes) outcomes.push(await compare(bench, count, short));
		return report(outcomes, short);
	} finally {
		await sandbox.stop();
	}
}

async function compare(bench: EngineBench, count: number, short: boolean): Promise<Comparison> {
	const { sandbox } = bench;
	const { baseUrl, apiKey } = sandbox.introduction.accounts.wachat;
	const requests: Partial<Record<Name, number>> = {};
	const stored: Partial<Record<Name, number>> = {};
	// Without n8n, nothing shows how it would store a run.
	const countStored = short ? () => 0 : await storedSize();

	const workflow = (name: Name, file: MeasuredWorkflow) => async () => {
		await sandbox.reset();
		let run: FinishedRun | undefined;
		const sample = await measured(async () => {
			run = await bench.run(file, customers(count));
		});
		if (run === undefined) throw new Error('nothing was run');
		await bench.checkImages(run, file, count);
		requests[name] = (await sandbox.requests()).length;
		stored[name] = countStored(run);
		return sample;
	};
	const bare = async () => {
		await sandbox.reset();
		const sample = await measured(async () => {
			await createBare(baseUrl, apiKey, count);
		});
		requests.undici = (await sandbox.requests()).length;
		return sample;
	};

	const variants: Partial<Record<Name, () => ReturnType<typeof bare>>> = {
		ours: workflow('ours', ourOnboarding),
		undici: bare,
		least: workflow('least', leastOnboarding),
		...(!short && {
			chain: workflow('chain', chainOnboarding(baseUrl)),
			'safe chain': workflow('safe chain', safeChainOnboarding(baseUrl)),
		}),
	};
	const samples = await inTurns(variants as Record<Name, typeof bare>, {
		rounds: short ? 3 : 9,
		warmUps: 2,
	});
	const names = Object.keys(variants) as Name[];
	const of = Object.fromEntries(
		names.map((name) => [
			name,
			{ ...summary(samples[name]), requests: requests[name] ?? 0, stored: stored[name] ?? 0 },
		]),
	);
	return {
		count,
		of,
		toUndici: ratioOf(samples.ours, samples.undici),
		toLeast: ratioOf(samples.ours, samples.least),
		leastToUndici: ratioOf(samples.least, samples.undici),
		...(!short && { cpuToChain: ratioOf(samples.ours, samples.chain, ({ cpu }) => cpu) }),
	};
}

/** The same requests as Create: the list, then the instances, so many at a time. */
async function createBare(baseUrl: string, apiKey: string, count: number): Promise<void> {
	const dispatcher = new Agent();
	const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
	const list = await request(`${baseUrl}/instance/list`, { dispatcher, headers });
	await list.body.json();
	let next = 0;
	const worker = async () => {
		while (next < count) {
			const { name, phone } = customer(next++);
			const answer = await request(`${baseUrl}/instance/create?response=image`, {
				method: 'POST',
				dispatcher,
				headers,
				body: JSON.stringify({ instanceName: name, number: phone.slice(1) }),
			});
			checkPng(Buffer.from(await answer.body.arrayBuffer()));
		}
	};
	await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count) }, worker));
	await dispatcher.close();
}

function report(outcomes: Comparison[], short: boolean): Report {
	const last = outcomes.at(-1);
	if (last === undefined) throw new Error('nothing was run');
	const { count, of, toUndici, toLeast, leastToUndici } = last;
	const { ours, chain, 'safe chain': safe } = of;
	if (ours === undefined) throw new Error('Create was not run');
	const targets = [
		{
			...atMost(
				`time of ${count} items to bare undici, equal concurrency`,
				toUndici,
				1.15,
				short ? 5 : 1,
			),
			...(leastToUndici > 1.15 && {
				impossible: `A node that only makes the requests and hands the images to n8n takes ${shown(leastToUndici)} times as long as undici: n8n's own requests and files.`,
			}),
		},
		atMost(`time of ${count} items to the least a node can take`, toLeast, 1.15, short ? 5 : 1),
		promise(
			'requests: one for each instance, and one list for all of them',
			outcomes.every((one) => one.of.ours?.requests === one.count + 1),
		),
	];
	if (chain && safe) {
		targets.push(
			atMost(`stored data of ${count} items to the chain's`, ours.stored / chain.stored, 0.25),
			atMost(
				'requests to those of a chain that may be run twice',
				ours.requests / safe.requests,
				1,
			),
			{
				...atMost('requests to those of a chain that may not', ours.requests / chain.requests, 1),
				impossible:
					'The one request more is the list, without which a second run would make second instances.',
			},
		);
	}
	return {
		title: 'QR onboarding',
		conditions: `Wachat, ${LATENCY} ms latency, ${AT_A_TIME} requests at a time (the chains: all at once)`,
		table: {
			head: ['items', 'variant', 'time', 'spread', 'CPU', 'requests', 'stored'],
			rows: outcomes.flatMap((one) =>
				Object.entries(one.of).map(([name, { wall, cpu, spread, requests, stored }]) => [
					String(one.count),
					name,
					milliseconds(wall),
					percent(spread),
					milliseconds(cpu),
					String(requests),
					stored === 0 ? '-' : kilobytes(stored),
				]),
			),
		},
		figures: { latency: LATENCY, outcomes },
		targets,
	};
}

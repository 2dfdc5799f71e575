import { Engine } from '../support/engine.cts';
import { inputItems } from '../support/nodes.cts';
import { baseNodes } from './support/baseNodes.cts';
import { EngineBench } from './support/EngineBench.cts';
import { leastNode } from './support/leastNode.cts';
import {
	atMost,
	milliseconds,
	percent,
	promise,
	shown,
	type Report,
	type Setting,
} from './support/report.cts';
import {
	inTurns,
	measured,
	ratioOf,
	summary,
	type Sample,
	type Summary,
} from './support/rounds.cts';
import { SandboxProcess } from './support/SandboxProcess.cts';
import {
	chainStatus,
	customer,
	leastStatus,
	ourStatus,
	type MeasuredWorkflow,
} from './support/workflows.cts';

const LATENCY = 50;
const SMALL = 10;
const LARGE = 1000;
const SIZES = [1, SMALL, 100, LARGE];

interface Outcome extends Summary {
	count: number;
	variant: string;
	requests: number;
	/** Its time as a multiple of that of the least node. */
	toLeast: number;
}

/** The status of many instances: Get, and one HTTP Request for each of them. */
export async function status({ short }: Setting): Promise<Report> {
	const sandbox = await SandboxProcess.start({ latency: LATENCY });
	try {
		const bench = new EngineBench(
			await Engine.start({ ...(!short && (await baseNodes())), 'bench.least': leastNode }),
			sandbox,
		);
		const { baseUrl } = sandbox.introduction.accounts.wachat;
		const workflows = {
			ours: ourStatus,
			least: leastStatus,
			...(!short && { chain: chainStatus(baseUrl) }),
		};
		const outcomes: Outcome[] = [];
		for (const count of SIZES) outcomes.push(...(await compare(bench, workflows, count, short)));
		return report(outcomes, short);
	} finally {
		await sandbox.stop();
	}
}

async function compare(
	bench: EngineBench,
	workflows: Record<string, MeasuredWorkflow>,
	count: number,
	short: boolean,
): Promise<Outcome[]> {
	const { sandbox } = bench;
	await sandbox.reset();
	const ids: string[] = [];
	for (let index = 0; index < count; index += 1) {
		ids.push((await sandbox.seed('wachat', customer(index))).instanceId);
	}
	const requests: Record<string, number> = {};
	const run = async (variant: string, workflow: MeasuredWorkflow): Promise<Sample> => {
		const before = (await sandbox.requests()).length;
		const sample = await measured(async () => {
			const finished = await bench.run(workflow, inputItems(...ids.map((id) => ({ id }))));
			const { length } = finished.items(workflow.last);
			if (length !== count) throw new Error(`${variant}: ${length} items of ${count}`);
		});
		requests[variant] = (await sandbox.requests()).length - before;
		return sample;
	};
	const variants = Object.fromEntries(
		Object.entries(workflows).map(([variant, workflow]) => [
			variant,
			async () => await run(variant, workflow),
		]),
	);
	const samples = await inTurns(variants, { rounds: short ? 3 : 9, warmUps: 2 });
	return Object.entries(samples).map(([variant, taken]) => ({
		count,
		variant,
		...summary(taken),
		requests: requests[variant] ?? 0,
		toLeast: ratioOf(taken, samples.least ?? []),
	}));
}

function report(outcomes: Outcome[], short: boolean): Report {
	const of = (name: string) => outcomes.filter(({ variant }) => variant === name);
	/** How many times as long the most instances take as a few. */
	const growth = (name: string) => {
		const wall = (wanted: number) => of(name).find(({ count }) => count === wanted)?.wall ?? NaN;
		return wall(LARGE) / wall(SMALL);
	};
	const most = of('ours').find(({ count }) => count === LARGE);
	if (most === undefined) throw new Error('Get was not run');
	const flat = atMost(
		`time of ${LARGE} instances to that of ${SMALL}`,
		growth('ours'),
		2,
		short ? 20 : 1,
	);
	const least = growth('least');
	return {
		title: 'Status of many instances',
		conditions: `Wachat, ${LATENCY} ms latency, instances by the ID in each item; 'least' reads the ID and makes one request, nothing else`,
		table: {
			head: ['instances', 'variant', 'time', 'spread', 'CPU', 'requests'],
			rows: outcomes.map(({ count, variant, wall, cpu, spread, requests }) => [
				String(count),
				variant,
				milliseconds(wall),
				percent(spread),
				milliseconds(cpu),
				String(requests),
			]),
		},
		figures: { latency: LATENCY, outcomes, growth: { ours: growth('ours'), least } },
		targets: [
			promise(
				'one request, however many instances',
				of('ours').every(({ requests }) => requests === 1),
			),
			{
				...flat,
				...(least > 2 && {
					impossible: `A node that only reads the ID of each item takes ${shown(least)} times as long for ${LARGE} as for ${SMALL}: n8n evaluates an expression for each.`,
				}),
			},
			atMost(
				`time of ${LARGE} instances to the least a node can take`,
				most.toLeast,
				2,
				short ? 3 : 1,
			),
		],
	};
}

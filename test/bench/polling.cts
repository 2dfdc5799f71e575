import type { IDataObject, INode } from 'n8n-workflow';

import { Engine } from '../support/engine.cts';
import {
	atMost,
	milliseconds,
	percent,
	promise,
	shown,
	type Report,
	type Setting,
} from './support/report.cts';
import { inTurns, measured, summary, type Summary } from './support/rounds.cts';
import { SandboxProcess } from './support/SandboxProcess.cts';
import { customer } from './support/workflows.cts';

const LATENCY = 50;

interface Outcome extends Summary {
	count: number;
	requests: number;
	bytesEach: number;
}

const trigger: INode = {
	id: 'a1b2c3d4-0000-4000-8000-000000000002',
	name: 'WhatsApp Instance Trigger',
	type: 'n8n-nodes-whatsapp-instance.whatsAppInstanceTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: { provider: 'wachat', triggerOn: ['connected', 'disconnected', 'failed'] },
	credentials: { wachatApi: { id: 'credential', name: 'Sandbox' } },
};

/** One poll of the status trigger that finds nothing new. */
export async function polling({ short }: Setting): Promise<Report> {
	const sandbox = await SandboxProcess.start({ latency: LATENCY });
	try {
		const engine = await Engine.start();
		const outcomes: Outcome[] = [];
		for (const count of [10, 100, 1000]) {
			outcomes.push(await pollAll(engine, sandbox, count, short ? 3 : 15));
		}
		return report(outcomes);
	} finally {
		await sandbox.stop();
	}
}

async function pollAll(
	engine: Engine,
	sandbox: SandboxProcess,
	count: number,
	rounds: number,
): Promise<Outcome> {
	await sandbox.reset();
	for (let index = 0; index < count; index += 1) await sandbox.seed('wachat', customer(index));
	const staticData: IDataObject = {};
	const poll = engine.activatePoll(trigger, sandbox.credentials, staticData);
	await poll();
	const before = (await sandbox.requests()).length;
	const { poll: samples } = await inTurns(
		{
			poll: async () =>
				await measured(async () => {
					if ((await poll()) !== null) throw new Error('nothing has changed');
				}),
		},
		{ rounds, warmUps: 1 },
	);
	const requests = ((await sandbox.requests()).length - before) / (rounds + 1);
	const bytesEach = Buffer.byteLength(JSON.stringify(staticData)) / count;
	return { count, ...summary(samples), requests, bytesEach };
}

function report(outcomes: Outcome[]): Report {
	return {
		title: 'Polling trigger',
		conditions: `Wachat, ${LATENCY} ms latency, polls that find nothing new`,
		table: {
			head: ['instances', 'time', 'spread', 'CPU', 'requests', 'remembered of each'],
			rows: outcomes.map(({ count, wall, spread, cpu, requests, bytesEach }) => [
				String(count),
				milliseconds(wall),
				percent(spread),
				milliseconds(cpu),
				String(requests),
				`${shown(bytesEach)} bytes`,
			]),
		},
		figures: { latency: LATENCY, outcomes },
		targets: [
			promise(
				'one request a poll',
				outcomes.every(({ requests }) => requests === 1),
			),
			atMost(
				'bytes remembered of each of the most instances',
				outcomes.at(-1)?.bytesEach ?? NaN,
				200,
			),
		],
	};
}

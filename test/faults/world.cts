import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';

import { NodeRun } from '../support/bench.cts';
import { Engine } from '../support/engine.cts';
import { credentialsFor, instanceNode, NODE_NAME } from '../support/nodes.cts';
import { startSandbox, type Sandbox } from '../sandbox/index.cts';
import type { INodeExecutionData } from 'n8n-workflow';
import { CampaignClock } from './clock.cts';
import type { Step } from './plan.cts';
import { Random } from '../support/random.cts';
import { Traffic } from './traffic.cts';

/** What the other host has received of one request. */
export interface StrayRequest {
	url: string;
	headers: string;
	body: string;
}

/** All that a campaign's runs share: n8n's engine, the sandbox, another host, one time. */
export class World {
	private constructor(
		readonly engine: Engine,
		readonly sandbox: Sandbox,
		readonly clock: CampaignClock,
		readonly strays: StrayRequest[],
		readonly otherHost: string,
		private readonly otherServer: Server,
		private readonly traffic: Traffic,
	) {}

	static async start(): Promise<World> {
		const traffic = new Traffic();
		const clock = new CampaignClock(traffic);
		// The nodes look their clock up in this object whenever they need it.
		const path = join(__dirname, '..', '..', 'dist', 'nodes', 'transport', 'clock.js');
		Object.assign((await import(path)) as object, clock.nodeClock);

		const engine = await Engine.start();
		const sandbox = await startOnFreePort(clock);
		const strays: StrayRequest[] = [];
		const otherServer = recordEverything(strays);
		otherServer.listen(0, '127.0.0.1');
		await once(otherServer, 'listening');
		const { port } = otherServer.address() as { port: number };
		traffic.watch();
		return new World(
			engine,
			sandbox,
			clock,
			strays,
			`http://localhost:${port}`,
			otherServer,
			traffic,
		);
	}

	/** Forgets what was before, for a run of its own. */
	startDay(): void {
		this.sandbox.reset();
		this.clock.startDay();
		this.strays.length = 0;
	}

	/** Runs the node once. */
	async execute(step: Step, input: INodeExecutionData[]): Promise<NodeRun> {
		const execution = this.engine.start(
			{ nodes: [instanceNode(step.parameters, step.settings)], connections: {} },
			NODE_NAME,
			input,
			credentialsFor(this.sandbox),
		);
		return new NodeRun(await execution.finished);
	}

	async stop(): Promise<void> {
		this.traffic.stop();
		this.otherServer.close();
		this.otherServer.closeAllConnections();
		await this.sandbox.close();
	}
}

/**
 * The sandbox stops listening at times, and meanwhile nobody else must get its port. So it takes one
 * that the system does not give to whoever asks for any.
 */
async function startOnFreePort(clock: CampaignClock): Promise<Sandbox> {
	const random = new Random(String(process.pid));
	for (let tries = 1; ; tries += 1) {
		try {
			const port = random.integer(20_000, 30_000);
			return await startSandbox({ port, clock: clock.sandboxClock });
		} catch (error) {
			const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
			if (!isTaken || tries === 20) throw error;
		}
	}
}

function recordEverything(strays: StrayRequest[]): Server {
	return createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			strays.push({
				url: request.url ?? '',
				headers: JSON.stringify(request.rawHeaders),
				body: Buffer.concat(chunks).toString('utf8'),
			});
			response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
		});
	});
}

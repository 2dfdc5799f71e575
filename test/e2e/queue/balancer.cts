import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

const MINUTE = 60_000;

export interface Balancer {
	/** Where it listens. */
	address: string;
	/** Where requests go, one after the other in turns. */
	targets: string[];
	/** How many requests each of them has got. */
	counts: Map<string, number>;
	stop(): Promise<void>;
}

/** Starts what stands before several processes of n8n in production and shares requests out. */
export async function startBalancer(): Promise<Balancer> {
	let next = 0;
	const server = createServer((incoming, answer) => {
		const target = balancer.targets[next % balancer.targets.length];
		next += 1;
		if (target === undefined) {
			answer.writeHead(503).end();
			return;
		}
		balancer.counts.set(target, (balancer.counts.get(target) ?? 0) + 1);
		void forward(incoming, answer, target);
	});
	// Whoever asks lets go of a connection first.
	server.keepAliveTimeout = MINUTE;
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const balancer: Balancer = {
		address: `http://127.0.0.1:${port}`,
		targets: [],
		counts: new Map(),
		stop: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
	return balancer;
}

async function forward(
	incoming: IncomingMessage,
	answer: ServerResponse,
	target: string,
): Promise<void> {
	try {
		const { method = 'GET', headers, url = '/' } = incoming;
		// A connection of its own, because n8n closes idle ones, now and then just as one is used again.
		const options = { method, headers: { ...headers, connection: 'close' }, agent: false };
		const outgoing = request(target + url, options);
		const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
		await pipeline(incoming, outgoing);
		const [response] = await answered;
		answer.writeHead(response.statusCode ?? 502, response.headers);
		await pipeline(response, answer);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		if (answer.headersSent) answer.destroy();
		else answer.writeHead(502).end(reason);
	}
}

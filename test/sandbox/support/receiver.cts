import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

export interface ReceivedDelivery {
	headers: IncomingHttpHeaders;
	body: string;
}

/** A webhook receiver on this machine that answers 204. */
export interface Receiver {
	url: string;
	/** The oldest delivery that nobody has taken yet; waits for it. */
	next(): Promise<ReceivedDelivery>;
	close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
	const arrived: ReceivedDelivery[] = [];
	let announce: () => void = () => undefined;
	const server = createServer((request, response) => {
		void text(request).then((body) => {
			arrived.push({ headers: request.headers, body });
			response.writeHead(204).end();
			announce();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;

	return {
		url: `http://127.0.0.1:${port}/hook`,
		next: async () => {
			let delivery = arrived.shift();
			while (delivery === undefined) {
				await new Promise<void>((resolve) => (announce = resolve));
				delivery = arrived.shift();
			}
			return delivery;
		},
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

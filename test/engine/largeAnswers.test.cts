import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { useBench } from '../support/bench.cts';

const bench = useBench();
const MEGABYTE = 1024 * 1024;
const list = { provider: 'hypersender', operation: 'getAll' };

let server: Server;
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

/** Lets somebody else answer in the provider's place. @returns the credentials that lead there */
async function answerWith(listener: RequestListener) {
	server = createServer(listener).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const account = { apiKey: 'a-key-of-the-account', baseUrl: `http://127.0.0.1:${port}` };
	return { credentials: { hypersenderApi: account } };
}

test('an answer that unpacks to hundreds of megabytes takes no more memory than others', async () => {
	const part = gzipSync(Buffer.alloc(64 * MEGABYTE, ' '));
	const credentials = await answerWith((_request, response) => {
		response.setHeader('content-encoding', 'gzip');
		response.end(Buffer.concat(Array.from({ length: 12 }, () => part)));
	});
	const before = process.memoryUsage().rss;
	let most = before;
	const looking = setInterval(() => {
		most = Math.max(most, process.memoryUsage().rss);
	}, 10);
	const run = await bench().run(list, credentials);
	clearInterval(looking);

	expect(run.error.message).toBe('Hypersender sent a response that cannot be used [Item 0]');
	expect(run.error.description).toMatch(/^It is larger than 8 MB\./);
	expect(most - before).toBeLessThan(250 * MEGABYTE);
});

test.each([
	[200, 8 * MEGABYTE + 1, 'sent a response that cannot be used'],
	[500, MEGABYTE, 'could not process the request (HTTP 500)'],
	[429, MEGABYTE, "Hypersender's rate limit was reached"],
])(
	'an answer with %i that is too large and never ends is not waited for',
	async (status, size, message) => {
		let closed: Promise<unknown> | undefined;
		const credentials = await answerWith((_request, response) => {
			closed = once(response, 'close');
			response.writeHead(status).write(Buffer.alloc(size, '[],'));
		});
		const run = await bench().run({ ...list, options: { rateLimitWait: 0 } }, credentials);

		expect(run.error.message).toContain(message);
		await closed;
	},
);

test('a list of ten thousand instances is no large answer', async () => {
	const ids = Array.from({ length: 10_000 }, () => randomUUID());
	const credentials = await answerWith((_request, response) => {
		const rows = ids.map((id) => ({
			id,
			name: 'Cairo Store, second floor',
			phone: '+201234567890',
			status: 'WORKING',
			webhook_url: `https://hooks.example.com/webhook/${id}/webhook`,
			access_token: `1234|${id}${id}`,
			created_at: '2026-11-21T23:13:43.000000Z',
			updated_at: '2026-11-21T23:13:43.000000Z',
			user: { id, name: 'Nile Trading Company', email: 'support@nile-trading.example' },
		}));
		response.end(JSON.stringify(rows));
	});
	const last = ids.at(-1) ?? '';
	const instanceId = { __rl: true, mode: 'id', value: last };
	const run = await bench().run({ ...list, operation: 'get', instanceId }, credentials);

	expect(run.json().instanceId).toBe(last);
});

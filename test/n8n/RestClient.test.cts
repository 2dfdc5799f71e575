import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { RestClient } from './RestClient.cts';

type Status = 'in_progress' | 'not_published' | 'published' | 'failed';

let server: Server;
/** What n8n says about the publication, one after the other, the last one from then on. */
let statuses: Status[];

beforeAll(async () => {
	server = createServer((request, response) => {
		const answer = (data: object) => {
			response.setHeader('Content-Type', 'application/json');
			response.end(JSON.stringify({ data }));
		};
		if (!request.url?.endsWith('/publication-status')) {
			answer({ versionId: '1' });
			return;
		}
		const [status] = statuses.length > 1 ? statuses.splice(0, 1) : statuses;
		answer({ status, triggers: status === 'failed' ? [{ errorMessage: 'no such account' }] : [] });
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
});

async function activate(...answers: Status[]): Promise<void> {
	statuses = answers;
	const { port } = server.address() as AddressInfo;
	const owner = { email: 'owner@example.com', password: 'any' };
	const client = await RestClient.signIn(`http://127.0.0.1:${port}`, owner);
	await client.activate('7');
}

test('a workflow is on once n8n has published it', async () => {
	await activate('in_progress', 'published');
	expect(statuses).toEqual(['published']);
});

test('an answer of n8n that mixes two moments does not count', async () => {
	await activate('in_progress', 'not_published', 'published');
	expect(statuses).toEqual(['published']);
});

test('a workflow that cannot be published is an error, with the reason', async () => {
	await expect(activate('in_progress', 'failed')).rejects.toThrow(
		'the workflow is failed: no such account',
	);
});

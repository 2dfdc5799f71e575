import { randomBytes } from 'node:crypto';

import { freePorts } from '../n8n/ports.cts';
import { sides } from '../providers/descriptors.cts';
import { bench } from './support/bench.cts';

describe.each(sides)(
	'the credential of $provider, tested by n8n',
	({ provider, title, ...side }) => {
		const verdict = async (change: Record<string, string> = {}) => {
			const { apiKey, baseUrl } = bench().sandbox.accounts[provider];
			return await bench().rest.testCredential(side.credential.type, {
				apiKey,
				baseUrl,
				...change,
			});
		};

		test('passes with the right key', async () => {
			expect(await verdict()).toEqual({ status: 'OK', message: 'Connection successful!' });
		});

		test('fails with a wrong key', async () => {
			expect(await verdict({ apiKey: randomBytes(20).toString('hex') })).toEqual({
				status: 'Error',
				message: `${title} refused the API key. Copy it again from ${title}. If it is right, a firewall or proxy in front of ${title} may block this n8n.`,
			});
		});

		test('fails at a wrong path', async () => {
			const { message, status } = await verdict({
				baseUrl: `${bench().sandbox.address}/elsewhere`,
			});
			expect(status).toBe('Error');
			expect(message).toContain(`There is no ${title} API at this Base URL`);
		});

		test('fails where nobody listens', async () => {
			const [port = 0] = await freePorts(1);
			expect(await verdict({ baseUrl: `http://127.0.0.1:${port}` })).toEqual({
				status: 'Error',
				message: 'ECONNREFUSED',
			});
		});

		test('does not send the key to another machine without encryption', async () => {
			expect(await verdict({ baseUrl: 'http://api.example.com' })).toEqual({
				status: 'Error',
				message: "'Base URL' must start with https://",
			});
		});
	},
);

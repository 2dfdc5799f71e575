import { randomBytes } from 'node:crypto';

import type { Bench } from '../../support/bench.cts';
import { testCredential } from '../../support/credentialTester.cts';
import { errorsKeepTheirCause } from '../../support/engineVersion.cts';
import { inputItems } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';

/** The credential: its test in the editor, and what is refused of it before any request. */
export function describeCredential({ provider, title, ...side }: Side, bench: () => Bench): void {
	const { type } = side.credential;

	describe('its test in the editor', () => {
		const { list: route } = side.routes;
		const test_ = async (change: Record<string, string> = {}) => {
			const { apiKey, baseUrl } = bench().sandbox.accounts[provider];
			return await testCredential(bench().engine.loader, type, {
				apiKey,
				baseUrl,
				...change,
			});
		};

		test('passes for a valid key on an account that has no instance yet', async () => {
			expect(await test_()).toEqual({ status: 'OK', message: 'Connection successful!' });
			expect(bench().requestCounts()).toEqual({ [route]: 1 });
		});

		test('passes for an account with instances, none of them scanned', async () => {
			bench().sandbox.seedInstance(provider, { name: 'Shop', phone: '+201234567890' });

			expect(await test_()).toMatchObject({ status: 'OK' });
		});

		test.each([
			['a slash at the end of the address', (baseUrl: string) => `${baseUrl}/`],
			['a blank at its end', (baseUrl: string) => `${baseUrl} `],
			['a line break and blanks around it', (baseUrl: string) => `  ${baseUrl}/\n`],
		])('tolerates %s, as the nodes do', async (_case, written) => {
			const { baseUrl } = bench().sandbox.accounts[provider];

			expect(await test_({ baseUrl: written(baseUrl) })).toMatchObject({ status: 'OK' });
		});

		test('says that the key is refused', async () => {
			expect(await test_({ apiKey: randomBytes(20).toString('hex') })).toEqual({
				status: 'Error',
				message: errorsKeepTheirCause()
					? `${title} refused the API key. Copy it again from ${title}. If it is right, a firewall or proxy in front of ${title} may block this n8n.`
					: 'Authorization failed - please check your credentials',
			});
		});

		test.each([
			[403, 'does not allow this key', 'perhaps check your credentials'],
			[404, `There is no ${title} API at this Base URL`, 'could not be found'],
			[429, 'too many requests', 'too many requests'],
			[500, 'could not process the request', 'was not able to process your request'],
			[503, 'could not process the request', 'try again later'],
		])('says what a %i means', async (status, own, ofOldN8n) => {
			bench().sandbox.addFault({
				route,
				times: Infinity,
				action: { kind: 'status', status, body: {} },
			});

			const verdict = await test_();
			expect(verdict.status).toBe('Error');
			expect(verdict.message).toContain(errorsKeepTheirCause() ? own : ofOldN8n);
		});

		test.each([301, 302, 307, 308])('does not follow a %i and says so', async (status) => {
			bench().sandbox.addFault({
				route,
				action: { kind: 'redirect', status, location: `${bench().sandbox.address}/elsewhere` },
			});

			expect(await test_()).toMatchObject({
				status: 'Error',
				message: expect.stringContaining(
					errorsKeepTheirCause() ? 'redirects to another address' : `status code ${status}`,
				) as string,
			});
			expect(bench().requestCounts()).toEqual({ [route]: 1 });
		});

		test.each([
			['a web page', '<!doctype html><title>Welcome</title>', 'text/html'],
			['a web page after a blank line', '\n<html></html>', 'text/html'],
			['nothing', '', 'text/plain'],
		])('finds out an address that answers with %s', async (_case, body, contentType) => {
			bench().sandbox.addFault({ route, action: { kind: 'answer', body, contentType } });

			expect(await test_()).toEqual({
				status: 'Error',
				message: `This Base URL responds, but not like the ${title} API.`,
			});
		});

		test('says that nobody listens at the address', async () => {
			expect(await test_({ baseUrl: 'http://127.0.0.1:1' })).toEqual({
				status: 'Error',
				message: errorsKeepTheirCause()
					? 'ECONNREFUSED'
					: 'The service refused the connection - perhaps it is offline',
			});
		});

		test.each([
			[{ baseUrl: 'http://api.example.com' }, "'Base URL' must start with https://"],
			[
				{ baseUrl: 'https://user@api.example.com' },
				"'Base URL' must be the plain address of the API",
			],
			[{ apiKey: 'two\nlines' }, "'API Key' contains a line break or another control character"],
		])('refuses %j before any request', async (change, message) => {
			expect(await test_(change)).toEqual({ status: 'Error', message });
			expect(bench().sandbox.requests).toHaveLength(0);
		});
	});

	describe('in a node', () => {
		const create = {
			operation: 'create',
			name: '={{ $json.name }}',
			phone: '={{ $json.phone }}',
			...side.createParameters,
		};
		const good = { name: 'Shop', phone: '+201234567890' };
		const key = randomBytes(24).toString('hex');
		const runWith = async (change: Record<string, string>) => {
			const { baseUrl } = bench().sandbox.accounts[provider];
			const credential = { apiKey: bench().sandbox.accounts[provider].apiKey, baseUrl, ...change };
			return await bench().run(
				{ ...create, provider },
				{ input: inputItems(good), credentials: { [type]: credential } },
			);
		};

		test.each([
			['no address', { baseUrl: 'app.example.com' }, "'Base URL' is not a web address"],
			['an empty address', { baseUrl: ' ' }, "'Base URL' is empty"],
			['http', { baseUrl: 'http://app.example.com/api' }, "'Base URL' must start with https://"],
			[
				'a host that only looks like loopback',
				{ baseUrl: 'http://127.0.0.1.example.com/api' },
				"'Base URL' must start with https://",
			],
			[
				'an address with a key in it',
				{ baseUrl: `https://app.example.com/?apiKey=${key}` },
				"'Base URL' must be the plain address of the API",
			],
			[
				'a key with a line break',
				{ apiKey: `${key}\r\nX-Other: 1` },
				"'API Key' contains a line break or another control character",
			],
			['an empty key', { apiKey: '' }, "'API Key' is empty"],
			['a key with a blank in it', { apiKey: `${key} ${key}` }, "'API Key' contains a character"],
		])('with %s is refused before any request', async (_case, change, message) => {
			const run = await runWith(change);

			expect(run.error.message).toContain(message);
			expect(run.error.message).toContain('[Item 0]');
			expect(run.finished.stored()).not.toContain(key);
			expect(bench().sandbox.requests).toHaveLength(0);
		});

		test('may have slashes at the end of its address, and blanks and "Bearer" before the key', async () => {
			const { baseUrl, apiKey } = bench().sandbox.accounts[provider];
			const run = await runWith({ baseUrl: ` ${baseUrl}// `, apiKey: ` Bearer ${apiKey} ` });

			expect(run.json()).toMatchObject({ created: true });
		});
	});
}

import { randomBytes } from 'node:crypto';

import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';

const bench = useBench();
const create = {
	operation: 'create',
	name: '={{ $json.name }}',
	phone: '={{ $json.phone }}',
	webhookUrl: '={{ $json.webhookUrl }}',
};
const good = { name: 'Shop', phone: '+201234567890', webhookUrl: '' };

describe.each([
	['an empty name', { name: '  ' }, "'Name' is empty"],
	['a name of 51 characters', { name: 'é'.repeat(51) }, "'Name' is too long: 51 characters"],
	['no phone', { phone: '' }, "'Phone' is empty"],
	['a phone that is none', { phone: 'call me' }, "'Phone' is not a phone number: call me"],
	['a phone without country code', { phone: '0123 456 7890' }, "'Phone' has no country code"],
	[
		'a phone that a spreadsheet has made a decimal number',
		{ phone: '201234567890.0' },
		"'Phone' is not a phone number: 201234567890.0",
	],
	['a date for a phone', { phone: '2026-07-28' }, "'Phone' is not a phone number: 2026-07-28"],
	['a phone that is too short', { phone: '+20 12' }, "'Phone' has too few digits"],
	['a phone that is too long', { phone: '1'.repeat(16) }, "'Phone' has too many digits"],
	[
		'a webhook address without https',
		{ webhookUrl: 'http://example.com/hook' },
		"'Webhook URL' must be an address that starts with https://",
	],
	[
		'a webhook address that is none',
		{ webhookUrl: 'example' },
		"'Webhook URL' must be an address that starts with https://",
	],
])('Create at Hypersender with %s', (_case, change, message) => {
	test('is refused before any request, naming parameter and item', async () => {
		const run = await bench().run(
			{ ...create, provider: 'hypersender' },
			{
				input: inputItems({ ...good, ...change }, {}),
				settings: { onError: 'continueRegularOutput' },
			},
		);

		expect(run.json(0).error).toContain(message);
		expect(run.json(0).error).toContain('[Item 0]');
		expect(bench().sandbox.requests).toHaveLength(0);
	});
});

test('a name of exactly 50 characters is fine', async () => {
	const run = await bench().run(
		{ ...create, provider: 'hypersender' },
		{ input: inputItems({ ...good, name: '😀'.repeat(50) }) },
	);

	expect(run.json()).toMatchObject({ created: true });
});

test('a missing name at Wachat is refused before any request', async () => {
	const run = await bench().run(
		{ ...create, provider: 'wachat' },
		{ input: inputItems({ name: '', phone: '' }) },
	);

	expect(run.error.message).toBe("'Name' is empty [Item 0]");
	expect(bench().sandbox.requests).toHaveLength(0);
});

test('an empty output field is refused before anything is created', async () => {
	const run = await bench().run(
		{ ...create, provider: 'hypersender', binaryPropertyName: '={{ "" }}' },
		{ input: inputItems(good) },
	);

	expect(run.error.message).toBe("'Put Output File in Field' is empty [Item 0]");
	expect(bench().sandbox.requests).toHaveLength(0);
});

describe.each(sides)('the credential of $provider', ({ provider, credential: { type } }) => {
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

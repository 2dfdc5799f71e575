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

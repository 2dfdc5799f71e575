import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();

test('two equal items make one instance also when the answer does not repeat the name', async () => {
	bench().sandbox.addFault({
		route: 'POST /create-instance',
		action: {
			kind: 'status',
			status: 201,
			body: { id: 'c9a1dd76-5678-4f9d-9012-a5b78de100c3', status: 'WORKING' },
		},
	});
	const run = await bench().run(
		{ provider: 'hypersender', operation: 'create', name: 'Shop', phone: '+628123456789' },
		{ input: inputItems({}, {}) },
	);

	expect(run.items.map(({ json }) => json.name)).toEqual(['Shop', 'Shop']);
	expect(bench().sandbox.requestsTo('POST /create-instance')).toHaveLength(1);
});

test('a create that Wachat refuses with 200 is an error in its words, and not looked up', async () => {
	bench().sandbox.addFault({
		route: 'POST /instance/create',
		action: { kind: 'status', status: 200, body: { success: false, error: 'Limit reached' } },
	});
	const run = await bench().run({
		provider: 'wachat',
		operation: 'create',
		name: 'Shop',
		phone: '',
	});

	expect(run.error.description).toContain('Wachat says: Limit reached.');
	expect(bench().sandbox.requestsTo('GET /instance/list')).toHaveLength(1);
});

test.each([
	['ifExists', 'error', '\'If It Already Exists\' has an invalid option: "error" [Item 0]'],
	['qrResponse', 'png', '\'QR Response\' has an invalid option: "png" [Item 0]'],
	['integration', 'OTHER', '\'Integration\' has an invalid option: "OTHER" [Item 0]'],
	['simplify', 'maybe', '\'Simplify\' is neither true nor false: "maybe" [Item 0]'],
])('%s %p from an expression is refused before any request', async (parameter, value, message) => {
	const run = await bench().run(
		{
			provider: 'wachat',
			operation: 'create',
			name: 'Shop',
			phone: '',
			[parameter]: '={{ $json.value }}',
		},
		{ input: inputItems({ value }) },
	);

	expect(run.error.message).toBe(message);
	expect(bench().sandbox.requests).toHaveLength(0);
});

describe('the same name with another phone', () => {
	const other = { name: 'Shop', phone: '+628999999999' };
	const shop = { operation: 'create', name: 'Shop', phone: '+62 812 3456 789' };

	test.each(['return', 'fail'])(
		"is a conflict at Hypersender, where names are unique ('%s')",
		async (ifExists) => {
			const { instanceId } = bench().sandbox.seedInstance('hypersender', other);
			const run = await bench().run({ ...shop, provider: 'hypersender', ifExists });

			expect(run.error.message).toBe("'Name' is taken: 'Shop' belongs to another phone [Item 0]");
			expect(run.error.description).toContain(instanceId);
			expect(bench().sandbox.requestsTo('POST /create-instance')).toHaveLength(0);
		},
	);

	test('is another instance at Wachat', async () => {
		bench().sandbox.seedInstance('wachat', other);
		const run = await bench().run({ ...shop, provider: 'wachat' });

		expect(run.json()).toMatchObject({ created: true, phone: '+628123456789' });
		expect(bench().sandbox.instances()).toHaveLength(2);
	});
});

describe('at Wachat without a phone', () => {
	const shop = { provider: 'wachat', operation: 'create', name: 'Shop', phone: '' };

	test('the name alone decides', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', {
			name: 'Shop',
			phone: '+628123456789',
		});
		const run = await bench().run(shop);

		expect(run.json()).toMatchObject({ instanceId, created: false });
	});

	test('several matches are an error that lists them', async () => {
		const ids = ['+628123456789', '+628999999999'].map(
			(phone) => bench().sandbox.seedInstance('wachat', { name: 'Shop', phone }).instanceId,
		);
		const run = await bench().run(shop);

		expect(run.error.message).toContain("Several instances are named 'Shop'");
		for (const id of ids) expect(run.error.message).toContain(id);
		expect(bench().sandbox.requestsTo('POST /instance/create')).toHaveLength(0);
	});

	test('creates nothing when it cannot tell what exists', async () => {
		bench().sandbox.addFault({
			route: 'GET /instance/list',
			action: { kind: 'status', status: 500, body: { error: 'down' } },
		});
		const run = await bench().run(shop);

		expect(run.error.message).toContain('Wachat could not process the request (HTTP 500)');
		expect(bench().sandbox.instances()).toHaveLength(0);
	});

	test.each([
		['counts more instances than it holds', { count: 200, instances: [] }, 'only 0 of 200'],
		['has a row that is no instance', { count: 1, instances: [null] }, 'Row 1 is not an instance'],
	])('creates nothing when the list %s', async (_case, list, reason) => {
		bench().sandbox.addFault({
			route: 'GET /instance/list',
			action: { kind: 'status', status: 200, body: { success: true, ...list } },
		});
		const run = await bench().run(shop);

		expect(run.error.description).toContain(reason);
		expect(run.error.description).toContain('Nothing was created');
		expect(bench().sandbox.instances()).toHaveLength(0);
	});
});

describe('at Hypersender', () => {
	const shop = {
		provider: 'hypersender',
		operation: 'create',
		name: 'Shop',
		phone: '+628123456789',
	};

	test('somebody else who is quicker with the same name and phone is noticed by the refusal', async () => {
		bench().sandbox.addFault({
			route: 'GET /instances',
			action: { kind: 'answer', body: '[]', contentType: 'application/json' },
		});
		const { instanceId } = bench().sandbox.seedInstance('hypersender', {
			name: 'Shop',
			phone: '+628123456789',
		});
		const run = await bench().run(shop);

		expect(run.json()).toMatchObject({ instanceId, created: false });
		expect(bench().sandbox.requestsTo('POST /create-instance')[0]?.status).toBe(422);
	});

	test.each([
		['STOPPED', 'disconnected', 'has stopped'],
		['FAILED', 'failed', 'has failed'],
	])(
		'an instance that is %s is returned, with the way out',
		async (providerStatus, status, end) => {
			const { instanceId } = bench().sandbox.seedInstance('hypersender', {
				name: 'Shop',
				phone: '+628123456789',
				status: providerStatus,
			});
			const run = await bench().run({ ...shop, options: { restartIfNeeded: false } });

			expect(run.json()).toMatchObject({ instanceId, created: false, status, qrCode: null });
			const { qrCodeHint: hint } = run.json();
			expect(hint).toContain(
				`No QR code: the instance ${end}. Hypersender says: The instance is not`,
			);
			expect(hint).toMatch(/Use 'Restart', then 'Get QR Code'$/);
			expect(hint).not.toMatch(/parameters|ask again/);
		},
	);

	test('an instance that is connected while it waits for its fresh code is left alone', async () => {
		const people = [1, 2].map((index) => ({
			name: `Shop ${index}`,
			phone: `+62812345678${index}`,
		}));
		const [, scanned] = people.map((person) => bench().sandbox.seedInstance('hypersender', person));
		void virtualClock.wait(10_000).then(() => {
			bench().sandbox.scan(scanned?.instanceId ?? '');
		});
		const run = await bench().run(
			{ ...shop, name: '={{ $json.name }}', phone: '={{ $json.phone }}' },
			{ input: inputItems(...people) },
		);

		expect(run.json(0)).toMatchObject({ created: false, qrCode: { mimeType: 'image/png' } });
		expect(run.json(1)).toMatchObject({
			created: false,
			connected: true,
			qrCode: null,
			qrCodeHint: 'The instance is connected and needs no QR code',
		});
		expect(bench().sandbox.requestsTo('POST /:instance/request-new-qr-code')).toHaveLength(1);
	});

	test('creates even when the list fails, because the provider refuses a second name itself', async () => {
		bench().sandbox.addFault({
			route: 'GET /instances',
			action: { kind: 'status', status: 500, body: {} },
		});
		const run = await bench().run(shop);

		expect(run.json()).toMatchObject({ created: true, name: 'Shop' });
	});
});

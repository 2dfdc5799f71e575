import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();
const instanceId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

describe.each(sides)('Get at $provider', ({ provider, unknownId, ...side }) => {
	const { list: listRoute } = side.routes;
	const get = { provider, operation: 'get', instanceId };
	const seed = (name: string, index = 1) =>
		bench().sandbox.seedInstance(provider, { name, phone: `+62812000000${index}` });

	test('tells the details in the shared shape, without QR code and token', async () => {
		const shop = seed('Shop');
		bench().sandbox.scan(shop.instanceId);
		const run = await bench().run(get, { input: inputItems({ id: shop.instanceId }) });

		expect(run.json()).toEqual({
			provider,
			instanceId: shop.instanceId,
			name: 'Shop',
			phone: '+628120000001',
			status: 'connected',
			providerStatus: side.words.connected,
			connected: true,
			createdAt: expect.any(String) as string,
		});
		expect(run.finished.stored()).not.toMatch(/\d+\|\w{20}/);
	});

	test('fifty items on one account make one request', async () => {
		const ids = Array.from({ length: 50 }, (_, index) => ({
			id: seed(`Shop ${index}`, index).instanceId,
		}));
		const run = await bench().run(get, { input: inputItems(...ids) });

		expect(run.items.map(({ json }) => json.instanceId)).toEqual(ids.map(({ id }) => id));
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1 });
	});

	test('a refused key is found out once, not once for each item', async () => {
		bench().sandbox.addFault({
			times: Infinity,
			action: { kind: 'status', status: 401, body: { message: 'Unauthenticated.' } },
		});
		const ids = Array.from({ length: 30 }, () => ({ id: unknownId }));
		const run = await bench().run(get, {
			input: inputItems(...ids),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(run.items).toHaveLength(30);
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1 });
	});

	test('an unknown instance is an error for its item alone', async () => {
		const { instanceId: id } = seed('Shop');
		const run = await bench().run(get, {
			input: inputItems({ id: unknownId }, { id }),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(run.json(0).error).toContain(`Instance '${unknownId}' was not found at`);
		expect(run.json(1)).toMatchObject({ instanceId: id });
	});

	test("gives the provider's own answer when 'Simplify' is off", async () => {
		const { instanceId: id } = seed('Shop');
		const run = await bench().run({ ...get, simplify: false }, { input: inputItems({ id }) });

		expect(run.json()).toMatchObject({ ...side.raw(id), instanceId: id });
		expect(run.json()).not.toHaveProperty('access_token');
	});
});

describe('Get at Hypersender with Check Health', () => {
	const get = { provider: 'hypersender', operation: 'get', instanceId, checkHealth: true };
	const seed = (index: number) =>
		bench().sandbox.seedInstance('hypersender', {
			name: `Shop ${index}`,
			phone: `+20100000${String(index).padStart(4, '0')}`,
		});

	test('adds the time of connection', async () => {
		const { instanceId: id } = seed(1);
		const before = await bench().run(get, { input: inputItems({ id }) });
		bench().sandbox.scan(id);
		const after = await bench().run(get, { input: inputItems({ id }) });

		expect(before.json()).toMatchObject({ status: 'awaitingScan', connectedAt: null });
		expect(after.json()).toMatchObject({
			status: 'connected',
			connectedAt: expect.stringMatching(/^2026-/) as string,
		});
	});

	test('twelve items keep to ten requests a minute', async () => {
		const ids = Array.from({ length: 12 }, (_, index) => ({ id: seed(index).instanceId }));
		const before = virtualClock.now();
		const run = await bench().run(get, { input: inputItems(...ids) });

		expect(run.items).toHaveLength(12);
		expect(virtualClock.now() - before).toBe(60_000);
		expect(bench().sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0);
		expect(bench().requestCounts()).toEqual({ 'GET /instances': 1, 'GET /:instance/health': 12 });
	});
});

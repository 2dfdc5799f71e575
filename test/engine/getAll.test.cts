import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';

const bench = useBench();

describe.each(sides)('Get Many at $provider', ({ provider, words, ...side }) => {
	const { list: listRoute } = side.routes;
	const getAll = { provider, operation: 'getAll' };
	const seed = (name: string, phone: string) =>
		bench().sandbox.seedInstance(provider, { name, phone });
	const names = (items: Array<{ json: { name?: unknown } }>) => items.map(({ json }) => json.name);

	test('lists all instances in the shared shape', async () => {
		seed('Cairo', '+201000000001');
		seed('Giza', '+201000000002');
		const run = await bench().run({ ...getAll, returnAll: true });

		expect(names(run.items).sort()).toEqual(['Cairo', 'Giza']);
		expect(run.json()).toMatchObject({ provider, connected: false, status: 'awaitingScan' });
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1 });
	});

	test('gives 50 at most, unless told otherwise', async () => {
		for (let index = 0; index < 60; index++) seed(`Shop ${index}`, `+2010000000${index + 10}`);

		expect((await bench().run(getAll)).items).toHaveLength(50);
		expect((await bench().run({ ...getAll, limit: 3 })).items).toHaveLength(3);
		expect((await bench().run({ ...getAll, returnAll: true })).items).toHaveLength(60);
	});

	test('an account without instances gives no items', async () => {
		const run = await bench().run(getAll);

		expect(run.items).toEqual([]);
		expect(run.finished.run.data.resultData.error).toBeUndefined();
	});

	test.each([
		['name, exactly', { name: 'Giza' }],
		['phone, as people write it', { phone: '+20 100 000 0002' }],
		['status', { status: 'connected' }],
		['several together', { name: 'Giza', status: 'connected' }],
	])('filters by %s', async (_case, filters) => {
		seed('Cairo', '+201000000001');
		const { instanceId } = seed('Giza', '+201000000002');
		seed('Giza East', '+201000000003');
		bench().sandbox.setStatus(instanceId, words.connected);
		const run = await bench().run({ ...getAll, filters });

		expect(names(run.items)).toEqual(['Giza']);
	});

	test('filters by ID', async () => {
		seed('Cairo', '+201000000001');
		const { instanceId } = seed('Giza', '+201000000002');
		const run = await bench().run({ ...getAll, filters: { instanceId } });

		expect(run.items.map(({ json }) => json.instanceId)).toEqual([instanceId]);
	});

	test.each([
		['ID', 'instanceId'],
		['Name', 'name'],
		['Phone', 'phone'],
		['Status', 'status'],
	])('refuses a filter by %s that is empty, in place of giving all', async (label, name) => {
		for (const value of ['={{ $json.missing }}', "={{ ' ' }}", '']) {
			const run = await bench().run({ ...getAll, filters: { [name]: value } });
			expect(run.error.message).toBe(`'${label}' is empty [Item 0]`);
			expect(run.error.description).toMatch(/remove it/);
		}
		expect(bench().sandbox.requests).toHaveLength(0);
	});

	test.each([
		[{ filters: { status: 'dancing' } }, '\'Status\' has an invalid option: "dancing" [Item 0]'],
		[{ filters: { name: { first: 'A' } } }, "'Name' is an object, not text [Item 0]"],
		[{ filters: { phone: 'nobody' } }, "'Phone' is not a phone number: nobody [Item 0]"],
		[{ limit: 0 }, "'Limit' must be a whole number of 1 or more [Item 0]"],
	])('refuses %j before any request', async (change, message) => {
		const parameters = JSON.parse(
			JSON.stringify({ ...getAll, ...change }).replace(/"(dancing|nobody)"/, '"={{ \'$1\' }}"'),
		) as typeof getAll;
		const run = await bench().run(parameters);

		expect(run.error.message).toBe(message);
		expect(bench().sandbox.requests).toHaveLength(0);
	});

	test('access tokens are only there when asked for', async () => {
		const { instanceId } = seed('Cairo', '+201000000001');
		bench().sandbox.scan(instanceId);
		const plain = await bench().run(getAll);
		const raw = await bench().run({ ...getAll, simplify: false });
		expect(plain.finished.stored() + raw.finished.stored()).not.toMatch(/\d+\|\w{20}/);

		if (side.secretPattern) {
			const asked = await bench().run({ ...getAll, options: { includeAccessToken: true } });
			expect(asked.json().accessToken).toMatch(side.secretPattern);
		}
	});

	test.each([
		['without filters', {}],
		['that filter by name', { name: '={{ $json.name }}' }],
		['that filter by phone', { phone: '={{ $json.phone }}' }],
	])('several items %s make one request', async (_case, filters) => {
		const rows = ['1', '2', '3'].map((digit) => ({
			name: `Cairo ${digit}`,
			phone: `+20100000000${digit}`,
		}));
		for (const { name, phone } of rows) seed(name, phone);
		const run = await bench().run({ ...getAll, limit: 1, filters }, { input: inputItems(...rows) });

		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1 });
	});
});

test('Hypersender filters on its side what it compares exactly', async () => {
	await bench().run({
		provider: 'hypersender',
		operation: 'getAll',
		filters: { name: 'Cairo', phone: '+20 100 000 0001', status: 'awaitingScan' },
	});

	expect(bench().sandbox.requests[0]?.query).toEqual({ 'filter[status]': 'SCAN_QR_CODE' });
});

import type { Bench } from '../../support/bench.cts';
import { credentialTypeOf, inputItems } from '../../support/nodes.cts';
import { readQrCode } from '../../support/readQrCode.cts';
import { until } from '../../support/until.cts';
import { virtualClock } from '../../support/virtualClock.cts';
import type { Side } from '../descriptors.cts';

/** Create never makes a second instance, whatever happens to the first one. */
export function describeCreate(
	{ provider, routes, words, createParameters }: Side,
	bench: () => Bench,
): void {
	const { create: createRoute, list: listRoute } = routes;
	const shop = {
		provider,
		operation: 'create',
		name: 'Shop',
		phone: '+62 812 3456 789',
		...createParameters,
	};

	test('a second run returns the instance with a fresh code and creates none', async () => {
		const first = await bench().run(shop);
		const second = await bench().run(shop);

		expect(bench().sandbox.instances()).toHaveLength(1);
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(1);
		expect(second.json()).toMatchObject({
			instanceId: first.json().instanceId,
			created: false,
			status: 'awaitingScan',
		});
		expect(readQrCode(await second.png())).toBe(bench().sandbox.instances()[0]?.pairingText);
	});

	test('nor does it when an expression has cut the name inside of an emoji', async () => {
		const name = '={{ "Pizzeria 🍕 Roma".slice(0, 10) }}';
		const runs = [await bench().run({ ...shop, name }), await bench().run({ ...shop, name })];

		expect(bench().sandbox.instances()).toMatchObject([{ name: 'Pizzeria' }]);
		expect(runs.map((run) => run.json().created)).toEqual([true, false]);
	});

	test('a connected instance is returned without a code, and with a hint that says so', async () => {
		bench().sandbox.seedInstance(provider, {
			name: 'Shop',
			phone: '+628123456789',
			status: words.connected,
		});
		const run = await bench().run(shop);

		expect(run.json()).toMatchObject({
			created: false,
			connected: true,
			status: 'connected',
			qrCode: null,
			qrCodeHint: 'The instance is connected and needs no QR code',
		});
		expect(run.items[0]?.binary).toBeUndefined();
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1 });
	});

	test('two items with the same name and phone make one instance and ask for one code', async () => {
		const run = await bench().run(shop, { input: inputItems({}, {}) });

		expect(bench().sandbox.instances()).toHaveLength(1);
		expect(run.items.map(({ json }) => json.created)).toEqual([true, false]);
		expect({ ...run.json(1), created: true }).toEqual(run.json(0));
		expect(run.json().status).toBe('awaitingScan');
		expect(await run.png(1)).toEqual(await run.png(0));
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1, [createRoute]: 1 });
	});

	test('two executions at the same time make one instance, as after a double click', async () => {
		bench().sandbox.addFault({
			route: listRoute,
			times: Infinity,
			action: { kind: 'delay', milliseconds: 300 },
		});
		const other = { ...shop, name: '={{ $json.name }}' };
		const input = inputItems({ name: 'Other' }, { name: 'Shop' });
		const runs = await Promise.all([
			bench().run(shop),
			bench().run(shop),
			bench().run(other, { input }),
		]);

		expect(
			bench()
				.sandbox.instances()
				.map(({ name }) => name)
				.sort(),
		).toEqual(['Other', 'Shop']);
		const shops = runs.flatMap(({ items }) => items).filter(({ json }) => json.name === 'Shop');
		expect(new Set(shops.map(({ json }) => json.instanceId)).size).toBe(1);
		expect(shops.filter(({ json }) => json.created === true)).toHaveLength(1);
	});

	test('an execution that waits for another one can be cancelled', async () => {
		bench().sandbox.addFault({ route: createRoute, action: { kind: 'hang' } });
		const first = bench().start(shop);
		await until(() => bench().sandbox.requestsTo(createRoute).length > 0);
		const second = bench().start(shop);
		await until(() => bench().sandbox.requests.length > 1);
		const before = virtualClock.now();
		second.cancel();
		await second.finished;

		expect(virtualClock.now() - before).toBeLessThanOrEqual(1000);
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(1);
		first.cancel();
		await first.finished;
	});

	test.each([
		['the phone in its other spelling', 'Loja', '+55 47 98921-1984'],
		['the phone with a zero that is only dialled at home', 'Loja', '+55 047 8921-1984'],
		['another letter case', 'LOJA', '+55 47 8921-1984'],
		['other spaces', ' Loja\u00a0', '+55 47 8921-1984'],
	])('%s is the same instance', async (_case, name, phone) => {
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Loja',
			phone: '+554789211984',
		});
		const run = await bench().run({ ...shop, name, phone });

		expect(run.json()).toMatchObject({ instanceId, created: false });
		expect(bench().sandbox.instances()).toHaveLength(1);
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(0);
		const many = await bench().run({ provider, operation: 'getAll', filters: { name, phone } });
		expect(many.items.map(({ json }) => json.instanceId)).toEqual([instanceId]);
	});

	test('two spellings of one phone at two instances are an error that lists both', async () => {
		const ids = ['+554789211984', '+5547989211984'].map(
			(phone, index) =>
				bench().sandbox.seedInstance(provider, { name: index === 0 ? 'Loja' : 'LOJA', phone })
					.instanceId,
		);
		const run = await bench().run({ ...shop, name: 'Loja', phone: '+55 47 98921-1984' });

		for (const id of ids) expect(run.error.message).toContain(id);
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(0);
	});

	test('what is sent is what was typed, without digits that are only dialled at home', async () => {
		const run = await bench().run(
			{ ...shop, name: '={{ $json.name }}', phone: '={{ $json.phone }}' },
			{
				input: inputItems(
					{ name: 'Old', phone: '+55 47 8921-1984' },
					{ name: 'New', phone: '+55 47 98921-1985' },
					{ name: 'Zero', phone: '+62 0812 3456 789' },
				),
			},
		);

		expect(run.items.map(({ json }) => json.phone)).toEqual([
			'+554789211984',
			'+5547989211985',
			'+628123456789',
		]);
		const sent = bench()
			.sandbox.requestsTo(createRoute)
			.map(({ body }) => JSON.stringify(body));
		for (const number of ['554789211984', '5547989211985', '628123456789']) {
			expect(sent.filter((body) => body.includes(number))).toHaveLength(1);
		}
	});

	test("with 'Fail', an existing instance is an error that names it", async () => {
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Shop',
			phone: '+628123456789',
		});
		const run = await bench().run({ ...shop, ifExists: 'fail' });

		expect(run.error.message).toContain(instanceId);
		expect(run.error.message).toContain('[Item 0]');
		expect(run.error.description).toContain("'If It Already Exists'");
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(0);
	});

	test("n8n's Retry On Fail re-runs all items, and still each instance exists once", async () => {
		const rows = [
			{ name: 'One', phone: '+628120000001' },
			{ name: 'Two', phone: '+628120000002' },
			{ name: 'Three', phone: '+628120000003' },
		];
		bench().sandbox.disturb(({ body }) =>
			JSON.stringify(body).includes('628120000003')
				? { action: { kind: 'status', status: 403, body: { message: 'Limit reached' } } }
				: null,
		);
		const run = await bench().run(
			{ ...shop, name: '={{ $json.name }}', phone: '={{ $json.phone }}' },
			{
				input: inputItems(...rows),
				settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
			},
		);

		expect(run.error.message).toContain('[Item 2]');
		expect(
			bench()
				.sandbox.instances()
				.map(({ name }) => name),
		).toEqual(['One', 'Two']);
		// The two that exist, and one that is refused, once in each try.
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(2 + 3);
	});

	describe.each([
		['the connection breaks', { kind: 'reset' }],
		['the answer is cut off', { kind: 'truncate' }],
		['the answer is a 502', { kind: 'status', status: 502, body: { error: 'bad gateway' } }],
		['the answer is a web page', { kind: 'answer', body: '<html>', contentType: 'text/html' }],
		['the answer is empty', { kind: 'answer', body: '', contentType: 'application/json' }],
		['the answer is no instance', { kind: 'answer', body: '[]', contentType: 'application/json' }],
	] as const)('when %s after the instance was made', (_case, action) => {
		test('the instance is looked up and returned, and not created again', async () => {
			bench().sandbox.addFault({ route: createRoute, phase: 'after', action });
			const run = await bench().run(shop);

			const [instance] = bench().sandbox.instances();
			expect(bench().sandbox.instances()).toHaveLength(1);
			expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(1);
			expect(run.json()).toMatchObject({
				instanceId: instance?.instanceId,
				created: true,
				name: 'Shop',
			});
			expect(readQrCode(await run.png())).toBe(instance?.pairingText);
		});
	});

	test('a create that is never answered ends at the time-out and is looked up', async () => {
		bench().sandbox.addFault({
			route: createRoute,
			phase: 'after',
			action: { kind: 'delay', milliseconds: 90_000 },
		});
		const run = await bench().run({ ...shop, options: { requestTimeout: 30 } });

		expect(bench().sandbox.instances()).toHaveLength(1);
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(1);
		expect(run.json()).toMatchObject({ created: true, name: 'Shop' });
	});

	test('when nothing was made, it says that it looked and that a new run is safe', async () => {
		bench().sandbox.addFault({ route: createRoute, phase: 'before', action: { kind: 'reset' } });
		const run = await bench().run(shop);

		expect(run.error.message).toMatch(/^The connection to .+ was lost \[Item 0\]$/);
		expect(run.error.description).toMatch(/lists no instance 'Shop', but it may still appear/);
		expect(run.error.description).toMatch(/Run the node again/);
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(1);
		expect(bench().sandbox.requestsTo(listRoute)).toHaveLength(3);
	});

	test('when the look-up is impossible too, it says that it could not tell', async () => {
		bench().sandbox.addFault({
			route: createRoute,
			phase: 'after',
			action: { kind: 'hang' },
			onHang: () => {
				bench().sandbox.addFault({ route: listRoute, times: 2, action: { kind: 'reset' } });
				virtualClock.advance(60_000);
			},
		});
		const run = await bench().run(shop);

		expect(run.error.message).toMatch(/^.+ did not answer within 60 seconds \[Item 0\]$/);
		expect(run.error.description).toContain(
			"This run couldn't confirm whether the instance 'Shop' was created",
		);
		expect(bench().sandbox.requestsTo(createRoute)).toHaveLength(1);

		const again = await bench().run(shop);
		expect(bench().sandbox.instances()).toHaveLength(1);
		expect(again.json()).toMatchObject({ created: false, name: 'Shop' });
	});

	test('a create that never reached the provider is not followed by a look-up', async () => {
		const nowhere = { apiKey: 'unused', baseUrl: 'http://127.0.0.1:1' };
		const credentials = { [credentialTypeOf(shop)]: nowhere };
		const run = await bench().run(shop, { credentials });

		expect(run.error.message).toMatch(/could not be reached: the connection was refused/);
	});
}

import { randomUUID } from 'node:crypto';

import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';

const bench = useBench();

const instanceId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

describe('with several items, one of which fails', () => {
	const rows = [
		{ name: 'One', phone: '+628120000001' },
		{ name: '', phone: '+628120000002' },
		{ name: 'Three', phone: '+628120000003' },
	];
	const parameters = {
		provider: 'hypersender',
		operation: 'create',
		name: '={{ $json.name }}',
		phone: '={{ $json.phone }}',
	};

	test("On Error 'Stop Workflow': a row that is wrong stops it before anything is created", async () => {
		const run = await bench().run(parameters, { input: inputItems(...rows) });

		expect(run.items).toHaveLength(0);
		expect(run.error.message).toBe("'Name' is empty [Item 1]");
		expect(bench().sandbox.requests).toHaveLength(0);
	});

	test("On Error 'Stop Workflow': the error names its item and what was created", async () => {
		bench().sandbox.disturb(({ body }) =>
			JSON.stringify(body).includes('628120000003')
				? { action: { kind: 'status', status: 403, body: { message: 'Limit reached' } } }
				: null,
		);
		const run = await bench().run(parameters, {
			input: inputItems(...rows.map(({ name, phone }) => ({ name: name || 'Two', phone }))),
		});

		expect(run.items).toHaveLength(0);
		expect(run.error.message).toMatch(/does not allow this.*\[Item 2\]$/);
		for (const instance of bench().sandbox.instances()) {
			expect(run.error.description).toContain(`${instance.name} (${instance.instanceId})`);
		}
		expect(bench().sandbox.instances().length).toBeGreaterThan(0);
	});

	test("On Error 'Continue': an error item stands in its place", async () => {
		const run = await bench().run(parameters, {
			input: inputItems(...rows),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(run.items.map(({ json }) => json.name)).toEqual(['One', undefined, 'Three']);
		expect(run.json(1)).toEqual({
			error:
				"'Name' is empty [Item 1]. Its expression returned nothing for this item, which has these fields: name, phone. Enter a name for the new instance",
		});
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	test("On Error 'Continue (using error output)': it leaves there, the others do not", async () => {
		const run = await bench().run(parameters, {
			input: inputItems(...rows),
			settings: { onError: 'continueErrorOutput' },
		});

		expect(run.items.map(({ json }) => json.name)).toEqual(['One', 'Three']);
		expect(run.errorItems).toHaveLength(1);
		expect(run.errorItems[0]?.json.error).toMatch(/^'Name' is empty \[Item 1\]/);
		for (const { json } of run.items) expect(json).not.toHaveProperty('error');
	});

	test('Retry On Fail with Continue tries the failed first item again and doubles nothing', async () => {
		bench().sandbox.addFault({
			route: 'POST /create-instance',
			action: { kind: 'status', status: 403, body: { message: 'not now' } },
		});
		const run = await bench().run(parameters, {
			input: inputItems(rows[0] ?? {}, rows[2] ?? {}),
			settings: {
				onError: 'continueRegularOutput',
				retryOnFail: true,
				maxTries: 2,
				waitBetweenTries: 1,
			},
		});

		expect(run.items.map(({ json }) => json.name)).toEqual(['One', 'Three']);
		expect(bench().sandbox.instances()).toHaveLength(2);
	});
});

test('an operation the provider does not have is refused in plain words', async () => {
	const run = await bench().run({
		provider: 'wachat',
		operation: 'teleport',
		resource: 'instance',
	});

	expect(run.error.message).toBe("Wachat has no operation 'teleport' for 'instance'");
	expect(run.error.description).toContain('Choose provider, resource and operation again');
});

test('an unknown ID costs one request for the list and one for the status', async () => {
	await bench().run(
		{ provider: 'wachat', operation: 'getQrCode', instanceId },
		{ input: inputItems({ id: `t1_${randomUUID()}` }) },
	);

	expect(bench().requestCounts()).toEqual({
		'GET /instance/list': 1,
		'GET /instance/state': 1,
	});
});

import { randomUUID } from 'node:crypto';

import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();
const instanceId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

describe('Restart at Hypersender', () => {
	const restart = { provider: 'hypersender', operation: 'restart', instanceId };
	const seed = (index = 0) =>
		bench().sandbox.seedInstance('hypersender', {
			name: `Shop ${index}`,
			phone: `+20100000000${index}`,
			status: 'FAILED',
		}).instanceId;

	test('restarts the instance and says which one', async () => {
		const id = seed();
		const run = await bench().run(restart, { input: inputItems({ id }) });

		expect(run.json()).toMatchObject({
			instanceId: id,
			name: 'Shop 0',
			status: 'starting',
			connected: false,
			restarted: true,
		});
		expect(bench().sandbox.requestsTo('POST /:instance/restart')).toHaveLength(1);
		expect(bench().sandbox.instances()[0]?.status).not.toBe('FAILED');
	});

	test('seven items keep to five restarts a minute', async () => {
		const ids = Array.from({ length: 7 }, (_, index) => ({ id: seed(index) }));
		const started = virtualClock.now();
		const run = await bench().run(restart, { input: inputItems(...ids) });

		expect(run.items).toHaveLength(7);
		expect(virtualClock.now() - started).toBe(60_000);
		expect(bench().sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0);
	});

	test('is not repeated after an outage', async () => {
		const id = seed();
		bench().sandbox.addFault({
			route: 'POST /:instance/restart',
			action: { kind: 'status', status: 500, body: { message: 'Restart failed' } },
		});
		const run = await bench().run(restart, { input: inputItems({ id }) });

		expect(run.error.description).toContain('Restart failed');
		expect(bench().sandbox.requestsTo('POST /:instance/restart')).toHaveLength(1);
	});

	test('an unknown instance is an error that names item and ID', async () => {
		const id = randomUUID();
		const run = await bench().run(restart, { input: inputItems({ id }) });

		expect(run.error.message).toBe(`Instance '${id}' was not found at Hypersender [Item 0]`);
	});
});

describe('Log Out at Wachat', () => {
	const logout = { provider: 'wachat', operation: 'logout', instanceId };
	const seed = () =>
		bench().sandbox.seedInstance('wachat', { name: 'Shop', phone: '+628123456789' }).instanceId;

	test('disconnects the phone and keeps the instance', async () => {
		const id = seed();
		bench().sandbox.scan(id);
		const run = await bench().run(logout, { input: inputItems({ id }) });

		expect(run.json()).toMatchObject({
			instanceId: id,
			status: 'disconnected',
			connected: false,
			loggedOut: true,
		});
		expect(bench().sandbox.instances()[0]?.status).toBe('close');
	});

	test('an instance that is logged out already counts as done', async () => {
		const id = seed();
		bench().sandbox.drop(id);
		const run = await bench().run(logout, { input: inputItems({ id }) });

		expect(run.json()).toMatchObject({ loggedOut: true });
		expect(bench().sandbox.requestsTo('DELETE /instance/logout')).toHaveLength(0);
	});

	test('also when that was only found out by the refusal', async () => {
		const id = seed();
		bench().sandbox.scan(id);
		bench().sandbox.addFault({
			route: 'DELETE /instance/logout',
			phase: 'after',
			action: { kind: 'status', status: 400, body: { error: 'The instance is not connected' } },
		});
		const run = await bench().run(logout, { input: inputItems({ id }) });

		expect(run.json()).toMatchObject({ loggedOut: true });
	});

	test('an instance that nobody has scanned is not connected, so a refusal counts as done', async () => {
		const id = seed();
		bench().sandbox.addFault({
			route: 'DELETE /instance/logout',
			action: { kind: 'status', status: 400, body: { error: 'The instance is not connected' } },
		});
		const run = await bench().run(logout, { input: inputItems({ id }) });

		expect(run.json()).toMatchObject({ loggedOut: true });
	});

	test('a refusal while the phone stays connected is an error', async () => {
		const id = seed();
		bench().sandbox.scan(id);
		bench().sandbox.addFault({
			route: 'DELETE /instance/logout',
			action: { kind: 'status', status: 502, body: { error: 'upstream' } },
		});
		const run = await bench().run(logout, { input: inputItems({ id }) });

		expect(run.error.httpCode).toBe('502');
	});

	test('an empty answer is a good one, because none is documented', async () => {
		const id = seed();
		bench().sandbox.scan(id);
		bench().sandbox.addFault({
			route: 'DELETE /instance/logout',
			phase: 'after',
			action: { kind: 'answer', status: 200, body: '', contentType: 'text/plain' },
		});
		const run = await bench().run(logout, { input: inputItems({ id }) });

		expect(run.json()).toMatchObject({ loggedOut: true });
	});
});

describe('Delete at Wachat', () => {
	const remove = { provider: 'wachat', operation: 'delete', instanceId };
	const seed = () =>
		bench().sandbox.seedInstance('wachat', { name: 'Shop', phone: '+628123456789' }).instanceId;

	test('deletes the instance and says so in the words of n8n', async () => {
		const id = seed();
		const run = await bench().run(remove, { input: inputItems({ id }) });

		expect(run.json()).toEqual({ deleted: true, instanceId: id });
		expect(bench().sandbox.instances()).toHaveLength(0);
	});

	test('an instance that is gone already counts as done', async () => {
		const id = seed();
		const run = await bench().run(remove, { input: inputItems({ id }, { id }) });

		expect(run.items.map(({ json }) => json)).toEqual([
			{ deleted: true, instanceId: id },
			{ deleted: true, instanceId: id },
		]);
	});

	test('a connected instance is an error that says how to go on, and stays', async () => {
		const id = seed();
		bench().sandbox.scan(id);
		const run = await bench().run(remove, { input: inputItems({ id }) });

		expect(run.error.message).toBe(`Wachat did not delete instance '${id}' [Item 0]`);
		expect(run.error.description).toContain("'Log Out First'");
		expect(run.error.description).toContain('must be logged out before deletion');
		expect(run.error.httpCode).toBe('409');
		expect(bench().sandbox.instances()).toHaveLength(1);
	});

	test('with Log Out First it is logged out and then deleted', async () => {
		const id = seed();
		bench().sandbox.scan(id);
		const run = await bench().run({ ...remove, logoutFirst: true }, { input: inputItems({ id }) });

		expect(run.json()).toEqual({ deleted: true, instanceId: id });
		expect(bench().sandbox.instances()).toHaveLength(0);
		expect(bench().requestCounts()).toMatchObject({
			'DELETE /instance/delete': 2,
			'DELETE /instance/logout': 1,
		});
	});

	test('a broken connection after the delete does not leave it in doubt', async () => {
		const id = seed();
		bench().sandbox.addFault({
			route: 'DELETE /instance/delete',
			phase: 'after',
			action: { kind: 'reset' },
		});
		const run = await bench().run(remove, { input: inputItems({ id }) });

		expect(run.json()).toEqual({ deleted: true, instanceId: id });
	});
});

describe('Get Limits at Wachat', () => {
	const getLimits = { provider: 'wachat', resource: 'account', operation: 'getLimits' };

	test('tells plan and instances, with one request for all items', async () => {
		bench().sandbox.seedInstance('wachat', { name: 'Shop' });
		const run = await bench().run(getLimits, { input: inputItems({}, {}) });

		expect(run.json()).toMatchObject({
			provider: 'wachat',
			plan: expect.any(String) as string,
			instances: { used: 1, limit: 1000, remaining: 999 },
			unlimited: false,
		});
		expect(bench().requestCounts()).toEqual({ 'GET /account/limits': 1 });
	});

	test('a refused key costs one request, and each item tells it', async () => {
		bench().sandbox.addFault({
			times: Infinity,
			action: { kind: 'status', status: 401, body: { message: 'Unauthenticated.' } },
		});
		const run = await bench().run(getLimits, {
			input: inputItems({}, {}, {}),
			settings: { onError: 'continueRegularOutput' },
		});

		for (const [index, { json }] of run.items.entries()) {
			expect(json.error).toMatch(new RegExp(`refused the API key \\[Item ${index}\\]`));
		}
		expect(run.items).toHaveLength(3);
		expect(bench().requestCounts()).toEqual({ 'GET /account/limits': 1 });
	});

	test('after a passing failure the next item asks again', async () => {
		bench().sandbox.addFault({ action: { kind: 'status', status: 500, body: {} } });
		const run = await bench().run(getLimits, {
			input: inputItems({}, {}, {}),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(run.json(0).error).toContain('could not process the request');
		expect(run.json(2)).toMatchObject({ provider: 'wachat', unlimited: false });
		expect(bench().requestCounts()).toEqual({ 'GET /account/limits': 2 });
	});

	test('understands "Unlimited"', async () => {
		bench().sandbox.addFault({
			route: 'GET /account/limits',
			action: {
				kind: 'status',
				status: 200,
				body: {
					success: true,
					plan: { name: 'Gold' },
					subscription: { status: 'active' },
					limits: { instances: { limit: 'Unlimited', used: 7, remaining: 'Unlimited' } },
				},
			},
		});
		const run = await bench().run(getLimits);

		expect(run.json()).toEqual({
			provider: 'wachat',
			plan: 'Gold',
			subscriptionStatus: 'active',
			instances: { used: 7, limit: null, remaining: null },
			unlimited: true,
		});
	});
});

test('a lost delete that turns out refused is logged out first all the same', async () => {
	const { instanceId: id } = bench().sandbox.seedInstance('wachat', { name: 'Shop' });
	bench().sandbox.scan(id);
	bench().sandbox.addFault({
		route: 'DELETE /instance/delete',
		action: { kind: 'status', status: 502, body: {} },
	});
	const run = await bench().run(
		{ provider: 'wachat', operation: 'delete', instanceId, logoutFirst: true },
		{ input: inputItems({ id }) },
	);

	expect(run.json()).toEqual({ deleted: true, instanceId: id });
	expect(bench().sandbox.instances()).toHaveLength(0);
});

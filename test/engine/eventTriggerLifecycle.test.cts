import type { INodeParameters } from 'n8n-workflow';

import { useBench } from '../support/bench.cts';
import { eventNode, TriggerHost } from '../support/eventTrigger.cts';
import { credentialsFor } from '../support/nodes.cts';
import { call } from '../sandbox/support/client.cts';

const bench = useBench();
const hosts: TriggerHost[] = [];
afterEach(async () => {
	await Promise.all(hosts.splice(0).map((host) => host.close()));
});

interface Listed {
	id: number;
	url: string;
	events: string[];
	name: string;
	instance: { apiInstanceName: string } | null;
}

const wachat = { provider: 'wachat', triggerOn: ['connection.update'] };

async function startHost(
	parameters: INodeParameters = wachat,
	options: Parameters<typeof TriggerHost.start>[3] = {},
): Promise<TriggerHost> {
	const credentials = credentialsFor(bench().sandbox);
	const host = await TriggerHost.start(bench().engine, eventNode(parameters), credentials, options);
	hosts.push(host);
	return host;
}

const ask = (method: 'GET' | 'POST' | 'DELETE', query = '', body?: object) => {
	const { baseUrl, apiKey: key } = bench().sandbox.accounts.wachat;
	return call(`${baseUrl}/webhooks${query}`, { method, key, ...(body && { body }) });
};
const registered = async () => ((await ask('GET')).json as { webhooks: Listed[] }).webhooks;
const stored = (host: TriggerHost) =>
	(Object.values(host.staticData)[0] ?? {}) as {
		registration?: { id: string; url: string; secret: string; owner: string };
	};

test('activating registers one webhook, deactivating removes it', async () => {
	const host = await startHost();
	await host.activate();

	expect(await registered()).toMatchObject([
		{ url: host.url, events: ['connection.update'], instance: null, name: 'n8n: Alerts' },
	]);
	expect(stored(host).registration).toMatchObject({ id: '1', url: host.url });
	expect(stored(host).registration?.secret).toMatch(/^[0-9a-f]{64}$/);

	await host.deactivate();
	expect(await registered()).toEqual([]);
	expect(stored(host).registration).toBeUndefined();
});

test("deactivating leaves another account's webhook alone, although it has the same ID", async () => {
	const host = await startHost();
	await host.activate();
	bench().sandbox.reset();
	const url = 'http://127.0.0.1:9/somebody-else';
	await ask('POST', '', { url, events: ['*'] });
	expect(await registered()).toMatchObject([{ id: Number(stored(host).registration?.id), url }]);

	await host.deactivate();
	expect(await registered()).toMatchObject([{ url }]);
});

test('a webhook that was switched off at Wachat is replaced at the next activation', async () => {
	const host = await startHost();
	await host.activate();
	await ask('POST', '', {
		id: Number(stored(host).registration?.id),
		url: host.url,
		enabled: false,
	});
	await host.activate();

	expect(await registered()).toMatchObject([{ url: host.url, enabled: true }]);
});

test('a stored webhook without its secret is replaced at the next activation', async () => {
	const host = await startHost();
	await host.activate();
	Object.assign(stored(host).registration ?? {}, { secret: '' });
	await host.activate();

	expect(await registered()).toHaveLength(1);
	expect(stored(host).registration?.secret).toMatch(/^[0-9a-f]{64}$/);
});

test('every activation has a secret of its own', async () => {
	const host = await startHost();
	await host.activate();
	const first = stored(host).registration?.secret;
	await host.deactivate();
	await host.activate();

	expect(stored(host).registration?.secret).not.toBe(first);
});

test('activating again, as after a restart, keeps what is registered', async () => {
	const host = await startHost();
	await host.activate();
	const before = stored(host).registration;
	await host.activate();

	expect(await registered()).toHaveLength(1);
	expect(stored(host).registration).toEqual(before);
	expect(bench().sandbox.requestsTo('POST /webhooks')).toHaveLength(1);
});

test('a crash between creating and saving leaves one webhook after the next activation', async () => {
	const host = await startHost();
	await host.activate({ crash: true });
	await host.activate({ crash: true });
	expect(await registered()).toHaveLength(1);

	await host.activate();
	expect(await registered()).toMatchObject([{ id: 3, url: host.url }]);
	expect(stored(host).registration).toMatchObject({ id: '3' });
});

test('deactivating after such a crash leaves none', async () => {
	const host = await startHost();
	await host.activate({ crash: true });
	await host.deactivate();

	expect(await registered()).toEqual([]);
});

test('a webhook of its own that is doubled is removed, the known one stays', async () => {
	const host = await startHost();
	await host.activate();
	await ask('POST', '', { url: host.url });
	await host.activate();

	expect(await registered()).toMatchObject([{ id: 1 }]);
});

test('however many webhooks Wachat lists, only some are removed at a time, the known one first', async () => {
	const host = await startHost();
	await host.activate();
	const { id } = stored(host).registration ?? {};
	const row = (_: unknown, index: number) => ({ id: 1000 - index, url: host.url });
	const webhooks = [...Array.from({ length: 999 }, row), { id: Number(id), url: host.url }];
	const body = JSON.stringify({ success: true, webhooks });
	const removed = () =>
		bench()
			.sandbox.requestsTo('DELETE /webhooks')
			.map(({ query }) => query.id);
	for (const step of ['deactivate', 'activate'] as const) {
		bench().sandbox.addFault({
			route: 'GET /webhooks',
			action: { kind: 'answer', contentType: 'application/json', body },
		});
		await host[step]();
	}

	expect(removed()).toHaveLength(40);
	expect(removed()[0]).toBe(id);
});

test('one that was deleted at Wachat is registered anew', async () => {
	const host = await startHost();
	await host.activate();
	await ask('DELETE', '?id=1');
	await host.activate();

	expect(await registered()).toMatchObject([{ id: 2, url: host.url }]);
	expect(stored(host).registration).toMatchObject({ id: '2' });
});

test('deactivating when it is gone already counts as done', async () => {
	const host = await startHost();
	await host.activate();
	await ask('DELETE', '?id=1');
	await host.deactivate();

	expect(stored(host).registration).toBeUndefined();
});

test('webhooks of others are left alone, whatever happens', async () => {
	await ask('POST', '', { url: 'https://example.com/other' });
	const host = await startHost();
	await ask('POST', '', { url: `${host.url}/longer` });
	await host.activate({ crash: true });
	await host.activate();
	await host.activate();
	await host.deactivate();

	expect(await registered()).toMatchObject([
		{ id: 1, url: 'https://example.com/other' },
		{ id: 2, url: `${host.url}/longer` },
	]);
});

test('a workflow that was copied with its state leaves the webhook of the original alone', async () => {
	const original = await startHost();
	await original.activate();
	const copy = await startHost(wachat, {
		workflowId: 'copy',
		staticData: original.staticData,
		webhookUrl: 'https://n8n.example.com/webhook',
	});
	await copy.activate();
	expect(await registered()).toHaveLength(2);
	await copy.deactivate();

	expect(await registered()).toMatchObject([{ id: 1, url: original.url }]);
});

test('deactivating a copy that was never activated leaves the original alone, too', async () => {
	const original = await startHost();
	await original.activate();
	const copy = await startHost(wachat, { workflowId: 'copy', staticData: original.staticData });
	copy.node = { ...copy.node, webhookId: 'another' };
	await copy.deactivate();

	expect(await registered()).toHaveLength(1);
});

test('a new public address of this n8n takes the place of the old one', async () => {
	const before = await startHost(wachat, { webhookUrl: 'https://old.example.com/webhook' });
	await before.activate();
	const after = await startHost(wachat, {
		webhookUrl: 'https://new.example.com/webhook',
		staticData: before.staticData,
	});
	await after.activate();

	expect(await registered()).toMatchObject([{ id: 2, url: after.url }]);
});

test.each([
	['other events', { ...wachat, triggerOn: ['chats.update', 'qrcode.updated'] }],
	['all events', { ...wachat, triggerOn: ['*', 'qrcode.updated'] }],
])('%s are registered in the place of the old ones', async (_case, parameters) => {
	const host = await startHost();
	await host.activate();
	host.node = eventNode(parameters);
	await host.activate();

	const events = parameters.triggerOn.includes('*') ? ['*'] : parameters.triggerOn;
	expect(await registered()).toMatchObject([{ id: 2, events }]);
});

test('one instance is registered by its ID, and all of them in its place when so chosen', async () => {
	const { instanceId: value } = bench().sandbox.seedInstance('wachat', { name: 'store' });
	const one = { ...wachat, instances: 'one', instanceId: { __rl: true, mode: 'id', value } };
	const host = await startHost(one);
	await host.activate();
	await host.activate();
	expect(await registered()).toMatchObject([{ id: 1, instance: { apiInstanceName: value } }]);

	host.node = eventNode(wachat);
	await host.activate();
	expect(await registered()).toMatchObject([{ id: 2, instance: null }]);
});

describe('an activation that cannot work says why', () => {
	const withInstance = (value: string) => ({
		...wachat,
		instances: 'one',
		instanceId: { __rl: true, mode: 'id', value },
	});
	test.each<[string, INodeParameters, string]>([
		['no events', { ...wachat, triggerOn: [] }, "'Trigger On' is empty"],
		['no instance', withInstance(''), "'Instance' is empty"],
		['an unknown one with a blank', withInstance('a b'), "Instance 'a b' was not found at"],
		['an unknown instance', withInstance('t1_no_one'), "Instance 't1_no_one' was not found at"],
	])('with %s', async (_case, parameters, message) => {
		const host = await startHost(parameters);
		await expect(host.activate()).rejects.toThrow(message);
		expect(await registered()).toEqual([]);
	});

	test('without https', async () => {
		const host = await startHost(wachat, { webhookUrl: 'http://n8n.example.com/webhook' });
		await expect(host.activate()).rejects.toMatchObject({
			message: expect.stringContaining('only to https:// addresses') as unknown,
			description: expect.stringContaining('WEBHOOK_URL') as unknown,
		});
		expect(await registered()).toEqual([]);
	});

	test('with a wrong key, as an error of the provider', async () => {
		const host = await startHost();
		host.credentials.wachatApi = { ...host.credentials.wachatApi, apiKey: 'wrong' };
		await expect(host.activate()).rejects.toMatchObject({
			name: 'NodeApiError',
			httpCode: '401',
			message: 'Wachat refused the API key',
		});
	});
});

test.each(['reset', 'truncate'] as const)(
	'a webhook that was made although the answer was lost (%s) does not stay',
	async (kind) => {
		const host = await startHost();
		const fault = { route: 'POST /webhooks', phase: 'after' as const, action: { kind } };
		bench().sandbox.addFault(fault);
		await expect(host.activate()).rejects.toThrow(/Wachat/);

		expect(bench().sandbox.requestsTo('DELETE /webhooks')).toHaveLength(1);
		expect(await registered()).toEqual([]);
	},
);

test('when not even that works, the error says what may be left', async () => {
	const host = await startHost();
	bench().sandbox.addFault({ route: 'POST /webhooks', phase: 'after', action: { kind: 'reset' } });
	bench().sandbox.addFault({
		route: 'DELETE /webhooks',
		action: { kind: 'status', status: 500 },
	});
	await expect(host.activate()).rejects.toMatchObject({
		description: expect.stringContaining(
			'it is removed when the workflow is published again',
		) as unknown,
	});
	await host.activate();

	expect(await registered()).toMatchObject([{ id: 2 }]);
});

test('a deactivation that the provider refuses is told, and can be done again', async () => {
	const host = await startHost();
	await host.activate();
	bench().sandbox.addFault({ route: 'DELETE /webhooks', action: { kind: 'status', status: 500 } });
	await expect(host.deactivate()).rejects.toMatchObject({ name: 'NodeApiError', httpCode: '500' });
	await host.deactivate();

	expect(await registered()).toEqual([]);
});

test('at Hypersender there is nothing to register', async () => {
	const host = await startHost({ provider: 'hypersender', triggerOn: ['*'] });
	await host.activate();
	await host.deactivate();

	expect(bench().sandbox.requests).toEqual([]);
});

test('secrets do not show in errors', async () => {
	const host = await startHost();
	const { apiKey } = bench().sandbox.accounts.wachat;
	bench().sandbox.addFault({
		route: 'POST /webhooks',
		action: { kind: 'status', status: 400, body: { error: `odd: ${apiKey} whsec_abcdef123` } },
	});
	await expect(host.activate()).rejects.toMatchObject({
		description: expect.stringContaining('odd: [hidden] [hidden]') as unknown,
	});
});

describe('the secret of the webhook does not show, although Wachat repeats it', () => {
	/** Has Wachat refuse a request with its content, and what it knows of the webhook, in the error. */
	const repeat = (route: string, status: number, known = '') => {
		bench().sandbox.disturb(({ route: asked, body }) => {
			const error = `odd: ${JSON.stringify(body)} ${known}`;
			return asked === route ? { action: { kind: 'status', status, body: { error } } } : null;
		});
	};
	const HEX_SECRET = /[0-9a-f]{64}/;

	test('in the error of an activation', async () => {
		const host = await startHost();
		repeat('POST /webhooks', 422);
		const error = (await host.activate().catch((thrown: unknown) => thrown)) as Error;

		expect(error).toMatchObject({
			description: expect.stringContaining('"secret":"[hidden]"') as unknown,
		});
		expect(JSON.stringify(error)).not.toMatch(HEX_SECRET);
	});

	test.each<['activate' | 'deactivate', INodeParameters]>([
		['deactivate', wachat],
		['activate', { ...wachat, triggerOn: ['chats.update'] }],
	])('when it cannot be removed (%s)', async (step, parameters) => {
		const host = await startHost();
		await host.activate();
		const { secret = '' } = stored(host).registration ?? {};
		host.node = eventNode(parameters);
		repeat('DELETE /webhooks', 500, secret);
		const error = (await host[step]().catch((thrown: unknown) => thrown)) as Error;

		expect(error).toMatchObject({ description: expect.stringContaining('[hidden]') as unknown });
		expect(JSON.stringify(error)).not.toContain(secret);
	});
});

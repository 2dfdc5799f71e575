import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import type { INodeParameters } from 'n8n-workflow';

import { descriptors, sides } from '../providers/descriptors.cts';
import type { DeliveryManner, DeliveryOptions, ProviderName } from '../sandbox/index.cts';
import { qrCodePng } from '../sandbox/qrCodes.cts';
import { useBench } from '../support/bench.cts';
import { withoutFiles } from '../support/engineVersion.cts';
import { eventNode, TriggerHost } from '../support/eventTrigger.cts';
import { fullCredentialsFor } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { until } from '../support/until.cts';
import { virtualClock } from '../support/virtualClock.cts';

const MINUTE = 60_000;
const JSON_TYPE = { 'content-type': 'application/json' };
const NO_OBJECT = 'The body is not a JSON object, or is nested more than 100 levels deep';
const UNAUTHORIZED = [401, { message: 'Unauthorized' }];

const bench = useBench();
const hosts: TriggerHost[] = [];
afterEach(async () => {
	await Promise.all(hosts.splice(0).map((host) => host.close()));
});

/** An active trigger, and an instance whose events it gets. */
async function listen(
	provider: ProviderName,
	parameters: INodeParameters = {},
): Promise<{ host: TriggerHost; instanceId: string }> {
	const { sandbox, engine } = bench();
	const credentials = fullCredentialsFor(sandbox);
	const node = eventNode({ provider, triggerOn: ['*'], ...parameters });
	const host = await TriggerHost.start(engine, node, credentials, {
		workflowId: randomUUID(),
	});
	hosts.push(host);
	const { instanceId } = sandbox.seedInstance(provider, { name: 'Shop', webhookUrl: host.url });
	await host.activate();
	return { host, instanceId };
}

async function deliver(
	instanceId: string,
	event: string,
	data: Record<string, unknown> = {},
	options: DeliveryOptions = {},
): Promise<Array<number | null>> {
	const sent = await bench().sandbox.deliverWebhook(instanceId, event, data, options);
	return sent.map(({ status }) => status);
}

const senders = sides.flatMap(({ provider, webhooks }) =>
	webhooks ? [{ provider, webhooks }] : [],
);

describe.each(senders)('deliveries of $provider', ({ provider, webhooks }) => {
	const { message: event, other } = webhooks.events;

	test('a genuine one starts the workflow and is answered at once', async () => {
		const { host, instanceId } = await listen(provider);

		expect(await deliver(instanceId, event, { body: 'Hi' })).toEqual([200]);
		expect(host.onlyJson).toMatchObject({
			provider,
			event,
			instanceId,
			receivedAt: new Date(virtualClock.now()).toISOString(),
			data: webhooks.data({ body: 'Hi' }, event),
		});
		expect(host.onlyJson).not.toHaveProperty('error');
	});

	test('one that is not asked for is answered 200 and starts nothing', async () => {
		const { host, instanceId } = await listen(provider, { triggerOn: [other] });
		// Where it is registered it would not be sent, but a registration may be broader for a moment.
		const body = JSON.stringify(webhooks.body(instanceId, event));

		expect((await host.post(body, genuineHeaders(provider, host, body)))[0]).toBe(200);
		expect(host.runs).toEqual([]);
		expect(await deliver(instanceId, other)).toEqual([200]);
		expect(host.onlyJson.event).toBe(other);
	});

	test.each<DeliveryManner>(['wronglySigned', 'unsigned'])(
		'one that is %s is refused without detail',
		async (manner) => {
			const { host, instanceId } = await listen(provider);

			expect(await deliver(instanceId, event, {}, { manner })).toEqual([401]);
			expect(await host.post('{}', JSON_TYPE)).toEqual(UNAUTHORIZED);
			expect(host.runs).toEqual([]);
		},
	);

	test('one that comes twice starts the workflow once', async () => {
		const { host, instanceId } = await listen(provider);

		expect(await deliver(instanceId, event, {}, { manner: 'duplicated' })).toEqual([200, 200]);
		expect(await deliver(instanceId, event, {}, { manner: 'replayed' })).toEqual([200]);
		expect(host.runs).toHaveLength(1);
	});

	test('one that comes many times at once starts the workflow once', async () => {
		const { host, instanceId } = await listen(provider);
		const replays = async () => await deliver(instanceId, event, {}, { manner: 'replayed' });
		const first = deliver(instanceId, event);
		const others = await Promise.all([first, replays(), replays(), replays()]);

		expect(others.flat()).toEqual([200, 200, 200, 200]);
		expect(host.runs).toHaveLength(1);
	});

	test('what was taken in is remembered over a restart of n8n', async () => {
		const { host, instanceId } = await listen(provider);
		await deliver(instanceId, event);
		// Another workflow ID, so that nothing is left but what n8n has stored.
		Object.assign(host, { options: { workflowId: 'restarted' } });
		await deliver(instanceId, event, {}, { manner: 'replayed' });

		expect(host.runs).toHaveLength(1);
	});

	test('different ones that overtake each other all start it', async () => {
		const { host, instanceId } = await listen(provider);

		expect(await deliver(instanceId, event, { n: 1 }, { manner: 'reordered' })).toEqual([]);
		expect(await deliver(instanceId, event, { n: 2 })).toEqual([200, 200]);
		expect(JSON.stringify(host.runs)).toMatch(/"n":2.*"n":1/);
	});

	test('one that n8n could not start may come again', async () => {
		const { host, instanceId } = await listen(provider);
		host.failsToRun = true;
		expect(await deliver(instanceId, event)).toEqual([500]);
		host.failsToRun = false;

		expect(await deliver(instanceId, event, {}, { manner: 'replayed' })).toEqual([200]);
		expect(host.runs).toHaveLength(1);
	});

	test('what is remembered stays small', async () => {
		const { host, instanceId } = await listen(provider);
		for (let count = 0; count < 3; count += 1) {
			await deliver(instanceId, event, { count });
			virtualClock.advance(4 * MINUTE);
		}
		const [state] = Object.values(host.staticData) as Array<{ recentDeliveries: string[] }>;

		// The first one is twelve minutes old and goes when the next one comes.
		expect(state?.recentDeliveries).toHaveLength(3);
		await deliver(instanceId, event, { count: 3 });
		const [later] = Object.values(host.staticData) as Array<{ recentDeliveries: string[] }>;
		expect(later?.recentDeliveries).toHaveLength(3);
	});

	test('no secret leaves the node', async () => {
		const { host, instanceId } = await listen(provider);
		const { apiKey } = bench().sandbox.accounts[provider];
		const secret = secretOf(provider, host);
		await deliver(instanceId, event, {
			apikey: 'upstream-key',
			text: `${apiKey} ${secret} upstream-key`,
		});

		const output = JSON.stringify(host.runs);
		for (const text of ['upstream-key', apiKey, secret]) expect(output).not.toContain(text);
		expect(output).toContain('[hidden] [hidden] [hidden]');
	});

	test('no secret leaves it either as it is sent, when more was pasted with it', async () => {
		const { host, instanceId } = await listen(provider);
		const { apiKey, webhookSecret = randomBytes(16).toString('hex') } =
			bench().sandbox.accounts[provider];
		const { type } = descriptors[provider].credential;
		host.credentials = {
			[type]: {
				...host.credentials[type],
				apiKey: `Bearer ${apiKey}`,
				webhookSecret: ` ${webhookSecret} `,
			},
		};
		await deliver(instanceId, event, { text: `${apiKey} ${webhookSecret}` });

		expect(JSON.stringify(host.onlyJson)).toContain('[hidden] [hidden]');
	});

	test('what people write to each other arrives word for word', async () => {
		const { host, instanceId } = await listen(provider);
		const text = 'Bearer of good news: token=abc';
		const message = { text, token: 't', hash: 'h', __proto__: null };
		await deliver(instanceId, event, message);

		expect(JSON.stringify(host.onlyJson)).toContain(
			JSON.stringify({ text, token: 't', hash: 'h' }),
		);
	});

	test.each([
		['multipart', 415, { 'content-type': 'multipart/form-data; boundary=x' }, '--x--\r\n'],
		['a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1'],
		['text', 415, { 'content-type': 'text/plain' }, '{}'],
		['broken JSON', 422, JSON_TYPE, '{"event":'],
		['an empty body', 400, JSON_TYPE, ''],
		['more than 5 MB', 413, JSON_TYPE, JSON.stringify('x'.repeat(5 * 1024 * 1024))],
		['more than n8n reads', 413, JSON_TYPE, JSON.stringify('x'.repeat(17 * 1024 * 1024))],
	])('%s is answered %s', async (_case, status, headers, body) => {
		const { host, instanceId } = await listen(provider);
		const [answered, answer] = await host.post(body, headers);

		expect([answered, Object.keys(answer as object)]).toEqual([status, ['message']]);
		expect(host.runs).toEqual([]);
		expect(await deliver(instanceId, event)).toEqual([200]);
	});

	test.each([
		['is no object', '[1]', NO_OBJECT],
		['names no event', '{"data":{}}', 'The delivery names no event'],
		['is nested too deeply', '{"a":'.repeat(5000) + '{}' + '}'.repeat(5000), NO_OBJECT],
	])('a genuine one that %s is answered 400 (%#)', async (_case, body, message) => {
		const { host } = await listen(provider);
		const headers = genuineHeaders(provider, host, body);

		expect(await host.post(body, headers)).toEqual([400, { message }]);
		expect(host.runs).toEqual([]);
	});

	test('one that is packed with gzip is taken', async () => {
		const { host, instanceId } = await listen(provider);
		const body = JSON.stringify(webhooks.body(instanceId, event));
		const headers = { ...genuineHeaders(provider, host, body), 'content-encoding': 'gzip' };

		expect((await host.post(gzipSync(body), headers))[0]).toBe(200);
		expect(host.onlyJson).toMatchObject({ event, instanceId });
	});

	test('when the credential cannot be read, the provider is asked to come again', async () => {
		const { host, instanceId } = await listen(provider);
		host.credentials = {};

		expect(await deliver(instanceId, event)).toEqual([503]);
		expect(host.runs).toEqual([]);
		expect(host.log.join()).toContain('could not be processed');
	});
});

describe('at Wachat', () => {
	test.each<NonNullable<DeliveryOptions['proofForm']>>([
		{ encoding: 'hex' },
		{ encoding: 'base64' },
		{ encoding: 'base64url' },
		{ encoding: 'hex', prefix: true },
		{ encoding: 'base64', prefix: true, unit: 'milliseconds' },
	])('a signature written as %j is understood', async (proofForm) => {
		const { host, instanceId } = await listen('wachat');

		expect(await deliver(instanceId, 'chats.update', {}, { proofForm })).toEqual([200]);
		expect(host.runs).toHaveLength(1);
	});

	test('a stale delivery is refused, and so is a replay after the window', async () => {
		const { host, instanceId } = await listen('wachat');
		const send = async (manner: DeliveryManner) =>
			await deliver(instanceId, 'chats.update', {}, { manner });
		expect(await send('stale')).toEqual([401]);

		await deliver(instanceId, 'chats.update');
		virtualClock.advance(5 * MINUTE);
		expect(await send('replayed')).toEqual([200]);
		virtualClock.advance(1000);
		expect(await send('replayed')).toEqual([401]);
		expect(host.runs).toHaveLength(1);
	});

	test('one signed ahead of this clock starts the workflow once for as long as it is genuine', async () => {
		const { host } = await listen('wachat');
		const begun = virtualClock.now();
		const delivery = signed(host, { event: 'chats.update' }, begun + 5 * MINUTE);
		const answers: number[] = [];
		for (const later of [0, 10 * MINUTE, 10 * MINUTE + 1]) {
			virtualClock.advance(begun + later - virtualClock.now());
			answers.push((await host.post(...delivery))[0]);
		}

		expect(answers).toEqual([200, 200, 401]);
		expect(host.runs).toHaveLength(1);
	});

	test('what was signed for one trigger is refused by another', async () => {
		const first = await listen('wachat');
		const second = await listen('wachat');
		const [body, headers] = signed(first.host, { event: 'chats.update' });

		expect(await second.host.post(body, headers)).toEqual(UNAUTHORIZED);
	});

	test('a changed webhook ID or event header lets no copy pass', async () => {
		const { host } = await listen('wachat', { triggerOn: ['chats.update', 'messages.upsert'] });
		const [body, headers] = signed(host, { event: 'chats.update', data: {} });
		for (const id of ['1', '2', '3']) {
			const changed = { 'x-wachat-webhook-id': id, 'x-wachat-event': 'messages.upsert' };
			expect((await host.post(body, { ...headers, ...changed }))[0]).toBe(200);
		}

		expect(host.onlyJson.event).toBe('chats.update');
	});

	test('the event header, which nobody signs, makes no other event of what the body says', async () => {
		const { host } = await listen('wachat', { triggerOn: ['connection.update'] });
		const [body, headers] = signed(host, { event: 'groups.update', data: { state: 'close' } });
		const relabelled = { ...headers, 'x-wachat-event': 'connection.update' };

		expect((await host.post(body, relabelled))[0]).toBe(200);
		expect(host.runs).toEqual([]);
	});

	test('with one instance chosen, the events of others start nothing', async () => {
		const { host, instanceId } = await listen('wachat');
		const other = bench().sandbox.seedInstance('wachat', {
			name: 'Other',
			phone: '+6281290000001',
		});
		host.node = eventNode({
			...host.node.parameters,
			instances: 'one',
			instanceId: { __rl: true, mode: 'id', value: instanceId },
		});

		expect(await deliver(other.instanceId, 'chats.update')).toEqual([200]);
		expect(host.runs).toEqual([]);
		expect(await deliver(instanceId, 'chats.update')).toEqual([200]);
		expect(host.onlyJson).toMatchObject({ instanceId });
	});

	test('a blank around the ID of the one instance does not keep its events out', async () => {
		const { host, instanceId } = await listen('wachat');
		host.node = eventNode({
			...host.node.parameters,
			instances: 'one',
			instanceId: { __rl: true, mode: 'id', value: `={{ ' ${instanceId} ' }}` },
		});
		await host.activate();

		expect(await deliver(instanceId, 'chats.update')).toEqual([200]);
		expect(host.onlyJson).toMatchObject({ instanceId });
	});

	test('a name in the spelling of the settings is understood', async () => {
		const { host } = await listen('wachat', { triggerOn: ['messages.upsert'] });

		expect((await host.post(...signed(host, { event: 'MESSAGES_UPSERT' })))[0]).toBe(200);
		expect(host.onlyJson.event).toBe('messages.upsert');
	});

	test('what has no time of its own may happen twice', async () => {
		const { host } = await listen('wachat');
		const body = { event: 'connection.update', data: { state: 'open' } };
		await host.post(...signed(host, body));
		virtualClock.advance(1000);
		await host.post(...signed(host, body));

		expect(host.runs).toHaveLength(2);
	});

	test('the event is taken from the header where the body names none', async () => {
		const { host } = await listen('wachat');
		const [body, headers] = signed(host, { instance: { apiInstanceName: 't1' }, payload: [1] });
		await host.post(body, { ...headers, 'x-wachat-event': 'messages.update' });

		expect(host.onlyJson).toMatchObject({ event: 'messages.update', instanceId: 't1', data: [1] });
	});

	test('a trigger that has registered nothing refuses everything and says so in the log', async () => {
		const { host } = await listen('wachat');
		const [body, headers] = signed(host, { event: 'chats.update' });
		host.staticData = {};

		expect(await host.post(body, headers)).toEqual(UNAUTHORIZED);
		expect(host.log.join()).toContain('has registered no webhook');
	});

	test('the changes of an instance arrive with the shared status', async () => {
		const { host, instanceId } = await listen('wachat', { triggerOn: ['connection.update'] });
		const { sandbox } = bench();
		sandbox.scan(instanceId);
		await until(() => host.runs.length === 1);
		sandbox.drop(instanceId);
		await until(() => host.runs.length === 2);
		sandbox.setStatus(instanceId, 'something new');
		await until(() => host.runs.length === 3);

		expect(host.runs.flat().map(({ json }) => [json.status, json.providerStatus])).toEqual([
			['connected', 'open'],
			['disconnected', 'close'],
			['unknown', 'something new'],
		]);
	});

	test('a new QR code arrives as a PNG that can be scanned', async () => {
		const { host, instanceId } = await listen('wachat', {
			triggerOn: ['qrcode.updated'],
			options: { binaryPropertyName: 'code' },
		});
		bench().sandbox.expireQrCode(instanceId);
		const { baseUrl, apiKey } = bench().sandbox.accounts.wachat;
		const address = `${baseUrl}/instance/qr?instanceName=${instanceId}`;
		await fetch(address, { headers: { Authorization: `Bearer ${apiKey}` } });
		await until(() => host.runs.length === 1);

		const [item] = host.runs[0] ?? [];
		const png = await bench().engine.file(item, 'code');
		const [instance] = bench().sandbox.instances();
		expect(readQrCode(png)).toBe(instance?.pairingText);
		expect(JSON.stringify(host.runs, withoutFiles)).not.toMatch(/base64|iVBOR/);
		expect(host.onlyJson).toMatchObject({
			instanceId,
			data: { qrcode: { code: instance?.pairingText } },
			qrCode: { mimeType: 'image/png', fileSize: png.length },
		});
	});

	test('one with a QR code that comes many times at once starts the workflow once', async () => {
		const { host, instanceId } = await listen('wachat');
		const png = await qrCodePng({ text: 'code', expiresAt: 0 });
		const qrcode = { base64: png.toString('base64') };
		const first = deliver(instanceId, 'qrcode.updated', { qrcode });
		const replay = () => deliver(instanceId, 'qrcode.updated', {}, { manner: 'replayed' });
		await Promise.all([first, replay(), replay(), replay()]);

		expect(host.runs).toHaveLength(1);
	});

	test('a QR code event without a code says why', async () => {
		const { host, instanceId } = await listen('wachat');
		const message = 'QR code limit reached, please login again';
		await deliver(instanceId, 'qrcode.updated', { message, statusCode: 500 });

		expect(host.onlyJson).toMatchObject({
			qrCode: null,
			qrCodeHint: `No QR code: Wachat says: ${message}`,
		});
	});
});

describe('at Hypersender', () => {
	test('the address of the trigger serves as Webhook URL of Create', async () => {
		const { sandbox, engine } = bench();
		const credentials = fullCredentialsFor(sandbox);
		const node = eventNode({ provider: 'hypersender', triggerOn: ['*'] });
		const webhookUrl = 'https://n8n.example.com/webhook';
		const host = await TriggerHost.start(engine, node, credentials, { webhookUrl });
		hosts.push(host);
		await host.activate();
		await bench().run({
			provider: 'hypersender',
			operation: 'create',
			name: 'Cairo Store',
			phone: '+201234567890',
			webhookUrl: host.url,
		});

		const [instance] = sandbox.instances('hypersender');
		expect(instance?.webhookUrl).toBe(host.url);
		// What the proxy in front of n8n does.
		const path = new URL(instance?.webhookUrl ?? '').pathname;
		const body = JSON.stringify({ event: 'message.any', data: { id: 'evt_1' } });
		const headers = { ...JSON_TYPE, authorization: sandbox.accounts.hypersender.webhookSecret };
		expect((await host.post(body, headers, path))[0]).toBe(200);
		expect(host.runs).toHaveLength(1);
	});

	test('the secret is taken after Bearer, too', async () => {
		const { host } = await listen('hypersender');
		const authorization = `Bearer ${bench().sandbox.accounts.hypersender.webhookSecret}`;
		const body = JSON.stringify({ event: 'message.any', data: { id: 'evt_1' } });

		expect((await host.post(body, { ...JSON_TYPE, authorization }))[0]).toBe(200);
		expect(host.runs).toHaveLength(1);
	});

	test('without a secret everything is refused, and the log says why', async () => {
		const { host, instanceId } = await listen('hypersender');
		const { hypersenderApi } = host.credentials;
		host.credentials = { hypersenderApi: { ...hypersenderApi, webhookSecret: ' ' } };

		expect(await deliver(instanceId, 'message.any')).toEqual([401]);
		expect(host.log.join()).toContain("has no 'Webhook Secret'");
	});

	test('without a secret everything is taken when the user wants that', async () => {
		const options = { acceptUnverifiedDeliveries: true };
		const { host, instanceId } = await listen('hypersender', { options });
		const send = async () =>
			await deliver(instanceId, 'message.any', {}, { manner: 'wronglySigned' });
		expect(await send()).toEqual([401]);

		const { hypersenderApi } = host.credentials;
		host.credentials = { hypersenderApi: { ...hypersenderApi, webhookSecret: '' } };
		expect(await send()).toEqual([200]);
		expect(host.runs).toHaveLength(1);
	});

	test.each([
		['session.status', { status: 'WORKING' }, 'connected'],
		['connection.update', { state: 'close' }, 'disconnected'],
		['connection.update', {}, 'unknown'],
	])('should a %s with %j arrive, it carries the shared status', async (event, data, status) => {
		const { host, instanceId } = await listen('hypersender');
		await deliver(instanceId, event, data);

		expect(host.onlyJson).toMatchObject({ event, instanceId, status });
	});
});

/** What proves deliveries: the credential's secret, or the one the trigger has registered with. */
function secretOf(provider: ProviderName, host: TriggerHost): string {
	const { webhookSecret } = bench().sandbox.accounts[provider];
	const [state] = Object.values(host.staticData) as Array<{ registration?: { secret: string } }>;
	return webhookSecret ?? state?.registration?.secret ?? randomBytes(8).toString('hex');
}

function genuineHeaders(
	provider: ProviderName,
	host: TriggerHost,
	body: string,
	signedAt = virtualClock.now(),
): Record<string, string> {
	const proof = descriptors[provider].webhooks?.proof(body, secretOf(provider, host), signedAt);
	return { ...JSON_TYPE, ...proof };
}

function signed(
	host: TriggerHost,
	content: object,
	signedAt?: number,
): [string, Record<string, string>] {
	const body = JSON.stringify(content);
	return [body, genuineHeaders('wachat', host, body, signedAt)];
}

import type { DeliveryManner, DeliveryOptions } from '../sandbox/index.cts';
import { qrCodePng } from '../sandbox/qrCodes.cts';
import { useBench } from '../support/bench.cts';
import { withoutFiles } from '../support/engineVersion.cts';
import { eventNode, TriggerHost } from '../support/eventTrigger.cts';
import { fullCredentialsFor } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { until } from '../support/until.cts';
import { JSON_TYPE, useEventTrigger } from '../support/useEventTrigger.cts';
import { virtualClock } from '../support/virtualClock.cts';

const MINUTE = 60_000;
const UNAUTHORIZED = [401, { message: 'Unauthorized' }];

const bench = useBench();
const { hosts, listen, deliver, genuineHeaders } = useEventTrigger(bench);

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
		const png = qrCodePng({ text: 'code', expiresAt: 0 });
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
			qrCodeHint: expect.stringContaining(`No QR code: Wachat says: ${message}`) as unknown,
		});
	});

	test('one message that comes from a phone and from its @lid starts the workflow once', async () => {
		const { host, instanceId } = await listen('wachat');
		const message = (remoteJid: string, conversation: string) => ({
			key: { id: '3EB0F3', remoteJid, fromMe: false },
			messageTimestamp: 1772366000,
			message: { conversation },
		});
		const send = async (remoteJid: string, text: string) => {
			virtualClock.advance(1000);
			expect(await deliver(instanceId, 'messages.upsert', message(remoteJid, text))).toEqual([200]);
		};
		await send('6281234567890@s.whatsapp.net', 'Hi');
		await send('123456789012345@lid', 'Hi');
		expect(host.onlyJson).toMatchObject({
			occurredAt: '2026-03-01T11:53:20.000Z',
			data: { key: { remoteJid: '6281234567890@s.whatsapp.net' } },
		});

		await send('123456789012345@lid', 'Hi there');
		expect(host.runs).toHaveLength(2);
	});

	test('one that n8n could not start may come again from the other address', async () => {
		const { host, instanceId } = await listen('wachat');
		const message = (remoteJid: string) => ({
			key: { id: '3EB0F3', remoteJid, fromMe: false },
			messageTimestamp: 1772366000,
			message: { conversation: 'Hi' },
		});
		host.failsToRun = true;
		await deliver(instanceId, 'messages.upsert', message('6281234567890@s.whatsapp.net'));
		host.failsToRun = false;

		await deliver(instanceId, 'messages.upsert', message('123456789012345@lid'));
		expect(host.runs).toHaveLength(1);
	});

	test('with one instance chosen, its events arrive although they name it as people do, too', async () => {
		const { host, instanceId } = await listen('wachat');
		host.node = eventNode({
			...host.node.parameters,
			instances: 'one',
			instanceId: { __rl: true, mode: 'id', value: instanceId },
		});
		const data = { instance: { instanceName: 'Shop', apiInstanceName: instanceId } };
		const own = signed(host, { event: 'chats.update', instance: 'Shop', data });
		expect((await host.post(...own))[0]).toBe(200);
		expect(host.onlyJson).toMatchObject({ instanceId });

		const foreign = { event: 'chats.update', instance: instanceId, apiInstanceName: 'other' };
		expect((await host.post(...signed(host, foreign)))[0]).toBe(200);
		expect(host.runs).toHaveLength(1);
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

	test('one message that comes from a phone and from its @lid starts the workflow once', async () => {
		const { host } = await listen('hypersender');
		const { webhookSecret: authorization } = bench().sandbox.accounts.hypersender;
		const send = async (id: string, event: string, payload: object) => {
			const body = JSON.stringify({ event, data: { id, event, payload } });
			expect((await host.post(body, { ...JSON_TYPE, authorization }))[0]).toBe(200);
		};
		const message = (address: string, body: string) => ({
			...{ id: `false_${address}_3EB0F3`, timestamp: 1772366000, from: address, body },
		});
		await send('evt_1', 'message.any', message('6281234567890@c.us', 'Hi'));
		await send('evt_2', 'message.any', message('123456789012345@lid', 'Hi'));
		expect(host.onlyJson).toMatchObject({
			occurredAt: '2026-03-01T11:53:20.000Z',
			data: { id: 'evt_1' },
		});

		await send('evt_3', 'message.any', message('123456789012345@lid', 'Hi there'));
		for (const [index, ack] of [1, 2, 3].entries()) {
			await send(`evt_ack_${index}`, 'message.ack', { id: 'true_6281@c.us_3EB0F3', ack });
		}
		expect(host.runs).toHaveLength(5);
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

function signed(
	host: TriggerHost,
	content: object,
	signedAt?: number,
): [string, Record<string, string>] {
	const body = JSON.stringify(content);
	return [body, genuineHeaders('wachat', host, body, signedAt)];
}

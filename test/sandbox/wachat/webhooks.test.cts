import { createHmac } from 'node:crypto';
import { startSandbox, type Sandbox } from '../index.cts';
import { at, call, textAt, type Call } from '../support/client.cts';
import { manualClock } from '../support/manualClock.cts';
import { startReceiver, type Receiver } from '../support/receiver.cts';

const clock = manualClock();
let sandbox: Sandbox;
let receiver: Receiver;

beforeAll(async () => {
	sandbox = await startSandbox({ clock });
	receiver = await startReceiver();
});
afterEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
	await receiver.close();
});

const ask = (options: Call = {}, query = '') =>
	call(`${sandbox.accounts.wachat.baseUrl}/webhooks${query}`, {
		key: sandbox.accounts.wachat.apiKey,
		...options,
	});
const save = (body: object) => ask({ method: 'POST', body });

describe('POST /webhooks', () => {
	it('makes one and shows its secret in full', async () => {
		const reply = await save({ url: 'https://example.com/hook' });
		const now = new Date(clock.now()).toISOString();
		expect([reply.status, reply.json]).toEqual([
			201,
			{
				success: true,
				webhook: {
					id: 1,
					name: null,
					url: 'https://example.com/hook',
					events: ['*'],
					enabled: true,
					secret: expect.stringMatching(/^whsec_\w{32}$/) as unknown,
					instance: null,
					createdAt: now,
					updatedAt: now,
				},
			},
		]);
	});

	it('takes name, events, secret, instance and enabled', async () => {
		const { instanceId } = sandbox.seedInstance('wachat', { name: 'store' });
		const fields = { name: 'n8n', events: ['connection.update'], secret: 's3', enabled: false };
		const reply = await save({
			url: 'http://127.0.0.1:1/hook',
			...fields,
			instanceName: instanceId,
		});
		expect(at(reply, 'webhook')).toMatchObject({
			...fields,
			instance: {
				instanceName: 'store',
				displayName: 'store',
				apiInstanceName: instanceId,
				internalName: instanceId,
			},
		});
	});

	it('changes one', async () => {
		const made = await save({ url: 'https://example.com/a', secret: 'kept' });
		clock.advance(1_000);
		const reply = await save({ id: 1, url: 'https://example.com/b' });
		expect(reply.status).toBe(200);
		expect(at(reply, 'webhook')).toEqual({
			...(at(made, 'webhook') as object),
			url: 'https://example.com/b',
			updatedAt: new Date(clock.now()).toISOString(),
		});
	});

	it.each([
		['no url', {}, /url is required/],
		['a url without https', { url: 'http://example.com' }, /https/],
		['a url that is none', { url: 'hook' }, /https/],
		['an unknown event', { url: 'https://a.example', events: ['session.status'] }, /events/],
		['an event list that is none', { url: 'https://a.example', events: '*' }, /events/],
		['enabled that is no boolean', { url: 'https://a.example', enabled: 1 }, /enabled/],
		['an empty secret', { url: 'https://a.example', secret: '' }, /secret/],
		['a name that is no text', { url: 'https://a.example', name: 1 }, /name/],
	])('answers 400 for %s', async (_case, body, error) => {
		const reply = await save(body);
		expect(reply.status).toBe(400);
		expect(textAt(reply, 'error')).toMatch(error);
	});

	it.each([
		['webhook', { id: 9, url: 'https://a.example' }, 'Webhook not found.'],
		['instance', { instanceName: 'no', url: 'https://a.example' }, 'Instance not found.'],
	])('answers 404 for an unknown %s', async (_case, body, error) => {
		const reply = await save(body);
		expect([reply.status, at(reply, 'error')]).toEqual([404, error]);
	});
});

describe('GET /webhooks', () => {
	it('masks secrets', async () => {
		const secret = textAt(await save({ url: 'https://a.example' }), 'webhook', 'secret');
		const reply = await ask();
		expect([reply.status, at(reply, 'count')]).toEqual([200, 1]);
		expect(at(reply, 'webhooks', 0, 'secret')).toBe(`whsec_••••${secret.slice(-6)}`);
	});

	it('can show those of one instance, which outlive it', async () => {
		const { instanceId } = sandbox.seedInstance('wachat', { name: 'store' });
		await save({ url: 'https://a.example' });
		await save({ url: 'https://b.example', instanceName: instanceId });
		const query = `?instanceName=${instanceId}`;
		const reply = await ask({}, query);
		expect([at(reply, 'count'), at(reply, 'webhooks', 0, 'id')]).toEqual([1, 2]);
		sandbox.remove(instanceId);
		expect((await ask({}, query)).status).toBe(404);
		expect(at(await ask(), 'count')).toBe(2);
	});
});

describe('DELETE /webhooks', () => {
	it('deletes one', async () => {
		await save({ url: 'https://a.example' });
		const reply = await ask({ method: 'DELETE' }, '?id=1');
		expect([reply.status, reply.json]).toEqual([200, { success: true, deleted: true, id: 1 }]);
		expect((await ask({ method: 'DELETE' }, '?id=1')).status).toBe(404);
	});

	it.each(['', '?id=', '?id=one'])('answers 400 for "%s"', async (query) => {
		expect((await ask({ method: 'DELETE' }, query)).status).toBe(400);
	});
});

describe('a delivery', () => {
	it('is signed over timestamp and body', async () => {
		const secret = textAt(await save({ url: receiver.url }), 'webhook', 'secret');
		const { instanceId } = sandbox.seedInstance('wachat', { name: 'store', status: 'close' });
		await receiver.next();
		const sent = sandbox.deliverWebhook(instanceId, 'messages.upsert', { text: 'Hi' });
		const { headers, body } = await receiver.next();
		const timestamp = String(headers['x-wachat-timestamp']);
		expect(headers).toMatchObject({
			'x-wachat-event': 'messages.upsert',
			'x-wachat-webhook-id': '1',
			'x-wachat-signature': createHmac('sha256', secret)
				.update(`${timestamp}.${body}`)
				.digest('hex'),
		});
		expect(timestamp).toBe(String(Math.floor(clock.now() / 1000)));
		expect(JSON.parse(body)).toMatchObject({
			event: 'messages.upsert',
			instance: instanceId,
			data: { text: 'Hi' },
		});
		expect(await sent).toEqual([{ url: receiver.url, status: 204 }]);
	});

	it('follows each change of the connection and each new code', async () => {
		const { instanceId } = sandbox.seedInstance('wachat', { name: 'store' });
		const body = { url: receiver.url, instanceName: instanceId };
		await save({ ...body, events: ['qrcode.updated', 'connection.update'] });
		sandbox.scan(instanceId);
		expect(await nextData()).toEqual({ instance: instanceId, state: 'open' });
		sandbox.drop(instanceId);
		expect(await nextData()).toEqual({ instance: instanceId, state: 'close' });
		await call(`${sandbox.accounts.wachat.baseUrl}/instance/qr?instanceName=${instanceId}`, {
			key: sandbox.accounts.wachat.apiKey,
		});
		const both = [await nextData(), await nextData()];
		const [instance] = sandbox.instances();
		expect(both).toContainEqual({ instance: instanceId, state: 'connecting' });
		expect(both).toContainEqual({
			qrcode: {
				instance: instanceId,
				pairingCode: null,
				code: instance?.pairingText,
				base64: expect.stringMatching(/^data:image\/png;base64,iVBOR/) as unknown,
			},
		});
	});

	it('goes to webhooks that are on, listen and belong to the instance, on this machine', async () => {
		const store = sandbox.seedInstance('wachat', { name: 'store' }).instanceId;
		const other = sandbox.seedInstance('wachat', { name: 'other' }).instanceId;
		await save({ url: receiver.url, enabled: false });
		await save({ url: receiver.url, events: ['chats.update'] });
		await save({ url: receiver.url, instanceName: other });
		await save({ url: 'https://example.com/hook' });
		expect(await sandbox.deliverWebhook(store, 'messages.upsert')).toEqual([
			{ url: 'https://example.com/hook', status: null },
		]);
	});
});

it('a delivery of Hypersender carries the secret as it is', async () => {
	const { instanceId } = sandbox.seedInstance('hypersender', {
		name: 'Shop',
		phone: '+201234567890',
		webhookUrl: receiver.url,
	});
	const sent = sandbox.deliverWebhook(instanceId, 'message.any', { body: 'Hi' });
	const { headers, body } = await receiver.next();
	expect(headers).toMatchObject({
		'x-instanceid': instanceId,
		authorization: sandbox.accounts.hypersender.webhookSecret,
	});
	expect(JSON.parse(body)).toMatchObject({
		event: 'message.any',
		data: {
			event: 'message.any',
			instanceId,
			me: { id: '201234567890@c.us' },
			payload: { body: 'Hi' },
		},
	});
	expect(await sent).toEqual([{ url: receiver.url, status: 204 }]);
	const silent = sandbox.seedInstance('hypersender', { name: 'Silent' }).instanceId;
	expect(await sandbox.deliverWebhook(silent, 'message.any')).toEqual([]);
});

async function nextData(): Promise<unknown> {
	const delivery: unknown = JSON.parse((await receiver.next()).body);
	return (delivery as { data: unknown }).data;
}

import { createHmac } from 'node:crypto';
import { startSandbox, type DeliveryOptions, type Sandbox } from './index.cts';
import { call, textAt } from './support/client.cts';
import { manualClock } from './support/manualClock.cts';
import { startReceiver, type ReceivedDelivery, type Receiver } from './support/receiver.cts';

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

type ProviderName = 'hypersender' | 'wachat';
const EVENTS = { hypersender: 'message.any', wachat: 'chats.update' };

/** An instance whose deliveries arrive at the receiver, with the secret that proves them. */
async function prepare(provider: ProviderName) {
	const webhookUrl = receiver.url;
	const { instanceId } = sandbox.seedInstance(provider, { name: 'Shop', webhookUrl });
	if (provider === 'hypersender') return { instanceId, secret: sandbox.hypersender.webhookSecret };
	const { baseUrl, apiKey: key } = sandbox.wachat;
	const body = { url: webhookUrl, events: ['chats.update'] };
	const saved = await call(`${baseUrl}/webhooks`, { method: 'POST', key, body });
	return { instanceId, secret: textAt(saved, 'webhook', 'secret') };
}

function isGenuine({ headers, body }: ReceivedDelivery, provider: ProviderName, secret: string) {
	if (provider === 'hypersender') return headers.authorization === secret;
	const hmac = createHmac('sha256', secret);
	const timestamp = String(headers['x-wachat-timestamp']);
	const signature = hmac.update(`${timestamp}.${body}`).digest('hex');
	return headers['x-wachat-signature'] === signature;
}

describe.each(['hypersender', 'wachat'] as const)('on command, %s sends', (provider) => {
	const event = EVENTS[provider];
	const send = async (instanceId: string, data: object, options?: DeliveryOptions) =>
		await sandbox.deliverWebhook(instanceId, event, { ...data }, options);

	it('wrongly signed deliveries and unsigned ones', async () => {
		const { instanceId, secret } = await prepare(provider);
		for (const manner of ['wronglySigned', 'unsigned'] as const) {
			expect(await send(instanceId, {}, { manner })).toHaveLength(1);
			const delivery = await receiver.next();
			expect(isGenuine(delivery, provider, secret)).toBe(false);
			const { authorization, 'x-wachat-signature': signature } = delivery.headers;
			expect((authorization ?? signature) === undefined).toBe(manner === 'unsigned');
		}
	});

	it('the last delivery again, byte by byte, at a later time', async () => {
		const { instanceId, secret } = await prepare(provider);
		await send(instanceId, { n: 1 });
		const first = await receiver.next();
		clock.advance(60_000);
		await send(instanceId, { n: 2 }, { manner: 'replayed' });
		expect(await receiver.next()).toEqual(first);
		expect(isGenuine(first, provider, secret)).toBe(true);
	});

	it('nothing again when nothing went out', async () => {
		const { instanceId } = await prepare(provider);
		await expect(send(instanceId, {}, { manner: 'replayed' })).rejects.toThrow(/Nothing to replay/);
		await send(instanceId, {});
		await receiver.next();
		const seeded = await prepare(provider);
		sandbox.reset();
		await expect(send(seeded.instanceId, {}, { manner: 'replayed' })).rejects.toThrow();
	});

	it('one delivery twice', async () => {
		const { instanceId, secret } = await prepare(provider);
		expect(await send(instanceId, {}, { manner: 'duplicated' })).toHaveLength(2);
		const both = [await receiver.next(), await receiver.next()];
		expect(both[1]?.body).toBe(both[0]?.body);
		expect(both.every((delivery) => isGenuine(delivery, provider, secret))).toBe(true);
		// Whoever signs signs again.
		const signatures = new Set(both.map(({ headers }) => headers['x-wachat-signature']));
		expect(signatures.size).toBe(provider === 'wachat' ? 2 : 1);
	});

	it('a delivery after one that is newer', async () => {
		const { instanceId, secret } = await prepare(provider);
		expect(await send(instanceId, { n: 1 }, { manner: 'reordered' })).toEqual([]);
		expect(await send(instanceId, { n: 2 })).toHaveLength(2);
		const both = [await receiver.next(), await receiver.next()];
		expect(both.map(({ body }) => /"n":(\d)/.exec(body)?.[1])).toEqual(['2', '1']);
		expect(both.every((delivery) => isGenuine(delivery, provider, secret))).toBe(true);
	});

	it('all that over HTTP, too', async () => {
		const { instanceId } = await prepare(provider);
		const body = { instanceId, event, options: { manner: 'duplicated' } };
		const address = `${sandbox.address}/control/deliverWebhook`;
		const reply = await call(address, { method: 'POST', body });
		expect([reply.status, reply.json]).toEqual([
			200,
			Array(2).fill({ url: receiver.url, status: 204 }),
		]);
		await receiver.next();
		await receiver.next();
		const wrong = { ...body, options: { manner: 'politely' } };
		expect((await call(address, { method: 'POST', body: wrong })).status).toBe(400);
	});
});

it('Wachat sends stale deliveries, Hypersender knows no time', async () => {
	const { instanceId, secret } = await prepare('wachat');
	await sandbox.deliverWebhook(instanceId, 'chats.update', {}, { manner: 'stale' });
	const delivery = await receiver.next();
	const age = clock.now() / 1000 - Number(delivery.headers['x-wachat-timestamp']);
	expect(age).toBeGreaterThanOrEqual(600);
	expect(isGenuine(delivery, 'wachat', secret)).toBe(true);

	const atHypersender = await prepare('hypersender');
	const stale = sandbox.deliverWebhook(
		atHypersender.instanceId,
		'message.any',
		{},
		{ manner: 'stale' },
	);
	await expect(stale).rejects.toThrow(/carry no time/);
});

it.each(['hex', 'base64', 'base64url'] as const)(
	'Wachat writes signatures in %s, with a prefix and milliseconds when told to',
	async (encoding) => {
		const { instanceId, secret } = await prepare('wachat');
		const options = { encoding, prefix: true, unit: 'milliseconds' } as const;
		await sandbox.deliverWebhook(instanceId, 'chats.update', {}, options);
		const { headers, body } = await receiver.next();
		const timestamp = String(headers['x-wachat-timestamp']);
		expect(timestamp).toBe(String(clock.now()));
		const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`);
		expect(headers['x-wachat-signature']).toBe(`sha256=${hmac.digest(encoding)}`);
	},
);

import { sides } from '../providers/descriptors.cts';
import { startSandbox, type DeliveryOptions, type Sandbox } from './index.cts';
import { call } from './support/client.cts';
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

describe.each(
	sides.flatMap(({ provider, webhooks }) => (webhooks ? [{ provider, webhooks }] : [])),
)('on command, $provider sends', ({ provider, webhooks }) => {
	const event = webhooks.events.other;
	const isGenuine = (delivery: ReceivedDelivery, secret: string) =>
		webhooks.isGenuine(delivery, secret);
	const send = async (instanceId: string, data: object, options?: DeliveryOptions) =>
		await sandbox.deliverWebhook(instanceId, event, { ...data }, options);

	/** An instance whose deliveries arrive at the receiver, with the secret that proves them. */
	const prepare = async () => {
		const { url: webhookUrl } = receiver;
		const { instanceId } = sandbox.seedInstance(provider, { name: 'Shop', webhookUrl });
		const secret = await webhooks.subscribe(sandbox.accounts[provider], webhookUrl, [event]);
		return { instanceId, secret };
	};

	it('wrongly signed deliveries and unsigned ones', async () => {
		const { instanceId, secret } = await prepare();
		for (const manner of ['wronglySigned', 'unsigned'] as const) {
			expect(await send(instanceId, {}, { manner })).toHaveLength(1);
			const delivery = await receiver.next();
			expect(isGenuine(delivery, secret)).toBe(false);
			const proof = delivery.headers[webhooks.proofHeader];
			expect(proof === undefined).toBe(manner === 'unsigned');
		}
	});

	it('the last delivery again, byte by byte, at a later time', async () => {
		const { instanceId, secret } = await prepare();
		await send(instanceId, { n: 1 });
		const first = await receiver.next();
		clock.advance(60_000);
		await send(instanceId, { n: 2 }, { manner: 'replayed' });
		expect(await receiver.next()).toEqual(first);
		expect(isGenuine(first, secret)).toBe(true);
	});

	it('nothing again when nothing went out', async () => {
		const { instanceId } = await prepare();
		await expect(send(instanceId, {}, { manner: 'replayed' })).rejects.toThrow(/Nothing to replay/);
		await send(instanceId, {});
		await receiver.next();
		const seeded = await prepare();
		sandbox.reset();
		await expect(send(seeded.instanceId, {}, { manner: 'replayed' })).rejects.toThrow();
	});

	it('one delivery twice', async () => {
		const { instanceId, secret } = await prepare();
		expect(await send(instanceId, {}, { manner: 'duplicated' })).toHaveLength(2);
		const both = [await receiver.next(), await receiver.next()];
		expect(both[1]?.body).toBe(both[0]?.body);
		expect(both.every((delivery) => isGenuine(delivery, secret))).toBe(true);
		// Whoever signs signs again.
		const proofs = new Set(both.map(({ headers }) => headers[webhooks.proofHeader]));
		expect(proofs.size).toBe(webhooks.hasTime ? 2 : 1);
	});

	it('stale ones, if they tell when they were sent', async () => {
		const { instanceId, secret } = await prepare();
		if (!webhooks.hasTime) {
			await expect(send(instanceId, {}, { manner: 'stale' })).rejects.toThrow(/carry no time/);
			return;
		}
		await send(instanceId, {});
		const fresh = await receiver.next();
		await send(instanceId, {}, { manner: 'stale' });
		const stale = await receiver.next();
		expect(isGenuine(stale, secret)).toBe(true);
		const proof = webhooks.proofHeader;
		expect(stale.headers[proof]).not.toBe(fresh.headers[proof]);
	});

	it('a delivery after one that is newer', async () => {
		const { instanceId, secret } = await prepare();
		expect(await send(instanceId, { n: 1 }, { manner: 'reordered' })).toEqual([]);
		expect(await send(instanceId, { n: 2 })).toHaveLength(2);
		const both = [await receiver.next(), await receiver.next()];
		expect(both.map(({ body }) => /"n":(\d)/.exec(body)?.[1])).toEqual(['2', '1']);
		expect(both.every((delivery) => isGenuine(delivery, secret))).toBe(true);
	});

	it('all that over HTTP, too', async () => {
		const { instanceId } = await prepare();
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

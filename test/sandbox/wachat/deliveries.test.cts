import { createHmac } from 'node:crypto';
import { startSandbox, type Sandbox } from '../index.cts';
import { manualClock } from '../support/manualClock.cts';
import { startReceiver, type Receiver } from '../support/receiver.cts';
import { wachatDescriptor } from './descriptor.cts';

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

/** An instance whose deliveries arrive at the receiver, with the secret that proves them. */
async function prepare() {
	const { instanceId } = sandbox.seedInstance('wachat', { name: 'Shop' });
	const access = sandbox.accounts.wachat;
	const secret = await wachatDescriptor.webhooks?.subscribe(access, receiver.url, ['chats.update']);
	return { instanceId, secret: secret ?? '' };
}

it('sends stale deliveries, ten minutes old by their timestamp', async () => {
	const { instanceId, secret } = await prepare();
	await sandbox.deliverWebhook(instanceId, 'chats.update', {}, { manner: 'stale' });
	const delivery = await receiver.next();
	const age = clock.now() / 1000 - Number(delivery.headers['x-wachat-timestamp']);
	expect(age).toBeGreaterThanOrEqual(600);
	expect(wachatDescriptor.webhooks?.isGenuine(delivery, secret)).toBe(true);
});

it.each(['hex', 'base64', 'base64url'] as const)(
	'writes signatures in %s, with a prefix and milliseconds when told to',
	async (encoding) => {
		const { instanceId, secret } = await prepare();
		const proofForm = { encoding, prefix: true, unit: 'milliseconds' };
		await sandbox.deliverWebhook(instanceId, 'chats.update', {}, { proofForm });
		const { headers, body } = await receiver.next();
		const timestamp = String(headers['x-wachat-timestamp']);
		expect(timestamp).toBe(String(clock.now()));
		const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`);
		expect(headers['x-wachat-signature']).toBe(`sha256=${hmac.digest(encoding)}`);
	},
);

it('knows no other encoding', async () => {
	const { instanceId } = await prepare();
	const options = { proofForm: { encoding: 'utf8' } };
	await expect(sandbox.deliverWebhook(instanceId, 'chats.update', {}, options)).rejects.toThrow(
		'one of hex, base64, base64url, not utf8',
	);
});

import { networkInterfaces } from 'node:os';
import { PROVIDER_NAMES, sides } from '../providers/descriptors.cts';
import { startSandbox, type Sandbox } from './index.cts';
import { at, call, textAt } from './support/client.cts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
});

const control = (name: string, body?: object | string) =>
	call(`${sandbox.address}/control/${name}`, { method: 'POST', ...(body && { body }) });
const status = () => sandbox.instances()[0]?.status;

it.each(sides)('leads an instance of $provider through its life', async ({ provider, words }) => {
	const seeded = await control('seedInstance', { provider, name: 'store', phone: '+201' });
	expect([seeded.status, at(seeded, 'name')]).toEqual([200, 'store']);
	const instanceId = textAt(seeded, 'instanceId');
	expect((await control('scan', { instanceId })).json).toEqual({ done: 'scan' });
	expect(status()).toBe(words.connected);
	await control('drop', { instanceId });
	expect(status()).toBe(words.disconnected);
	await control('fail', { instanceId });
	expect(status()).toBe(words.failed);
	await control('setStatus', { instanceId, status: 'anything' });
	expect(status()).toBe('anything');
	const listed = await call(`${sandbox.address}/control/instances`);
	expect(at(listed, 0, 'instanceId')).toBe(instanceId);
	await control('remove', { instanceId });
	expect(sandbox.instances()).toEqual([]);
});

it('finds an instance only at the provider that is named', async () => {
	const [one, other] = PROVIDER_NAMES;
	if (one === undefined || other === undefined) throw new Error('there are two providers');
	const { instanceId } = sandbox.seedInstance(one, { name: 'store' });
	expect((await control('scan', { instanceId, provider: other })).status).toBe(404);
	expect((await control('scan', { instanceId, provider: one })).status).toBe(200);
});

it('lets QR codes expire and be withheld', async () => {
	const { instanceId } = sandbox.seedInstance('wachat', { name: 'store' });
	await control('expireQrCode', { instanceId });
	const refused = await control('scan', { instanceId });
	expect(refused.status).toBe(400);
	expect(textAt(refused, 'error')).toMatch(/no valid QR code to scan/);
	expect((await control('withholdQrCodes', { provider: 'wachat', on: true })).status).toBe(200);
	const { baseUrl, apiKey } = sandbox.accounts.wachat;
	const reply = await call(`${baseUrl}/instance/qr?instanceName=${instanceId}`, { key: apiKey });
	expect(reply.status).toBe(502);
});

it('adds and clears faults', async () => {
	const url = `${sandbox.accounts.wachat.baseUrl}/instance/list`;
	const { apiKey: key } = sandbox.accounts.wachat;
	const action = { kind: 'status', status: 418, body: { error: 'teapot' } };
	await control('addFault', { provider: 'wachat', times: 'Infinity', action });
	for (let count = 0; count < 3; count += 1) {
		expect((await call(url, { key })).json).toEqual({ error: 'teapot' });
	}
	await control('clearFaults');
	expect((await call(url, { key })).status).toBe(200);
	await control('addFault', { action: { kind: 'status', status: 500 } });
	expect([(await call(url, { key })).status, (await call(url, { key })).status]).toEqual([
		500, 200,
	]);
});

it('switches limits, sets the instance limit, delivers and resets', async () => {
	const { instanceId } = sandbox.seedInstance('hypersender', { name: 'Shop' });
	await control('setLimits', { on: false });
	const { baseUrl, apiKey: key } = sandbox.accounts.hypersender;
	for (let count = 0; count < 2; count += 1) {
		const url = `${baseUrl}/${instanceId}/request-new-qr-code`;
		expect((await call(url, { method: 'POST', key })).status).toBe(200);
	}
	expect((await control('wachat/setInstanceLimit', { limit: 0 })).status).toBe(200);
	const delivered = await control('deliverWebhook', { instanceId, event: 'message.any' });
	expect(delivered.json).toEqual([]);
	await control('reset');
	expect([sandbox.instances(), sandbox.requests]).toEqual([[], []]);
	expect(sandbox.accounts.hypersender.apiKey).toBe(key);
	await control('setLimits', { on: true });
});

it.each([
	['scan', undefined, 400, 'body must be object'],
	['scan', {}, 400, "must have required property 'instanceId'"],
	['scan', '{', 400, 'JSON'],
	['scan', { instanceId: 'none' }, 404, 'no instance "none"'],
	['scan', { instanceId: 'none', extra: 1 }, 400, 'additional properties'],
	['seedInstance', { provider: 'other', name: 'a' }, 400, 'body/provider must be equal to one of'],
	['setLimits', { on: 'yes' }, 400, 'body/on must be boolean'],
	['addFault', { action: { kind: 'explode' } }, 400, '"kind"'],
	['addFault', { action: { kind: 'drip' } }, 400, "required property 'chunkBytes'"],
	['addFault', { times: 0, action: { kind: 'hang' } }, 400, 'body/times'],
	['nothing', {}, 404, 'No control POST /control/nothing. There are: GET /control/requests'],
])('%s with %j answers %i', async (name, body, code, error) => {
	const reply = await control(name, body);
	expect(reply.status).toBe(code);
	expect(textAt(reply, 'error')).toContain(error);
});

it('cannot be reached from outside this machine', async () => {
	expect(sandbox.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
	const { port } = new URL(sandbox.address);
	const outside = Object.values(networkInterfaces())
		.flatMap((addresses) => addresses ?? [])
		.filter(({ internal, family }) => !internal && family === 'IPv4');
	const attempts = ['[::1]', ...outside.map(({ address }) => address)].map((host) =>
		call(`http://${host}:${port}/control/instances`),
	);
	for (const attempt of await Promise.allSettled(attempts)) {
		expect(attempt.status).toBe('rejected');
	}
});

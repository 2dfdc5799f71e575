import { startSandbox, type Sandbox } from '../index.cts';
import { call, textAt } from '../support/client.cts';
import { manualClock } from '../support/manualClock.cts';

const clock = manualClock();
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ clock });
});
beforeEach(() => {
	sandbox.reset();
	sandbox.setLimits(true);
});
afterAll(async () => {
	await sandbox.close();
});

type Method = 'GET' | 'POST';
const ask = (method: Method, path: string) =>
	call(sandbox.accounts.hypersender.baseUrl + path, {
		method,
		key: sandbox.accounts.hypersender.apiKey,
	});

it.each<[Method, string, number]>([
	['POST', '/create-instance', 5],
	['POST', '/:instance/request-new-qr-code', 1],
	['GET', '/:instance/health', 10],
	['POST', '/:instance/restart', 5],
])('%s %s allows %i a minute', async (method, route, perMinute) => {
	const { instanceId } = sandbox.seedInstance('hypersender', { name: 'Shop' });
	const path = route.replace(':instance', instanceId);
	for (let left = perMinute - 1; left >= 0; left -= 1) {
		const reply = await ask(method, path);
		expect(reply.status).not.toBe(429);
		expect(reply.headers['x-ratelimit-limit']).toBe(String(perMinute));
		expect(reply.headers['x-ratelimit-remaining']).toBe(String(left));
		expect(reply.headers['retry-after']).toBeUndefined();
	}
	clock.advance(12_300);
	const refused = await ask(method, path);
	expect(refused.status).toBe(429);
	expect(textAt(refused, 'message')).toBe('Too many requests. Please try again later.');
	expect(refused.headers['retry-after']).toBe('48');
	expect(sandbox.requestsTo(`${method} ${route}`)).toHaveLength(perMinute + 1);

	clock.advance(47_699);
	expect((await ask(method, path)).headers['retry-after']).toBe('1');
	clock.advance(1);
	expect((await ask(method, path)).status).not.toBe(429);
});

it('counts an endpoint for the whole account, and each endpoint for itself', async () => {
	const first = sandbox.seedInstance('hypersender', { name: 'First' }).instanceId;
	const second = sandbox.seedInstance('hypersender', { name: 'Second' }).instanceId;
	expect((await ask('POST', `/${first}/request-new-qr-code`)).status).toBe(200);
	expect((await ask('POST', `/${second}/request-new-qr-code`)).status).toBe(429);
	expect((await ask('GET', `/${second}/health`)).status).toBe(200);
});

it('can be turned off', async () => {
	const { instanceId } = sandbox.seedInstance('hypersender', { name: 'Shop' });
	sandbox.setLimits(false);
	for (let count = 0; count < 3; count += 1) {
		const reply = await ask('POST', `/${instanceId}/request-new-qr-code`);
		expect([reply.status, reply.headers['x-ratelimit-limit']]).toEqual([200, undefined]);
	}
});

it('does not limit the list, nor Wachat', async () => {
	for (let count = 0; count < 20; count += 1) {
		expect((await ask('GET', '/instances')).status).toBe(200);
		const { baseUrl, apiKey } = sandbox.accounts.wachat;
		expect((await call(`${baseUrl}/instance/list`, { key: apiKey })).status).toBe(200);
	}
});

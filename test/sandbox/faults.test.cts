import { startSandbox, type Fault, type Sandbox } from './index.cts';
import { at, call, textAt, type Call } from './support/client.cts';
import { manualClock } from './support/manualClock.cts';
import { qrText } from './support/qrText.cts';

const clock = manualClock();
const CREATE = 'POST /instance/create';
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ clock });
});
afterEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
});

const ask = (path: string, options: Call = {}) =>
	call(sandbox.accounts.wachat.baseUrl + path, { key: sandbox.accounts.wachat.apiKey, ...options });
const list = () => ask('/instance/list');
const create = (options: Call = {}, query = '') =>
	ask(`/instance/create${query}`, { method: 'POST', body: { instanceName: 'store' }, ...options });
const fault = (action: Fault['action'], rest: Omit<Fault, 'action'> = {}) => {
	sandbox.addFault({ action, ...rest });
};
const statuses = () => sandbox.requests.map(({ status }) => status);

describe('which requests a fault meets', () => {
	it('is one of any kind by default', async () => {
		fault({ kind: 'status', status: 503 });
		expect([(await list()).status, (await list()).status]).toEqual([503, 200]);
	});

	it('is as many as wanted of a provider and route', async () => {
		const { baseUrl, apiKey } = sandbox.accounts.hypersender;
		fault({ kind: 'status', status: 500 }, { provider: 'wachat', route: CREATE, times: 2 });
		expect((await list()).status).toBe(200);
		expect((await call(`${baseUrl}/instances`, { key: apiKey })).status).toBe(200);
		expect([(await create()).status, (await create()).status]).toEqual([500, 500]);
		expect((await create()).status).toBe(201);
	});

	it('is every one until the faults are cleared', async () => {
		fault({ kind: 'status', status: 500 }, { times: Infinity });
		for (let count = 0; count < 5; count += 1) expect((await list()).status).toBe(500);
		sandbox.clearFaults();
		expect((await list()).status).toBe(200);
	});

	it('is a request without a key too, and one to an unknown path', async () => {
		fault({ kind: 'status', status: 500 }, { times: 2 });
		expect((await call(`${sandbox.accounts.wachat.baseUrl}/instance/list`)).status).toBe(500);
		expect((await ask('/nowhere')).status).toBe(500);
	});

	it('leaves the controls alone', async () => {
		fault({ kind: 'reset' });
		expect((await call(`${sandbox.address}/control/instances`)).status).toBe(200);
	});
});

it.each([
	['before', 0],
	['after', 1],
] as const)('happens %s the provider has acted', async (phase, created) => {
	fault({ kind: 'status', status: 502 }, { phase });
	expect((await create()).status).toBe(502);
	expect(sandbox.instances()).toHaveLength(created);
});

describe('status', () => {
	it('answers an object as JSON, with headers', async () => {
		const headers = { 'Retry-After': '7' };
		fault({ kind: 'status', status: 429, body: { message: 'Slow down.' }, headers });
		const reply = await list();
		expect([reply.status, reply.json]).toEqual([429, { message: 'Slow down.' }]);
		expect(reply.headers['retry-after']).toBe('7');
		expect(reply.headers['content-type']).toMatch(/^application\/json/);
	});

	it('answers a text as it is', async () => {
		fault({ kind: 'status', status: 504, body: '<h1>Gateway</h1>', contentType: 'text/html' });
		const reply = await list();
		expect([reply.status, reply.text]).toEqual([504, '<h1>Gateway</h1>']);
		expect(reply.headers['content-type']).toMatch(/^text\/html/);
	});
});

describe('answer', () => {
	it('replaces the body, and keeps the status of a provider that has acted', async () => {
		fault({ kind: 'answer', body: Buffer.from([1, 2]), contentType: 'image/png' });
		const before = await create();
		expect([before.status, [...before.bytes]]).toEqual([200, [1, 2]]);
		fault({ kind: 'answer', body: 'nonsense', contentType: 'text/html' }, { phase: 'after' });
		const after = await create({}, '?response=image');
		expect([after.status, after.text]).toEqual([201, 'nonsense']);
		expect(sandbox.instances()).toHaveLength(1);
	});
});

it('redirects', async () => {
	fault({ kind: 'redirect', location: 'https://example.com/login' });
	const reply = await list();
	expect([reply.status, reply.headers['location']]).toEqual([302, 'https://example.com/login']);
});

it.each([
	['before', 0],
	['after', 1],
] as const)('delays %s the provider acts', async (phase, createdMeanwhile) => {
	fault({ kind: 'delay', milliseconds: 30_000 }, { phase });
	const answer = create();
	await clock.somebodyWaits();
	expect(sandbox.instances()).toHaveLength(createdMeanwhile);
	expect(statuses()).toEqual([null]);
	clock.advance(30_000);
	expect((await answer).status).toBe(201);
	expect(statuses()).toEqual([201]);
});

it.each([
	['before', 0],
	['after', 1],
] as const)('hangs %s the provider acts, until the client goes', async (phase, created) => {
	const client = new AbortController();
	const hangs = new Promise<void>((resolve) => {
		fault({ kind: 'hang' }, { phase, onHang: resolve });
	});
	const answer = expect(create({ signal: client.signal })).rejects.toThrow(/abort/i);
	await hangs;
	expect(sandbox.instances()).toHaveLength(created);
	client.abort();
	await answer;
	expect(statuses()).toEqual([null]);
	expect((await list()).status).toBe(200);
});

it('breaks hanging, waiting and idle connections when it closes', async () => {
	const other = await startSandbox({ clock: manualClock() });
	const url = `${other.accounts.wachat.baseUrl}/instance/list`;
	await call(url, { key: other.accounts.wachat.apiKey });
	const hangs = new Promise<void>((resolve) => {
		other.addFault({ action: { kind: 'hang' }, onHang: resolve });
	});
	const hanging = expect(call(url)).rejects.toThrow(/other side closed|ECONNRESET/);
	await hangs;
	other.addFault({ action: { kind: 'delay', milliseconds: 60_000 } });
	const waiting = expect(call(url)).rejects.toThrow(/other side closed|ECONNRESET/);
	while (other.requests.length < 3) await new Promise(setImmediate);
	await other.close();
	await Promise.all([hanging, waiting]);
	await expect(call(url)).rejects.toThrow(/ECONNREFUSED/);
});

it.each([
	['before', 0],
	['after', 1],
] as const)('resets the connection %s the provider acts', async (phase, created) => {
	fault({ kind: 'reset' }, { phase });
	await expect(create()).rejects.toThrow(/other side closed|ECONNRESET/);
	expect(sandbox.instances()).toHaveLength(created);
	expect(statuses()).toEqual([null]);
});

it('sends half of an answer it announced as a whole', async () => {
	fault({ kind: 'truncate' });
	await expect(create()).rejects.toThrow(/other side closed|terminated|aborted/);
	expect(sandbox.instances()).toHaveLength(1);

	fault({ kind: 'truncate' });
	const answer = await fetch(`${sandbox.accounts.wachat.baseUrl}/instance/list`, {
		headers: { authorization: `Bearer ${sandbox.accounts.wachat.apiKey}` },
	});
	const announced = Number(answer.headers.get('content-length'));
	const received = await receivedBytes(answer);
	expect(received).toBe(Math.floor(announced / 2));
	expect(received).toBeGreaterThan(10);
});

async function receivedBytes(answer: Response): Promise<number> {
	let received = 0;
	try {
		for await (const chunk of answer.body ?? []) received += (chunk as Uint8Array).length;
	} catch (error) {
		expect(String(error)).toMatch(/terminated/);
	}
	return received;
}

it('drips', async () => {
	const name = textAt(await create(), 'instance', 'apiInstanceName');
	fault({ kind: 'drip', chunkBytes: 400, everyMilliseconds: 1_000 });
	const answer = ask(`/instance/qr/image?instanceName=${name}`);
	let waits = 0;
	while (await Promise.race([clock.somebodyWaits().then(() => true), answer.then(() => false)])) {
		waits += 1;
		clock.advance(1_000);
	}
	const { bytes } = await answer;
	expect(qrText(bytes)).toMatch(/^2@/);
	expect(waits).toBe(Math.ceil(bytes.length / 400) - 1);
});

it('acts after a delay even when the client has gone, but not after a reset', async () => {
	for (const [step, created] of [
		[() => undefined, 1],
		[
			(): void => {
				sandbox.reset();
			},
			0,
		],
	] as const) {
		const client = new AbortController();
		fault({ kind: 'delay', milliseconds: 30_000 });
		const answer = expect(create({ signal: client.signal })).rejects.toThrow();
		await clock.somebodyWaits();
		client.abort();
		await answer;
		step();
		clock.advance(30_000);
		await list();
		expect(sandbox.instances()).toHaveLength(created);
		sandbox.reset();
	}
});

it('records what was asked', async () => {
	await create({}, '?response=image');
	expect(sandbox.requestsTo(CREATE)).toEqual([
		{
			provider: 'wachat',
			route: CREATE,
			method: 'POST',
			path: '/wachat/api/v1/instance/create',
			query: { response: 'image' },
			headers: expect.objectContaining({
				authorization: `Bearer ${sandbox.accounts.wachat.apiKey}`,
				'content-type': 'application/json',
			}) as unknown,
			body: { instanceName: 'store' },
			status: 201,
			at: clock.now(),
		},
	]);
	await create({ body: 'no JSON' });
	expect(sandbox.requests[1]).toMatchObject({ body: 'no JSON', status: 400 });
	expect(at(await call(`${sandbox.address}/control/requests`), 1, 'route')).toBe(CREATE);
});

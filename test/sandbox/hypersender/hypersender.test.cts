import { startSandbox, type Sandbox } from '../index.cts';
import { at, call, textAt, type Call } from '../support/client.cts';
import { manualClock } from '../support/manualClock.cts';
import { qrText } from '../support/qrText.cts';

const clock = manualClock();
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ clock, limits: false });
});
afterEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
});

const ask = (path: string, options: Call = {}) =>
	call(sandbox.accounts.hypersender.baseUrl + path, {
		key: sandbox.accounts.hypersender.apiKey,
		...options,
	});
const post = (path: string, body?: object) => ask(path, { method: 'POST', ...(body && { body }) });
const create = (fields: object = {}) =>
	post('/create-instance', { phone: '+201234567890', name: 'Shop', ...fields });
const statusOf = async (id: string) => at(await ask(`/${id}/health`), 'status');

describe('POST /create-instance', () => {
	it('gives a new instance with a QR code a phone can read', async () => {
		const reply = await create({ webhook_url: 'https://example.com/hook' });
		expect(reply.status).toBe(201);
		expect(reply.json).toEqual({
			id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
			name: 'Shop',
			phone: '+201234567890',
			service_type: 'whatsapp',
			status: 'SCAN_QR_CODE',
			access_token: expect.stringMatching(/^\d+\|\w{48}$/) as unknown,
			created_at: '2025-05-26T10:12:45',
			qr_code: expect.stringMatching(/^iVBOR/) as unknown,
		});
		const [instance] = sandbox.instances('hypersender');
		expect(qrText(Buffer.from(textAt(reply, 'qr_code'), 'base64'))).toBe(instance?.pairingText);
		expect(instance?.webhookUrl).toBe('https://example.com/hook');
	});

	it.each([
		['phone is missing', { phone: undefined }, 'phone', 'The phone field is required.'],
		['phone is empty', { phone: '  ' }, 'phone', 'The phone field is required.'],
		['phone has no +', { phone: '201234567890' }, 'phone', 'The phone field format is invalid.'],
		['phone is a number', { phone: 2012 }, 'phone', 'The phone field must be a string.'],
		['name is missing', { name: undefined }, 'name', 'The name field is required.'],
		[
			'name has 51 characters',
			{ name: 'n'.repeat(51) },
			'name',
			'The name field must not be greater than 50 characters.',
		],
		['name is taken', { name: 'Taken' }, 'name', 'The name has already been taken.'],
		[
			'webhook_url is no https',
			{ webhook_url: 'http://example.com' },
			'webhook_url',
			'The webhook url field must start with one of the following: https://.',
		],
		[
			'webhook_url is no URL',
			{ webhook_url: 'hook' },
			'webhook_url',
			'The webhook url field must be a valid URL.',
		],
	])('answers 422 when %s', async (_case, fields, field, message) => {
		sandbox.seedInstance('hypersender', { name: 'Taken' });
		const reply = await create(fields);
		expect(reply.status).toBe(422);
		expect(reply.json).toEqual({
			message: 'The given data was invalid.',
			errors: { [field]: [message] },
			statusCode: 422,
		});
		expect(sandbox.instances()).toHaveLength(1);
	});

	it('takes a name of 50 characters of any kind', async () => {
		expect((await create({ name: '🏬'.repeat(50) })).status).toBe(201);
	});

	it('reads a body that is no JSON as an empty one', async () => {
		const reply = await ask('/create-instance', { method: 'POST', body: '{"phone":' });
		expect([reply.status, Object.keys(at(reply, 'errors') as object)]).toEqual([
			422,
			['phone', 'name'],
		]);
	});
});

describe('a key', () => {
	it.each([
		['POST', '/create-instance'],
		['POST', '/some-id/request-new-qr-code'],
		['GET', '/some-id/health'],
		['POST', '/some-id/restart'],
		['GET', '/instances'],
	] as const)('is needed for %s %s', async (method, path) => {
		const url = sandbox.accounts.hypersender.baseUrl + path;
		for (const key of [undefined, 'wrong', sandbox.accounts.wachat.apiKey]) {
			const reply = await call(url, { method, ...(key && { key }) });
			expect([reply.status, reply.json]).toEqual([401, { message: 'Unauthenticated.' }]);
		}
	});
});

describe('an unknown instance', () => {
	it.each([
		['POST', '/some-id/request-new-qr-code'],
		['GET', '/some-id/health'],
		['POST', '/some-id/restart'],
	] as const)('is answered 404 by %s %s', async (method, path) => {
		const reply = await ask(path, { method });
		expect([reply.status, reply.json]).toEqual([404, { message: 'Instance not found.' }]);
	});

	it('differs from an unknown path', async () => {
		const reply = await ask('/some-id/nothing');
		expect(reply.status).toBe(404);
		expect(textAt(reply, 'message')).toMatch(/^The route .* could not be found\.$/);
		expect(sandbox.requestsTo('GET /some-id/nothing')).toHaveLength(1);
	});
});

describe('POST /:instance/request-new-qr-code', () => {
	it('replaces the code, which lives for 60 seconds', async () => {
		const created = await create();
		const id = textAt(created, 'id');
		const reply = await post(`/${id}/request-new-qr-code`);
		expect([reply.status, at(reply, 'status')]).toEqual([200, 'SCAN_QR_CODE']);
		expect(at(reply, 'qr_code')).not.toBe(at(created, 'qr_code'));
		const text = sandbox.instances()[0]?.pairingText;
		expect(qrText(Buffer.from(textAt(reply, 'qr_code'), 'base64'))).toBe(text);

		clock.advance(59_999);
		expect(sandbox.instances()[0]?.pairingText).toBe(text);
		clock.advance(1);
		expect(sandbox.instances()[0]?.pairingText).toBeNull();
		expect(() => {
			sandbox.scan(id);
		}).toThrow('has no valid QR code to scan; its status is SCAN_QR_CODE');
	});

	it.each([
		['WORKING', /already connected/],
		['STOPPED', /Restart it/],
		['FAILED', /Restart it/],
	])('answers 422 for %s', async (status, message) => {
		const { instanceId } = sandbox.seedInstance('hypersender', { name: 'Shop', status });
		const reply = await post(`/${instanceId}/request-new-qr-code`);
		expect(reply.status).toBe(422);
		expect(textAt(reply, 'message')).toMatch(message);
		expect(at(reply, 'statusCode')).toBe(422);
	});

	it('has no code to give while the instance starts', async () => {
		const { instanceId } = sandbox.seedInstance('hypersender', { name: 'S', status: 'STARTING' });
		const reply = await post(`/${instanceId}/request-new-qr-code`);
		expect([reply.status, at(reply, 'qr_code'), at(reply, 'status')]).toEqual([
			200,
			null,
			'STARTING',
		]);
	});
});

it('withholds QR codes until told otherwise', async () => {
	sandbox.withholdQrCodes('hypersender', true);
	const created = await create();
	const path = `/${textAt(created, 'id')}/request-new-qr-code`;
	for (const reply of [created, await post(path)]) {
		expect(reply.status).toBeLessThan(300);
		expect([at(reply, 'qr_code'), at(reply, 'status')]).toEqual([null, 'PENDING']);
	}
	sandbox.withholdQrCodes('hypersender', false);
	expect(textAt(await post(path), 'qr_code')).toMatch(/^iVBOR/);
});

describe('GET /:instance/health', () => {
	it('follows the phone', async () => {
		const id = textAt(await create(), 'id');
		const before = await ask(`/${id}/health`);
		expect(before.json).toEqual({ instance_id: id, connected_at: null, status: 'SCAN_QR_CODE' });
		sandbox.scan(id);
		const connectedAt = new Date(clock.now()).toISOString().slice(0, 19);
		expect((await ask(`/${id}/health`)).json).toEqual({
			instance_id: id,
			connected_at: connectedAt,
			status: 'WORKING',
		});
		sandbox.drop(id);
		expect(await statusOf(id)).toBe('STOPPED');
		sandbox.fail(id);
		expect(await statusOf(id)).toBe('FAILED');
		sandbox.setStatus(id, 'PASSKEY_REQUIRED');
		expect(await statusOf(id)).toBe('PASSKEY_REQUIRED');
		sandbox.remove(id);
		expect((await ask(`/${id}/health`)).status).toBe(404);
	});
});

describe('POST /:instance/restart', () => {
	it.each([
		['STOPPED', 'SCAN_QR_CODE', (id: string) => id],
		['connected before', 'WORKING', connectAndDrop],
		['FAILED', 'SCAN_QR_CODE', connectAndFail],
	])('takes an instance that is %s to %s', async (_case, last, prepare) => {
		const seeded = sandbox.seedInstance('hypersender', { name: 'Shop' });
		const id = prepare(seeded.instanceId);
		const reply = await post(`/${id}/restart`);
		expect([reply.status, reply.json]).toEqual([
			200,
			{ message: 'WhatsApp instance restarted successfully.' },
		]);
		expect(await statusOf(id)).toBe('STOPPED');
		clock.advance(5_000);
		expect(await statusOf(id)).toBe('STARTING');
		clock.advance(5_000);
		expect(await statusOf(id)).toBe(last);
	});

	function connectAndDrop(id: string): string {
		sandbox.scan(id);
		sandbox.drop(id);
		return id;
	}

	function connectAndFail(id: string): string {
		sandbox.scan(id);
		sandbox.fail(id);
		return id;
	}
});

describe('GET /instances', () => {
	beforeEach(() => {
		sandbox.seedInstance('hypersender', { name: 'Cairo Shop', phone: '+201' });
		sandbox.seedInstance('hypersender', { name: 'Giza', phone: '+202', status: 'WORKING' });
	});

	it.each([
		['', ['Cairo Shop', 'Giza']],
		['?filter[name]=shop', ['Cairo Shop']],
		['?filter%5Bphone%5D=%2B202', ['Giza']],
		['?filter[phone]=+202', []],
		['?filter[status]=SCAN_QR_CODE', ['Cairo Shop']],
		['?filter[uuid]=none', []],
		['?filter[name]=i&filter[status]=WORKING', ['Giza']],
	])('with %s gives %j', async (query, names) => {
		const reply = await ask(`/instances${query}`);
		expect(reply.status).toBe(200);
		expect((reply.json as { name: string }[]).map(({ name }) => name)).toEqual(names);
	});

	it('finds one by its UUID and shows a token once it has been connected', async () => {
		const [first, second] = sandbox.instances();
		const row = await ask(`/instances?filter[uuid]=${first?.instanceId ?? ''}`);
		expect([at(row, 0, 'id'), at(row, 0, 'access_token')]).toEqual([first?.instanceId, null]);
		expect(Object.keys(at(row, 0) as object)).not.toContain('qr_code');
		const connected = await ask(`/instances?filter[uuid]=${second?.instanceId ?? ''}`);
		expect(textAt(connected, 0, 'access_token')).toMatch(/^\d+\|/);
	});
});

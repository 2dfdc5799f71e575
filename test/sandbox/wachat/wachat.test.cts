import { startSandbox, type Sandbox } from '../index.cts';
import { at, call, textAt, type Call } from '../support/client.cts';
import { manualClock } from '../support/manualClock.cts';
import { qrText } from '../support/qrText.cts';

const clock = manualClock();
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
const create = (fields: object = {}) =>
	ask('/instance/create', { method: 'POST', body: { instanceName: 'store', ...fields } });
const seed = (status?: string) =>
	sandbox.seedInstance('wachat', { name: 'store', ...(status && { status }) }).instanceId;
const BUSINESS = { integration: 'WHATSAPP-BUSINESS' };

const ROUTES = [
	['POST', '/instance/create'],
	['GET', '/instance/qr'],
	['GET', '/instance/qr/image'],
	['GET', '/instance/qr/live?apiKey=wrong'],
	['GET', '/instance/state'],
	['GET', '/instance/list'],
	['DELETE', '/instance/logout'],
	['DELETE', '/instance/delete'],
	['GET', '/account/limits'],
	['GET', '/webhooks'],
	['POST', '/webhooks'],
	['DELETE', '/webhooks'],
] as const;

it.each(ROUTES)('%s %s needs a key', async (method, path) => {
	for (const key of [undefined, 'wrong', sandbox.accounts.hypersender.apiKey]) {
		const reply = await call(sandbox.accounts.wachat.baseUrl + path, {
			method,
			...(key && { key }),
		});
		expect([reply.status, reply.json]).toEqual([401, { message: 'Missing or invalid API key.' }]);
	}
});

it.each(ROUTES.filter(([, path]) => /qr|state|logout|delete/.test(path)))(
	'%s %s wants the name of an instance that is there',
	async (method, route) => {
		const path = route.replace('wrong', sandbox.accounts.wachat.apiKey);
		const nameless = await ask(path, { method });
		expect([nameless.status, at(nameless, 'error')]).toEqual([400, 'instanceName is required.']);
		const joint = path.includes('?') ? '&' : '?';
		const unknown = await ask(`${path}${joint}instanceName=none`, { method });
		expect([unknown.status, at(unknown, 'error')]).toEqual([404, 'Instance not found.']);
	},
);

it('answers an unknown path with a page', async () => {
	const reply = await ask('/instance/nothing');
	expect([reply.status, reply.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
});

describe('the QR code of an instance', () => {
	it('stays the same for 45 seconds and then becomes another', async () => {
		const name = textAt(await create(), 'instance', 'apiInstanceName');
		const text = sandbox.instances()[0]?.pairingText;
		clock.advance(44_999);
		const same = await ask(`/instance/qr?instanceName=${name}`);
		expect(same.status).toBe(200);
		expect(at(same, 'instance')).toEqual({
			id: 1,
			instanceName: name,
			displayName: 'store',
			integration: 'WHATSAPP-BAILEYS',
			evolutionInstanceId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
		});
		expect([at(same, 'qrcode', 'code'), at(same, 'qrcode', 'count')]).toEqual([text, 1]);
		clock.advance(1);
		expect(sandbox.instances()[0]?.pairingText).toBeNull();
		const picture = await ask(`/instance/qr/image?instanceName=${name}`);
		expect([picture.status, picture.headers['content-type']]).toEqual([200, 'image/png']);
		expect(qrText(picture.bytes)).not.toBe(text);
		expect(qrText(picture.bytes)).toBe(sandbox.instances()[0]?.pairingText);
		const next = await ask(`/instance/qr?instanceName=${name}`);
		expect(at(next, 'qrcode', 'count')).toBe(2);
	});

	it.each(['/instance/qr', '/instance/qr/image'])('%s has its refusals', async (path) => {
		const open = await ask(`${path}?instanceName=${seed('open')}`);
		expect([open.status, at(open, 'success')]).toEqual([502, false]);
		const business = sandbox.seedInstance('wachat', { name: 'b', details: BUSINESS }).instanceId;
		expect((await ask(`${path}?instanceName=${business}`)).status).toBe(409);
		const waiting = seed();
		sandbox.withholdQrCodes('wachat', true);
		expect((await ask(`${path}?instanceName=${waiting}`)).status).toBe(502);
		sandbox.withholdQrCodes('wachat', false);
		expect((await ask(`${path}?instanceName=${waiting}`)).status).toBe(200);
	});

	it.each(['close', 'refused'])('starts an instance that is %s again', async (status) => {
		const name = seed(status);
		expect((await ask(`/instance/qr?instanceName=${name}`)).status).toBe(200);
		expect(sandbox.instances()[0]?.status).toBe('connecting');
		sandbox.scan(name);
		expect(sandbox.instances()[0]?.status).toBe('open');
	});

	it('can be fetched with the key in the query', async () => {
		const url = `${sandbox.accounts.wachat.baseUrl}/instance/qr/image?instanceName=${seed()}`;
		expect((await call(`${url}&apiKey=${sandbox.accounts.wachat.apiKey}`)).status).toBe(200);
	});

	it('has a page that shows it until the phone is connected', async () => {
		const name = sandbox.seedInstance('wachat', { name: '<store>' }).instanceId;
		const url = `${sandbox.accounts.wachat.baseUrl}/instance/qr/live?instanceName=${name}`;
		expect((await call(url, { key: sandbox.accounts.wachat.apiKey })).status).toBe(400);
		const page = await call(`${url}&apiKey=${sandbox.accounts.wachat.apiKey}`);
		expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
		expect(page.text).not.toContain('<store>');
		const picture = /<img src="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
		expect(qrText((await call(picture)).bytes)).toBe(sandbox.instances()[0]?.pairingText);
		sandbox.scan(name);
		const done = await call(`${url}&apiKey=${sandbox.accounts.wachat.apiKey}`);
		expect(done.text).toContain('WhatsApp is connected.');
	});
});

describe('GET /instance/state and /instance/list', () => {
	it('follow the phone', async () => {
		const name = textAt(await create({ number: '628' }), 'instance', 'apiInstanceName');
		const path = `/instance/state?instanceName=${name}`;
		expect((await ask(path)).json).toEqual({
			success: true,
			data: { instance: { instanceName: name, state: 'connecting' } },
			instance: {
				instanceName: 'store',
				apiInstanceName: name,
				internalName: name,
				state: 'connecting',
				profileName: null,
				profilePictureUrl: null,
				profilePicUrl: null,
				number: '628',
				owner: null,
				integration: 'WHATSAPP-BAILEYS',
			},
		});
		sandbox.scan(name);
		expect(at(await ask(path), 'instance', 'owner')).toBe('628@s.whatsapp.net');
		sandbox.ownControl('wachat', 'setOwner', { instanceId: name, owner: '4915' });
		expect(at(await ask(path), 'instance', 'owner')).toBe('4915@s.whatsapp.net');
		const list = await ask('/instance/list');
		expect([at(list, 'count'), at(list, 'instances', 0, 'isConnected')]).toEqual([1, true]);
		expect(at(list, 'instances', 0)).toMatchObject({
			state: 'open',
			status: 'open',
			createdAt: new Date(clock.now()).toISOString(),
		});
		for (const state of ['close', 'refused', 'something-new']) {
			sandbox.setStatus(name, state);
			expect(at(await ask(path), 'data', 'instance', 'state')).toBe(state);
		}
	});

	it('learn the number from the phone that scans', async () => {
		const name = seed();
		expect(sandbox.instances()[0]?.phone).toBeNull();
		sandbox.scan(name);
		const reply = await ask(`/instance/state?instanceName=${name}`);
		expect(textAt(reply, 'instance', 'number')).toMatch(/^\d+$/);
	});
});

describe('ending an instance', () => {
	it('logs out once', async () => {
		const path = `/instance/logout?instanceName=${seed('open')}`;
		const reply = await ask(path, { method: 'DELETE' });
		expect([reply.status, reply.json]).toEqual([200, { success: true }]);
		expect(sandbox.instances()[0]?.status).toBe('close');
		const again = await ask(path, { method: 'DELETE' });
		expect(again.status).toBe(400);
		expect(textAt(again, 'error')).toMatch(/is not connected/);
	});

	it('deletes after the logout only', async () => {
		const name = seed('open');
		const path = `/instance/delete?instanceName=${name}`;
		const refused = await ask(path, { method: 'DELETE' });
		expect([refused.status, refused.json]).toEqual([
			409,
			{
				success: false,
				error: 'Instance must be logged out before deletion.',
				reason: 'instance_still_connected',
				connectionState: 'open',
			},
		]);
		sandbox.drop(name);
		const reply = await ask(path, { method: 'DELETE' });
		expect([reply.status, reply.json]).toEqual([
			200,
			{
				success: true,
				message: 'Instance deleted.',
				instance: { id: 1, instanceName: name, displayName: 'store' },
				connectionState: 'close',
				instanceDeleted: true,
				instanceMissing: false,
			},
		]);
		expect(sandbox.instances()).toHaveLength(0);
	});

	it('does not delete a Business instance', async () => {
		const name = sandbox.seedInstance('wachat', { name: 'b', details: BUSINESS }).instanceId;
		const reply = await ask(`/instance/delete?instanceName=${name}`, { method: 'DELETE' });
		expect(reply.status).toBe(400);
	});
});

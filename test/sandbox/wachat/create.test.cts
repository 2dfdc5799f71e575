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
const create = (fields: object = {}, query = '') =>
	ask(`/instance/create${query}`, { method: 'POST', body: { instanceName: 'store', ...fields } });
const META = { metaToken: 'a', metaBusinessId: 'b', metaPhoneNumberId: 'c' };
const BUSINESS = { integration: 'WHATSAPP-BUSINESS' };

describe('POST /instance/create', () => {
	it('gives a new instance with a QR code a phone can read', async () => {
		const reply = await create({ number: '628123456789', alwaysOnline: true });
		const [instance] = sandbox.instances('wachat');
		const name = instance?.instanceId ?? '';
		expect(name).toMatch(/^t1_[a-z0-9]{8}_store$/);
		expect(reply.status).toBe(201);
		const qrAddress = `${sandbox.accounts.wachat.baseUrl}/instance/qr`;
		expect(reply.json).toEqual({
			success: true,
			instance: {
				id: 1,
				instanceName: 'store',
				displayName: 'store',
				apiInstanceName: name,
				internalName: name,
				number: '628123456789',
				integration: 'WHATSAPP-BAILEYS',
			},
			qrcode: {
				pairingCode: expect.stringMatching(/^[A-Z0-9]{8}$/) as unknown,
				code: instance?.pairingText,
				base64: expect.stringMatching(/^data:image\/png;base64,iVBOR/) as unknown,
				imageUrl: `${qrAddress}/image?instanceName=${name}`,
				liveUrl: `${qrAddress}/live?instanceName=${name}`,
				count: 1,
			},
			qrError: null,
		});
		const png = Buffer.from(textAt(reply, 'qrcode', 'base64').split(',')[1] ?? '', 'base64');
		expect(qrText(png)).toBe(instance?.pairingText);
		expect(instance).toMatchObject({
			status: 'connecting',
			details: { settings: { alwaysOnline: true } },
		});
	});

	it('has no pairing code and an empty number when none was given', async () => {
		const reply = await create();
		expect([at(reply, 'qrcode', 'pairingCode'), at(reply, 'instance', 'number')]).toEqual([
			null,
			'',
		]);
	});

	it('answers with the picture when asked to', async () => {
		const reply = await create({ instanceName: 'Größe 🏬' }, '?response=image');
		const [instance] = sandbox.instances();
		expect(reply.status).toBe(201);
		expect(reply.headers).toMatchObject({
			'content-type': 'image/png',
			'x-instance-name': encodeURIComponent('Größe 🏬'),
			'x-api-instance-name': instance?.instanceId,
		});
		expect(qrText(reply.bytes)).toBe(instance?.pairingText);
	});

	it('connects a Business instance at once and has no code for it, not even as a picture', async () => {
		for (const query of ['', '?response=image']) {
			const reply = await create({ ...BUSINESS, ...META }, query);
			expect([reply.status, at(reply, 'qrcode'), at(reply, 'qrError')]).toEqual([201, null, null]);
			expect(sandbox.instances().at(-1)).toMatchObject({ status: 'open', details: BUSINESS });
		}
	});

	it('says why when the code is withheld, in both forms', async () => {
		sandbox.withholdQrCodes('wachat', true);
		for (const query of ['', '?response=image']) {
			const reply = await create({}, query);
			expect([reply.status, at(reply, 'qrcode')]).toEqual([201, null]);
			expect(textAt(reply, 'qrError')).toMatch(/could not be fetched/);
		}
		expect(sandbox.instances()).toHaveLength(2);
	});

	it.each([
		['no instanceName', { instanceName: undefined }, '', /instanceName is required/],
		['an unknown integration', { integration: 'SMS' }, '', /integration must be one of/],
		['a Business instance without Meta fields', BUSINESS, '', /metaToken, metaBusinessId/],
		['one Meta field missing', { ...BUSINESS, ...META, metaToken: '' }, '', /^metaToken required/],
		['a setting that is no boolean', { rejectCalls: 'yes' }, '', /rejectCalls/],
		['a number that is no text', { number: 628 }, '', /number must be a string/],
		['an unknown form', {}, '?response=pdf', /json or image/],
	])('answers 400 for %s', async (_case, fields, query, error) => {
		const reply = await create(fields, query);
		expect([reply.status, at(reply, 'success')]).toEqual([400, false]);
		expect(textAt(reply, 'error')).toMatch(error);
		expect(sandbox.instances()).toHaveLength(0);
	});

	it('answers 403 when the account holds no more', async () => {
		sandbox.ownControl('wachat', 'setInstanceLimit', { limit: 1 });
		expect((await create()).status).toBe(201);
		const reply = await create();
		expect([reply.status, reply.json]).toEqual([
			403,
			{ message: 'Subscription restriction prevented this action.' },
		]);
		const limits = await ask('/account/limits');
		expect(at(limits, 'limits', 'instances')).toEqual({
			limit: 1,
			used: 1,
			remaining: 0,
			isLimitReached: true,
		});
	});
});

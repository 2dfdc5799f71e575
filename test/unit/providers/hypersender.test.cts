import fc from 'fast-check';

import { hypersender, normalizeInstance } from '../../../nodes/providers/hypersender.ts';
import { fakeSend, parametersOf, providerError } from '../support/fakeSend.cts';
import { drawQrCode } from '../support/pngs.cts';
import { failureOf, refusalOf } from '../support/refusals.cts';

const ID = 'c9a1dd76-5678-4f9d-9012-a5b78de100c3';

/** The example of the seed document, apart from its image. */
const shop = {
	id: ID,
	name: 'Cairo Store',
	phone: '+201234567890',
	service_type: 'whatsapp',
	status: 'SCAN_QR_CODE',
	access_token: 'token',
	created_at: '2025-05-26T10:12:45',
};
const shopInstance = {
	instanceId: ID,
	name: 'Cairo Store',
	phone: '201234567890',
	status: 'awaitingScan',
	providerStatus: 'SCAN_QR_CODE',
	createdAt: '2025-05-26T10:12:45',
	accessToken: 'token',
};

let png: Buffer;
beforeAll(async () => {
	png = await drawQrCode('2@hypersender');
});

const planOf = (values: Record<string, unknown>) =>
	hypersender.readCreatePlan(parametersOf(values));
const valid = { name: 'Cairo Store', phone: '+20 123 456 7890' };

describe('the parameters of Create', () => {
	it('become the body of the seed document', () => {
		const webhookUrl = ' https://example.com/hook?x=1 ';
		expect(planOf({ ...valid, name: '  Cairo Store ', webhookUrl })).toEqual({
			name: 'Cairo Store',
			phone: '201234567890',
			query: {},
			body: {
				phone: '+201234567890',
				name: 'Cairo Store',
				webhook_url: 'https://example.com/hook?x=1',
			},
			secrets: [],
		});
	});

	it('need no webhook address', () => {
		expect(planOf({ ...valid, webhookUrl: '  ' }).body).toEqual({
			phone: '+201234567890',
			name: 'Cairo Store',
		});
	});

	it('may hold the phone as a number, as spreadsheets give it', () => {
		expect(planOf({ ...valid, phone: 201234567890 }).body.phone).toBe('+201234567890');
	});

	it.each([
		['50 letters', 'x'.repeat(50)],
		['50 Arabic letters', 'م'.repeat(50)],
		['50 emoji, which are two units each in JavaScript', '🏪'.repeat(50)],
	])('may hold a name of %s', (_what, name) => {
		expect(planOf({ ...valid, name }).body.name).toBe(name);
	});

	it.each([
		['an empty name', { ...valid, name: ' ' }, "'Name' is empty"],
		['a missing name', { phone: valid.phone }, "'Name' is empty"],
		['a name of 51 characters', { ...valid, name: 'x'.repeat(51) }, "'Name' is too long: 51"],
		['an empty phone', { ...valid, phone: '' }, "'Phone' is empty"],
		['a missing phone', { name: 'Shop' }, "'Phone' is empty"],
		['a word as phone', { ...valid, phone: 'mine' }, "'Phone' is not a phone number"],
		['a webhook over http', { ...valid, webhookUrl: 'http://example.com' }, "'Webhook URL'"],
		['a webhook without scheme', { ...valid, webhookUrl: 'example.com/hook' }, "'Webhook URL'"],
		['a webhook that is no address', { ...valid, webhookUrl: 'https://' }, "'Webhook URL'"],
	])('are refused by name: %s', (_what, values, complaint) => {
		const { message, description } = refusalOf(() => planOf(values));
		expect(message).toContain(complaint);
		expect(description).not.toBe('');
	});
});

describe('creating', () => {
	const create = async (answer: Parameters<typeof fakeSend>[0]) => {
		const { send, requests } = fakeSend(answer);
		return { result: await hypersender.create(send, planOf(valid)), requests };
	};

	it('sends one request within the documented limit', async () => {
		const { requests } = await create({ status: 201, json: shop });
		expect(requests).toEqual([
			{
				method: 'POST',
				path: '/create-instance',
				body: { phone: '+201234567890', name: 'Cairo Store' },
				limit: expect.objectContaining({ requests: 5, perMilliseconds: 60_000 }) as object,
			},
		]);
	});

	it('understands the answer of the seed document', async () => {
		const { result } = await create({
			status: 201,
			json: { ...shop, qr_code: png.toString('base64') },
		});
		expect(result.instance).toEqual(shopInstance);
		expect(result.qrCode).toEqual({ png, validFor: 60_000 });
	});

	it("understands Laravel's wrapper, and fields nobody knows", async () => {
		const data = { ...shop, qr_code: `data:image/png;base64,${png.toString('base64')}`, extra: 1 };
		const { result } = await create({ json: { data, meta: {} } });
		expect(result.instance).toEqual(shopInstance);
		expect(result.qrCode).toEqual({ png, validFor: 60_000 });
		expect(result.answer).toEqual(data);
	});

	it.each([
		['missing', undefined, 'holds none yet', true],
		['null', null, 'holds none yet', true],
		['empty', '', 'holds none yet', true],
		['of another type', { png: 'x' }, 'holds none yet', true],
		['garbage', 'not an image!', 'not base64', false],
		['another image', '/9j/4AAQSkZJRgABAQ==', 'not a PNG', false],
		['cut off', 'iVBORw0KGgoAAAANSUhEUg==', 'cut off', false],
	])('keeps the instance when its QR code is %s', async (_what, qrCode, problem, passing) => {
		const { result } = await create({ json: { ...shop, qr_code: qrCode } });
		expect(result.instance.instanceId).toBe(ID);
		expect(result.qrCode).toEqual({
			problem: expect.stringContaining(problem) as string,
			passing,
		});
	});

	it.each([
		['has no ID', { ...shop, id: undefined }, "'id'"],
		['has an empty ID', { ...shop, id: ' ' }, "'id'"],
		['is a list', [shop], 'not an instance'],
		['is a text', 'ok', 'not an instance'],
		['is null', null, 'not an instance'],
	])('says so when the answer %s', async (_what, json, reason) => {
		const { send } = fakeSend({ json });
		const { description } = await failureOf(hypersender.create(send, planOf(valid)));
		expect(description).toContain(reason);
	});

	it('recognises that a name is taken by the complaint about the field', () => {
		const taken = { name: ['The name has already been taken.'] };
		expect(hypersender.isNameTaken(providerError('validation', 422, taken))).toBe(true);
		expect(hypersender.isNameTaken(providerError('conflict', 409))).toBe(true);
		expect(hypersender.isNameTaken(providerError('validation', 422, { phone: ['x'] }))).toBe(false);
		expect(hypersender.isNameTaken(providerError('forbidden', 403))).toBe(false);
	});
});

describe('listing', () => {
	const listOf = async (json: unknown) =>
		(await hypersender.getMany(fakeSend({ json }).send)).map(({ instance }) => instance);

	it('reads a bare list and a wrapped one', async () => {
		expect(await listOf([shop])).toEqual([shopInstance]);
		expect(await listOf({ data: [shop] })).toEqual([shopInstance]);
		expect(await listOf([])).toEqual([]);
	});

	it('passes over rows that are no instances, and over fields nobody knows', async () => {
		const rows = [null, 'x', [], {}, { name: 'no ID' }, { id: ID, extra: { a: 1 } }];
		expect(await listOf(rows)).toEqual([
			{
				instanceId: ID,
				name: null,
				phone: null,
				status: 'unknown',
				providerStatus: null,
				createdAt: null,
			},
		]);
	});

	it('has the provider look for a name when one is given', async () => {
		const { send, requests } = fakeSend({ json: [] }, { json: [] });
		await hypersender.getMany(send, 'Shop & Co');
		await hypersender.getMany(send);
		expect(requests[0]).toMatchObject({
			path: '/instances',
			query: { 'filter[name]': 'Shop & Co' },
		});
		expect(requests[1]).not.toHaveProperty('query');
	});

	it.each([[{}], [{ data: {} }], ['text'], [5], [null]])(
		'says that %j is no list',
		async (json) => {
			const { description } = await failureOf(hypersender.getMany(fakeSend({ json }).send));
			expect(description).toContain('not a list');
		},
	);
});

describe('asking for a fresh QR code', () => {
	it('spends the one request a minute that is documented', async () => {
		const { send, requests } = fakeSend({ json: { ...shop, qr_code: png.toString('base64') } });
		const { instance, qrCode } = await hypersender.requestQrCode(send, ID, 'image');
		expect(instance).toEqual(shopInstance);
		expect(qrCode).toEqual({ png, validFor: 60_000 });
		expect(requests).toEqual([
			{
				method: 'POST',
				path: `/${ID}/request-new-qr-code`,
				subject: `instance '${ID}'`,
				limit: expect.objectContaining({ requests: 1, perMilliseconds: 60_000 }) as object,
			},
		]);
	});

	it('knows the instance even when the answer does not name it', async () => {
		const { send } = fakeSend({ json: { qr_code: png.toString('base64') } });
		const { instance } = await hypersender.requestQrCode(send, ID, 'image');
		expect(instance.instanceId).toBe(ID);
	});

	it('never lets an ID reach another path', async () => {
		const { send, requests } = fakeSend({ json: shop });
		await hypersender.requestQrCode(send, '../a b?c#d', 'image');
		expect(requests[0]?.path).toBe('/..%2Fa%20b%3Fc%23d/request-new-qr-code');
	});
});

describe('statuses', () => {
	it.each([
		['PENDING', 'pending'],
		['STARTING', 'starting'],
		['SCAN_QR_CODE', 'awaitingScan'],
		['WORKING', 'connected'],
		['STOPPED', 'disconnected'],
		['FAILED', 'failed'],
		['PASSKEY_REQUIRED', 'unknown'],
		['', 'unknown'],
		[null, 'unknown'],
	])('%j is %s', (status, expected) => {
		expect(normalizeInstance({ ...shop, status })?.status).toBe(expected);
	});

	it('keep the word of the provider', () => {
		expect(normalizeInstance({ ...shop, status: 'NEW' })?.providerStatus).toBe('NEW');
	});

	it('never stop the reading, whatever was sent', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (status, phone) => {
				const row = { ...shop, status, phone } as Parameters<typeof normalizeInstance>[0];
				expect(normalizeInstance(row)?.instanceId).toBe(ID);
			}),
		);
	});
});

it('describes its IDs by a pattern that its own example matches', () => {
	const pattern = new RegExp(hypersender.instanceIdPattern);
	expect(hypersender.instanceIdExample).toMatch(pattern);
	expect(ID.toUpperCase()).toMatch(pattern);
	expect(`${ID}/restart`).not.toMatch(pattern);
	expect('t1_mq9r2jov_store').not.toMatch(pattern);
});

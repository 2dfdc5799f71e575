// The less usual ways in which a body says that something failed, or that a list is not whole.
import { idOrNull } from '../../nodes/domain/text.ts';
import { hypersender } from '../../nodes/providers/hypersender/index.ts';
import { checkWhole, readRefusal, reportsFailure } from '../../nodes/providers/readers.ts';
import { wachat } from '../../nodes/providers/wachat/index.ts';
import { fakeSend, parametersOf } from '../unit/support/fakeSend.cts';
import { drawQrCode } from '../unit/support/pngs.cts';

describe('a failure', () => {
	it.each([
		// What JSON makes of an `Error` in JavaScript.
		[{ error: {} }],
		[{ error: { code: 404 } }],
		[{ error: 1 }],
		[{ success: 'False' }],
		[{ ok: '0' }],
		[{ statusCode: '500' }],
		[{ status: 'Failure' }],
	])('is %j', (json) => {
		expect(reportsFailure(json)).toBe(true);
	});

	it.each([
		// A pairing code and the text of a QR code.
		[{ code: '40412345', pairingCode: '40412345' }],
		[{ code: 'WZYEH1YY', error: 0 }],
		[{ status: 'failed', statusCode: '200' }],
		[{ success: 1, ok: 'true' }],
		[{ status: 4040 }],
	])('is not %j', (json) => {
		expect(reportsFailure(json)).toBe(false);
	});

	it.each<[object, string]>([
		[
			{ status: 403, error: 'Forbidden', response: { message: [['The name is taken.']] } },
			'The name is taken.',
		],
		[{ message: ['name is too long', 'phone is missing'] }, 'name is too long phone is missing.'],
		[{ errors: [{ message: 'First' }, 'Second'] }, 'First Second'],
		[{ errors: 'Not today' }, 'Not today'],
		[{ success: false, data: { message: 'Busy' } }, 'Busy.'],
	])('says so in its own words: %j', (body, message) => {
		expect(readRefusal(200, body).message).toBe(message);
	});
});

describe('what a create request has created', () => {
	const id = 'c9a1dd76-5678-4f9d-9012-a5b78de100c3';

	async function wasCarriedOut(provider: typeof hypersender, values: object, json: object) {
		const { send, requests } = fakeSend({ json: { ...json } });
		const plan = provider.create.readPlan(parametersOf({ ...values }));
		await provider.create.run(send, plan).catch(() => undefined);
		return requests[0]?.wasCarriedOut?.(json);
	}

	it.each<[boolean, object]>([
		[true, { error: true, id }],
		[true, { success: false, data: { id } }],
		[false, { success: false }],
		[false, { success: false, id: 'req_42' }],
		[false, { success: false, id: ' ' }],
	])('at Hypersender is there (%s) after %j', async (expected, json) => {
		const values = { name: 'Shop', phone: '+201234567890' };
		expect(await wasCarriedOut(hypersender, values, json)).toBe(expected);
	});

	it.each<[boolean, object]>([
		[true, { success: false, instance: { apiInstanceName: 't1_a' } }],
		[true, { error: true, instance: { internalName: 't1_a' } }],
		[false, { success: false, instance: { instanceName: 'Shop' } }],
		[false, { success: false, instance: { apiInstanceName: ' ' } }],
	])('at Wachat is there (%s) after %j', async (expected, json) => {
		expect(await wasCarriedOut(wachat, { name: 'Shop' }, json)).toBe(expected);
	});
});

describe('a list', () => {
	async function check(json: object, headers: Record<string, string> = {}): Promise<void> {
		const response = await fakeSend({ json, headers }).send({ method: 'GET', path: '/' });
		checkWhole(response, 0, 'instances');
	}

	it.each<[object, Record<string, string>]>([
		[{ meta: { pagination: { total: 3 } } }, {}],
		[{ Total_Count: 1 }, {}],
		[{ _links: {}, links: { next: { href: '/instances?page=2' } } }, {}],
		[{ nextPageToken: 'abc' }, {}],
		[{ page: { number: 0, totalPages: 2 } }, {}],
		[[], { link: '</?page=2>; title="a, b"; rel = "last next"' }],
		[[], { link: '</?page=9>; rel="last", </?page=2>; rel=next' }],
	])('is not whole: %j %j', async (json, headers) => {
		await expect(check(json, headers)).rejects.toMatchObject({ message: 'incomplete' });
	});

	it.each<[object, Record<string, string>]>([
		[{ links: { next: { href: null } } }, {}],
		[{ page: { number: 0, totalPages: 1 } }, {}],
		[{ meta: { deep: { total: 3 } } }, {}],
		[[], { link: '</nextcloud>; rel="prev"' }],
	])('is whole: %j %j', async (json, headers) => {
		await expect(check(json, headers)).resolves.toBeUndefined();
	});
});

describe('an ID', () => {
	it.each([
		['t1_a b', 't1_a b'],
		[' t1_a ', ' t1_a '],
		['  ', null],
		[26, '26'],
		[Number.POSITIVE_INFINITY, null],
		// No address can contain it.
		['a\ud800', 'a'],
		['\ud800', null],
		[{}, null],
	])('%j is handed on as %j', (sent, id) => {
		expect(idOrNull(sent)).toBe(id);
	});

	it('that Wachat gives may contain blanks, and is taken back', () => {
		const pattern = new RegExp(wachat.instanceId.pattern);
		for (const id of ['t1_a b', 't1_é  ü', 'a']) expect(id).toMatch(pattern);
		for (const id of ['', ' ', ' a']) expect(id).not.toMatch(pattern);
	});

	it.each([
		['Caf%C3%A9%20Zo%C3%AB', 't1_Caf%C3%A9%20Zo%C3%AB', 't1_Café Zoë'],
		['Caf%C3%A9+Zo%C3%AB', 't1_Caf%C3%A9+Zo%C3%AB', 't1_Café Zoë'],
		[
			Buffer.from('Café Zoë').toString('latin1'),
			Buffer.from('t1_Café').toString('latin1'),
			't1_Café',
		],
		['Café Zoë', 't1_Café Zoë', 't1_Café Zoë'],
	])('in a header is decoded as the name is: %s, %s', async (name, apiName, id) => {
		const headers = { 'x-instance-name': name, 'x-api-instance-name': apiName };
		const { send } = fakeSend({ bytes: await drawQrCode('2@x'), headers });
		const plan = wachat.create.readPlan(parametersOf({ name: 'Café Zoë' }));
		expect((await wachat.create.run(send, plan)).instance.instanceId).toBe(id);
	});
});

describe('a response without a code', () => {
	it.each<[object, object]>([
		[
			{ instance: { state: 'refused' }, qrcode: null },
			{ isOver: true, isTransient: false },
		],
		[{ qrcode: { code: null }, state: 'refused' }, { isOver: true }],
	])('means the end after the last code: %j', async (json, expected) => {
		const { send } = fakeSend({ json });
		const { qrCode } = await wachat.qrCode.request(send, 't1_a', 'json');
		expect(qrCode).toMatchObject(expected);
	});

	it('does not mean the end while there is a code to type, or nothing says so', async () => {
		const typed = { qrcode: { pairingCode: 'WZYEH1YY' }, instance: { state: 'refused' } };
		for (const json of [typed, { qrcode: null }, { qrcode: null, state: 'connecting' }]) {
			const { send } = fakeSend({ json });
			const { qrCode } = await wachat.qrCode.request(send, 't1_a', 'json');
			expect(qrCode).not.toHaveProperty('isOver');
		}
	});

	it('in an event means the end when it is refused, and not while the codes go on', () => {
		const codeOf = (data: object) =>
			wachat.webhooks.kind === 'none'
				? undefined
				: wachat.webhooks.read({ event: 'qrcode.updated', data: { ...data } }, {})?.qrCode;
		expect(codeOf({ state: 'refused' })).toMatchObject({ isOver: true });
		expect(codeOf({ statusCode: 500 })).toMatchObject({ isOver: true });
		expect(codeOf({ state: 'connecting' })).not.toHaveProperty('isOver');
		expect(codeOf({ qrcode: { pairingCode: 'WZYEH1YY' }, state: 'refused' })).toMatchObject({
			withoutImage: { pairingCode: 'WZYEH1YY' },
		});
	});
});

it('says nothing of the status of a row at Wachat whose fields contradict each other', async () => {
	const rows = [
		{ state: 'close', isConnected: true },
		{ state: 'open', isConnected: false },
		{ state: 'open', status: 'close' },
		{ state: 'busy', status: 'open', isConnected: false },
	].map((row, index) => ({ apiInstanceName: `t1_${index}`, ...row }));
	const listed = await wachat.status.list(fakeSend({ json: { instances: rows } }).send);
	for (const { instance } of listed) {
		expect(instance).toMatchObject({ status: 'unknown', providerStatus: null });
	}
});

it('tells in plain words what a person has to do about a passkey', () => {
	for (const word of ['PASSKEY_REQUIRED', 'PASSKEY_CONFIRMATION_REQUIRED']) {
		expect(hypersender.statusHints[word]).toMatch(/The person has to .* web\.whatsapp\.com/);
	}
});

// The answers of nodes/providers/wachat that bring a QR code; the rest is in wachat.test.cts.
import { wachat } from '../../nodes/providers/wachat/index.ts';
import { fakeSend, parametersOf, providerError } from '../unit/support/fakeSend.cts';
import { drawQrCode } from '../unit/support/pngs.cts';
import { failureOf } from '../unit/support/refusals.cts';

const ID = 't1_mq9r2jov_store-jakarta';
const VALID_FOR = 45_000;

/** The documented example, apart from its image (API.md, "POST /instance/create"). */
const created = {
	success: true,
	instance: {
		id: 26,
		instanceName: 'store-jakarta',
		displayName: 'store-jakarta',
		apiInstanceName: ID,
		internalName: ID,
		number: '628123456789',
		integration: 'WHATSAPP-BAILEYS',
	},
};
const imageHeaders = {
	'content-type': 'image/png',
	'x-instance-name': 'store-jakarta',
	'x-api-instance-name': ID,
};

let png: Buffer;
let dataUri: string;
beforeAll(async () => {
	png = await drawQrCode('2@wachat');
	dataUri = `data:image/png;base64,${png.toString('base64')}`;
});

type Answer = Parameters<typeof fakeSend>[0];

async function create(answer: Answer, values: Record<string, unknown> = {}) {
	const { send, requests } = fakeSend(answer);
	const parameters = { name: 'store-jakarta', phone: '628123456789', ...values };
	const plan = wachat.create.readPlan(parametersOf(parameters));
	return { requests, result: await wachat.create.run(send, plan) };
}
const createAsJson = async (json: unknown) =>
	(await create({ status: 201, json }, { qrResponse: 'json' })).result;
const createAsImage = async (answer: Answer) => (await create(answer)).result;

describe('creating with the answer as JSON', () => {
	it('sends one request that asks for JSON', async () => {
		const { requests } = await create({ json: created }, { qrResponse: 'json' });
		expect(requests).toEqual([
			{
				method: 'POST',
				path: '/instance/create',
				query: { response: 'json' },
				wasCarriedOut: expect.any(Function) as unknown,
				body: {
					instanceName: 'store-jakarta',
					number: '628123456789',
					integration: 'WHATSAPP-BAILEYS',
				},
				image: false,
			},
		]);
	});

	it('understands the documented response', async () => {
		const qrcode = {
			pairingCode: 'WZYEH1YY',
			code: '2@wachat',
			base64: dataUri,
			imageUrl: `https://app.wachat.net/api/v1/instance/qr/image?instanceName=${ID}`,
			liveUrl: `https://app.wachat.net/api/v1/instance/qr/live?instanceName=${ID}`,
			count: 1,
		};
		const { instance, qrCode } = await createAsJson({ ...created, qrcode, qrError: null });
		expect(instance).toEqual({
			instanceId: ID,
			name: 'store-jakarta',
			phone: '628123456789',
			status: 'unknown',
			providerStatus: null,
			createdAt: null,
			details: { id: 26 },
		});
		expect(qrCode).toEqual({
			png,
			validFor: VALID_FOR,
			pairingCode: 'WZYEH1YY',
			text: '2@wachat',
			details: { imageUrl: qrcode.imageUrl, liveUrl: qrcode.liveUrl },
		});
	});

	it('claims no pairing code and no address that did not come', async () => {
		const qrcode = { base64: dataUri, pairingCode: null, code: '', imageUrl: null, liveUrl: null };
		const { qrCode } = await createAsJson({ ...created, qrcode });
		expect(qrCode).toEqual({ png, validFor: VALID_FOR, details: {} });
	});

	it.each([
		['is null', { qrcode: null }, 'contains none yet', true],
		['is missing', {}, 'contains none yet', true],
		['is garbage', { qrcode: { base64: 'not an image!' } }, 'not base64', false],
		['is a text', { qrcode: 'iVBORw0KGgo=' }, 'contains none yet', true],
		['could not be fetched', { qrcode: null, qrError: 'Timed out' }, 'says: Timed out', true],
	])('keeps the instance when its QR code %s', async (_what, extra, problem, isTransient) => {
		const { instance, qrCode } = await createAsJson({ ...created, ...extra });
		expect(instance).toMatchObject({ instanceId: ID, name: 'store-jakarta' });
		expect(qrCode).toEqual({ problem: expect.stringContaining(problem) as string, isTransient });
	});

	it.each([
		['there is no image', { pairingCode: 'WZYEH1YY' }, 'contains none yet', true],
		['the image is garbage', { pairingCode: 'WZYEH1YY', base64: '!' }, 'not base64', false],
		['it could not be fetched', { pairingCode: 'WZYEH1YY' }, 'says: late', true],
	])('keeps a pairing code when %s', async (_what, qrcode, problem, isTransient) => {
		const qrError = problem.includes('late') ? 'late' : null;
		const { qrCode } = await createAsJson({ ...created, qrcode, qrError });
		expect(qrCode).toEqual({
			problem: expect.stringContaining(problem) as string,
			isTransient,
			withoutImage: { validFor: VALID_FOR, pairingCode: 'WZYEH1YY', details: {} },
		});
	});

	it('takes the code although the provider complains', async () => {
		const answer = { ...created, qrcode: { base64: dataUri }, qrError: 'late' };
		expect((await createAsJson(answer)).qrCode).toMatchObject({ png });
	});

	it('fills in name and phone where the answer leaves them out', async () => {
		const { instance } = await createAsJson({ instance: { apiInstanceName: ID, number: '' } });
		expect(instance).toMatchObject({ name: 'store-jakarta', phone: '628123456789' });
	});

	it.each([[{ success: true }], [{ instance: { id: 26, instanceName: 'x' } }], [{ instance: [] }]])(
		'says which field is missing from %j',
		async (json) => {
			const { description } = await failureOf(createAsJson(json));
			expect(description).toContain("'instance.apiInstanceName'");
		},
	);
});

describe('creating with the answer as an image', () => {
	it('takes the image from the body and the names from the headers', async () => {
		const { result, requests } = await create({ bytes: png, headers: imageHeaders });
		expect(requests[0]).toMatchObject({ query: { response: 'image' }, image: true });
		expect(result.instance).toMatchObject({
			instanceId: ID,
			name: 'store-jakarta',
			phone: '628123456789',
		});
		expect(result.qrCode).toEqual({ png, validFor: VALID_FOR });
	});

	describe('finds the name in its header', () => {
		const nameFrom = async (header: string, asked: string) => {
			const headers = { ...imageHeaders, 'x-instance-name': header };
			return (await create({ bytes: png, headers }, { name: asked })).result.instance.name;
		};
		// HTTP hands the bytes of a header over one by one.
		const utf8 = (text: string) => Buffer.from(text).toString('latin1');

		it.each([
			['as UTF-8', utf8('متجر'), 'متجر'],
			['as Latin-1, the way of servers in Node.js', 'Café Zoë', 'Café Zoë'],
			['percent-encoded', encodeURIComponent('متجر'), 'متجر'],
			['percent-encoded with its marks', 'Caf%C3%A9%20%28Zo%C3%AB%29%21', 'Café (Zoë)!'],
			['as a form encodes it', 'Caf%C3%A9+Zo%C3%AB', 'Café Zoë'],
		])('%s, whether it is the one asked for or not', async (_way, header, name) => {
			expect(await nameFrom(header, name)).toBe(name);
			if (!header.includes('+')) expect(await nameFrom(header, 'Another')).toBe(name);
		});

		it.each([
			['50% off', '50% off'],
			['50% off', '50%25%20off'],
			['100%25', '100%25'],
			['a+b', 'a+b'],
			['a+b', 'a%2Bb'],
			['Ã©', 'Ã©'],
		])('when %j was asked for and %j came', async (asked, header) => {
			expect(await nameFrom(header, asked)).toBe(asked);
		});
	});

	it('falls back to the name that was sent', async () => {
		const headers = { ...imageHeaders, 'x-instance-name': '' };
		expect((await createAsImage({ bytes: png, headers })).instance.name).toBe('store-jakarta');
	});

	it('understands JSON that comes instead, such as a QR code that could not be fetched', async () => {
		const answer = { ...created, qrcode: null, qrError: 'QR not ready' };
		const { instance, qrCode } = await createAsImage({ status: 201, json: answer });
		expect(instance.instanceId).toBe(ID);
		expect(qrCode).toEqual({ problem: 'Wachat says: QR not ready', isTransient: true });
	});

	it.each([
		['a web page', Buffer.from('<html>'), 'text/html', 'a web page'],
		['nothing', Buffer.alloc(0), 'image/png', 'it is empty'],
		['another image', Buffer.from('GIF89a'), 'image/png', 'not a PNG'],
		['half an image', () => png.subarray(0, 100), 'image/png', 'cut off'],
	])('keeps the instance when the body is %s', async (_what, body, contentType, problem) => {
		const bytes = typeof body === 'function' ? body() : body;
		const headers = { ...imageHeaders, 'content-type': contentType };
		const { instance, qrCode } = await createAsImage({ bytes, headers });
		expect(instance.instanceId).toBe(ID);
		expect(qrCode).toEqual({
			problem: expect.stringContaining(problem) as string,
			isTransient: false,
		});
	});

	it('says which header is missing when nobody can tell what was created', async () => {
		const headers = { 'content-type': 'image/png', 'x-instance-name': 'store-jakarta' };
		const { description } = await failureOf(createAsImage({ bytes: png, headers }));
		expect(description).toContain("'X-Api-Instance-Name'");
	});
});

describe('asking for a fresh QR code', () => {
	const gone = providerError('notFound', 404);

	it('as an image takes the body', async () => {
		const { send, requests } = fakeSend({ bytes: png, headers: { 'content-type': 'image/png' } });
		const { instance, qrCode, raw } = await wachat.qrCode.request(send, ID, 'image');
		expect(instance.instanceId).toBe(ID);
		expect(qrCode).toEqual({ png, validFor: VALID_FOR });
		expect(raw).toEqual({ apiInstanceName: ID });
		expect(requests).toEqual([
			{
				method: 'GET',
				path: '/instance/qr/image',
				query: { instanceName: ID },
				image: true,
				resourceLabel: `instance '${ID}'`,
			},
		]);
	});

	it('as an image understands JSON that comes instead', async () => {
		const { send } = fakeSend({ json: { success: true, qrcode: null, qrError: 'Not ready' } });
		const { qrCode } = await wachat.qrCode.request(send, ID, 'image');
		expect(qrCode).toEqual({ problem: 'Wachat says: Not ready', isTransient: true });
	});

	it('as JSON brings pairing code and text, and does not take the API name for the name', async () => {
		const { send, requests } = fakeSend({
			json: {
				success: true,
				instance: { id: 26, instanceName: ID, displayName: 'store-jakarta' },
				qrcode: { pairingCode: 'WZYEH1YY', code: '2@wachat', base64: dataUri, count: 2 },
			},
		});
		const { instance, qrCode } = await wachat.qrCode.request(send, ID, 'json');
		const query = { instanceName: ID };
		expect(requests).toEqual([
			{ method: 'GET', path: '/instance/qr', query, resourceLabel: `instance '${ID}'` },
		]);
		expect(instance).toMatchObject({ instanceId: ID, name: 'store-jakarta' });
		expect(qrCode).toMatchObject({ png, pairingCode: 'WZYEH1YY', text: '2@wachat' });
	});

	it.each([
		['404', gone],
		['405', providerError('badRequest', 405)],
		['410', providerError('badRequest', 410)],
	])('as JSON takes the image where the endpoint is gone with a %s', async (_status, error) => {
		const { send, requests } = fakeSend(error, { bytes: png });
		const { qrCode } = await wachat.qrCode.request(send, ID, 'json');
		expect(qrCode).toMatchObject({ png });
		expect(requests.map(({ path }) => path)).toEqual(['/instance/qr', '/instance/qr/image']);
	});

	it('says that the instance is unknown when both endpoints do', async () => {
		const { send } = fakeSend(gone, gone);
		expect((await failureOf(wachat.qrCode.request(send, ID, 'json'))).kind).toBe('notFound');
	});

	it('as JSON does not ask twice after any other refusal', async () => {
		const { send, requests } = fakeSend(providerError('forbidden', 403));
		const { kind } = await failureOf(wachat.qrCode.request(send, ID, 'json'));
		expect(kind).toBe('forbidden');
		expect(requests).toHaveLength(1);
	});

	it('as JSON says so when the answer is of another shape', async () => {
		const { send } = fakeSend({ json: ['x'] });
		const { description } = await failureOf(wachat.qrCode.request(send, ID, 'json'));
		expect(description).toBe('it is not a QR code response');
	});
});

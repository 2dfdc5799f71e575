import type { IWebhookFunctions } from 'n8n-workflow';

import type { DeliveredEvent } from '../../../nodes/providers/Webhooks.ts';

import { hypersender } from '../../../nodes/providers/hypersender/index.ts';
import type { Provider } from '../../../nodes/providers/Provider.ts';
import { wachat } from '../../../nodes/providers/wachat/index.ts';
import { toEventItem } from '../../../nodes/WhatsAppInstanceEventTrigger/eventItem.ts';
import { drawQrCode } from '../support/pngs.cts';
import { webhooks } from '../../../nodes/providers/wachat/webhooks.ts';
import { known } from '../support/knownSecrets.cts';

const RECEIVED = '2026-03-01T12:00:00.000Z';
const SECRET = 'key-of-the-account';
const IMAGE = 'iVBORw0KGgo=';

const message: DeliveredEvent = {
	event: 'messages.upsert',
	instanceId: 'store',
	data: { message: { conversation: 'Hi' } },
	keys: [],
};
const shared = { provider: 'wachat', instanceId: 'store', receivedAt: RECEIVED };

interface Given {
	provider?: Provider;
	binaryPropertyName?: unknown;
}

async function itemOf(delivered: DeliveredEvent, given: Given = {}) {
	const prepareBinaryData = jest.fn((data: Buffer, fileName: string, mimeType: string) =>
		Promise.resolve({ data: data.toString('base64'), fileName, mimeType }),
	);
	const context = { helpers: { prepareBinaryData } } as unknown as IWebhookFunctions;
	return await toEventItem(context, delivered, {
		provider: wachat,
		receivedAt: Date.parse(RECEIVED),
		webhooks,
		secrets: known([SECRET]),
		binaryPropertyName: 'data',
		...given,
	});
}

describe('the item of an event', () => {
	it('says what has come, from whom, and when', async () => {
		expect(await itemOf(message)).toStrictEqual({
			json: { ...shared, event: 'messages.upsert', data: { message: { conversation: 'Hi' } } },
		});
	});

	it('says when it has happened, which may be long ago', async () => {
		const { json } = await itemOf({ ...message, occurredAt: Date.parse('2026-02-28T23:00:00.5Z') });
		expect(json).toMatchObject({ occurredAt: '2026-02-28T23:00:00.500Z', receivedAt: RECEIVED });
	});

	it('may be of no instance', async () => {
		const { json } = await itemOf({ ...message, instanceId: null });
		expect(json.instanceId).toBeNull();
	});

	it('holds no secret anywhere', async () => {
		const { json } = await itemOf({
			event: `event ${SECRET}`,
			instanceId: `instance ${SECRET}`,
			providerStatus: `status ${SECRET}`,
			keys: [],
			data: { text: `data ${SECRET}`, apikey: 'of the server' },
		});
		expect(json).toEqual({
			provider: 'wachat',
			event: 'event [hidden]',
			instanceId: 'instance [hidden]',
			receivedAt: RECEIVED,
			status: 'unknown',
			providerStatus: 'status [hidden]',
			data: { text: 'data [hidden]' },
		});
	});

	it('keeps the image of a message, which is its content', async () => {
		const { json } = await itemOf({ ...message, data: { base64: IMAGE } });
		expect(json.data).toEqual({ base64: IMAGE });
	});

	it('says what a person has to do about a word that has a hint', async () => {
		const provider = { ...wachat, statusHints: { LOCKED: 'Unlock it' } };
		const delivered = { ...message, providerStatus: 'LOCKED' };
		expect((await itemOf(delivered, { provider })).json).toMatchObject({
			status: 'unknown',
			statusHint: 'Unlock it',
		});
	});

	it.each([
		['open', 'connected'],
		['paused', 'unknown'],
		[null, 'unknown'],
	])('of a connection adds the shared word for %j', async (providerStatus, status) => {
		const delivered = { ...message, event: 'connection.update', data: {}, providerStatus };
		expect(await itemOf(delivered)).toStrictEqual({
			json: { ...shared, event: 'connection.update', status, providerStatus, data: {} },
		});
	});
});

describe('the item of a QR code', () => {
	let png: Buffer;
	beforeAll(async () => {
		png = await drawQrCode('2@wachat');
	});
	const withCode = (): DeliveredEvent => ({
		event: 'qrcode.updated',
		instanceId: 'store',
		data: { qrcode: { base64: IMAGE, count: 1 } },
		keys: [],
		qrCode: { png, validFor: 45_000, text: `2@${SECRET}` },
	});

	it('has the image as a file, and not once more in its data', async () => {
		const fileName = 'store-qr-code.png';
		expect(await itemOf(withCode())).toEqual({
			json: {
				...shared,
				event: 'qrcode.updated',
				data: { qrcode: { count: 1 } },
				qrCode: {
					issuedAt: RECEIVED,
					expiresAt: '2026-03-01T12:00:45.000Z',
					fileName,
					mimeType: 'image/png',
					fileSize: png.length,
					text: '2@[hidden]',
				},
			},
			binary: { data: { data: png.toString('base64'), fileName, mimeType: 'image/png' } },
		});
	});

	it('has a file name also when the event names no instance', async () => {
		const { json } = await itemOf({ ...withCode(), instanceId: null });
		expect(json.qrCode).toMatchObject({ fileName: 'instance-qr-code.png' });
	});

	it('has a file name without a secret', async () => {
		const { binary } = await itemOf({ ...withCode(), instanceId: `store_${SECRET}` });
		expect(binary?.data?.fileName).toBe('store-hidden-qr-code.png');
	});

	it.each([
		['image', 'image'],
		[' image ', 'image'],
		['', 'data'],
		[undefined, 'data'],
		[null, 'data'],
	])('with the field %j has the file in "%s"', async (binaryPropertyName, field) => {
		const { binary } = await itemOf(withCode(), { binaryPropertyName });
		expect(Object.keys(binary ?? {})).toEqual([field]);
	});

	it.each<[string, Provider, string]>([
		['Wachat', wachat, "Use 'Get QR Code'"],
		['Hypersender', hypersender, "Use 'Restart', then 'Get QR Code'"],
	])(
		'is an ending when nobody scanned any, with what helps at %s',
		async (_title, provider, help) => {
			const problem = 'the provider says: QR code limit reached.';
			const qrCode = { problem, isTransient: false, isOver: true };
			const { json, binary } = await itemOf({ ...withCode(), qrCode }, { provider });
			expect(json).toMatchObject({
				status: 'failed',
				qrCode: null,
				qrCodeHint: `No QR code: the provider says: QR code limit reached. Nobody has scanned a code in time. ${help}`,
			});
			expect(binary).toBeUndefined();
		},
	);

	it('hands a pairing code out that comes without an image, and hides secrets in it', async () => {
		const code = { validFor: 45_000, pairingCode: 'ABCD1234', text: `2@${SECRET}` };
		const qrCode = { problem: 'it has no image', isTransient: true, withoutImage: code };
		const { json, binary } = await itemOf({ ...withCode(), qrCode });
		expect(json).toMatchObject({
			qrCode: {
				issuedAt: RECEIVED,
				expiresAt: '2026-03-01T12:00:45.000Z',
				pairingCode: 'ABCD1234',
				text: '2@[hidden]',
			},
			qrCodeHint:
				'The code has no image: it has no image. Enter the pairing code on the phone instead, under Linked Devices',
		});
		expect(json).not.toHaveProperty('status');
		expect(binary).toBeUndefined();
	});

	it('hands the text of a code out that has nothing to type', async () => {
		const withoutImage = { validFor: null, text: '2@text' };
		const qrCode = { problem: 'it has no image', isTransient: true, withoutImage };
		const { json } = await itemOf({ ...withCode(), qrCode });
		expect(json).toMatchObject({
			qrCode: { issuedAt: RECEIVED, expiresAt: null, text: '2@text' },
			qrCodeHint: expect.stringContaining("The field 'text'") as unknown,
		});
	});

	it('says why there is no code, without a secret and without what could not be read', async () => {
		const qrCode = { problem: `Wachat says: ${SECRET} expired`, isTransient: false };
		expect(await itemOf({ ...withCode(), qrCode })).toStrictEqual({
			json: {
				...shared,
				event: 'qrcode.updated',
				data: { qrcode: { count: 1 } },
				qrCode: null,
				qrCodeHint: 'No QR code: Wachat says: [hidden] expired',
			},
		});
	});
});

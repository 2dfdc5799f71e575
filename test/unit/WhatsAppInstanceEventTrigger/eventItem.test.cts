import type { IWebhookFunctions } from 'n8n-workflow';

import type { DeliveredEvent } from '../../../nodes/providers/Webhooks.ts';

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
};
const shared = { provider: 'wachat', instanceId: 'store', receivedAt: RECEIVED };

interface Given {
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

	it('may be of no instance', async () => {
		const { json } = await itemOf({ ...message, instanceId: null });
		expect(json.instanceId).toBeNull();
	});

	it('holds no secret anywhere', async () => {
		const { json } = await itemOf({
			event: `event ${SECRET}`,
			instanceId: `instance ${SECRET}`,
			providerStatus: `status ${SECRET}`,
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

import type { IDataObject } from 'n8n-workflow';

import type { QrCodeResult } from '../../domain/instance';
import { verifySignature } from './signature';
import { isRecord, qrCodeFromText, textOrNull } from '../readers';
import type { DeliveredEvent, Deliveries, RawDelivery } from '../Webhooks';
import { wachatRegistrations } from './webhookRegistrations';

const CONNECTION_EVENT = 'connection.update';
const QR_CODE_EVENT = 'qrcode.updated';

// apis.md 2.7: 45 seconds upstream; Wachat itself names no time.
const QR_CODE_VALID_FOR = 45_000;

/** Webhook deliveries of Wachat (apis.md 2.4 and 2.5; their content as upstream, 2.7). */
export const wachatDeliveries: Deliveries = {
	events: [
		{
			name: 'Chat Updated',
			value: 'chats.update',
			description: 'Something about a chat changed (chats.update)',
		},
		{
			name: 'Connection Updated',
			value: CONNECTION_EVENT,
			description: 'A phone was connected or disconnected (connection.update)',
		},
		{
			name: 'Contact Updated',
			value: 'contacts.update',
			description: 'Something about a contact changed (contacts.update)',
		},
		{
			name: 'Message',
			value: 'messages.upsert',
			description: 'A message was received or sent (messages.upsert)',
		},
		{
			name: 'Message Updated',
			value: 'messages.update',
			description: 'A message was delivered, read or changed (messages.update)',
		},
		{
			name: 'QR Code Updated',
			value: QR_CODE_EVENT,
			description: 'There is a new QR code to scan (qrcode.updated)',
		},
	],

	registrations: wachatRegistrations,

	verify({ headers, body }, secret, now) {
		const timestamp = headers['x-wachat-timestamp'];
		const signature = headers['x-wachat-signature'];
		const verified = verifySignature({ timestamp, signature, body }, secret, now);
		// `X-Wachat-Webhook-Id` is not part of it: nobody signs that header, so that whoever changed
		// it could send the same delivery again and again.
		return verified === undefined ? { verified: false } : { verified: true, key: verified };
	},

	read(body, headers) {
		const event = readEvent(body, headers);
		if (event === null) return undefined;
		const content = body.data ?? body.payload ?? body;
		const data = isRecord(content) ? content : {};
		const instanceId = readInstanceId(body) ?? readInstanceId(data);
		const delivered = { event, instanceId, data: content, ...identify(body) };
		if (event === CONNECTION_EVENT) return { ...delivered, providerStatus: readStatusWord(data) };
		if (event === QR_CODE_EVENT) {
			return { ...delivered, data: withoutImage(content), qrCode: readQrCode(data) };
		}
		return delivered;
	},
};

/**
 * The header names the event, but only the body is signed. So the header counts only where the body
 * names none: `event` is the upstream's field, `type` may be of another kind (apis.md 2.5, 2.7).
 */
function readEvent(body: IDataObject, headers: RawDelivery['headers']): string | null {
	const event = textOrNull(body.event);
	if (event !== null) return documented(event) ?? event;
	const type = textOrNull(body.type);
	const inHeader = textOrNull(headers['x-wachat-event']);
	return documented(type) ?? documented(inHeader) ?? inHeader ?? type;
}

/** The upstream's settings write `MESSAGES_UPSERT` for `messages.upsert`; a delivery might, too. */
function documented(name: string | null): string | null {
	const usual = name?.toLowerCase().replaceAll('_', '.');
	return wachatDeliveries.events.find(({ value }) => value === usual)?.value ?? null;
}

/**
 * A body that says when it happened is the same event when it comes again, also when it was signed
 * anew. One without a time may come twice and mean two events.
 */
function identify(body: IDataObject): Pick<DeliveredEvent, 'key'> {
	const isDated = (textOrNull(body.date_time) ?? textOrNull(body.timestamp)) !== null;
	return isDated ? { key: JSON.stringify(body) } : {};
}

// `instance` is a text upstream; an object with Wachat's own names is as likely (apis.md 2.5).
function readInstanceId({ instance, ...row }: IDataObject): string | null {
	const rows = isRecord(instance) ? [instance, row] : [row];
	const names = rows.flatMap((one) => [one.apiInstanceName, one.internalName, one.instanceName]);
	const texts = [isRecord(instance) ? null : instance, ...names].map(textOrNull);
	return texts.find((text) => text !== null) ?? null;
}

function readStatusWord(data: IDataObject): string | null {
	const nested = isRecord(data.instance) ? data.instance : {};
	return textOrNull(data.state) ?? textOrNull(nested.state) ?? textOrNull(data.status);
}

/** Upstream: `{ qrcode: { base64, … } }`, or a message when nobody scanned any of the codes. */
function readQrCode(data: IDataObject): QrCodeResult {
	const { qrcode } = data;
	const image = isRecord(qrcode) ? qrcode.base64 : (textOrNull(qrcode) ?? data.base64);
	const result = qrCodeFromText(image, { validFor: QR_CODE_VALID_FOR });
	const message = textOrNull(data.message);
	return 'problem' in result && message !== null
		? { problem: `Wachat says: ${message}`, isTransient: false }
		: result;
}

/** An image that is not in a field of its own would stay in the JSON. */
function withoutImage(content: unknown): unknown {
	if (!isRecord(content) || typeof content.qrcode !== 'string') return content;
	const rest = { ...content };
	delete rest.qrcode;
	return rest;
}

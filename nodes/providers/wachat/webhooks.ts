import type { IDataObject } from 'n8n-workflow';

import { verifySignature } from './signature';
import { qrCodeFromText } from '../readers';
import type { DeliveredEvent, RawDelivery, RegisteredWebhooks } from '../Webhooks';

import { isRecord } from '../../domain/json';
import { textOrNull } from '../../domain/text';
import type { QrCodeResult } from '../../domain/qrCode';
import { listWebhooks, createWebhook, deleteWebhook } from './webhookRegistrations';
import { toInstanceStatus, QR_CODE_VALID_FOR } from './responses';

const CONNECTION_EVENT = 'connection.update';
const QR_CODE_EVENT = 'qrcode.updated';

/** The webhook deliveries of Wachat (API.md, "Webhook deliveries"). */
export const webhooks: RegisteredWebhooks = {
	kind: 'registered',
	scope: 'account',
	deliversTo: 'publicHttps',
	setUpNotice:
		'Publishing the workflow (in older n8n: activating it) registers its production URL at Wachat, unpublishing it removes it again. Listening for a test event registers the test URL beside it for as long as n8n listens. Wachat sends to public addresses that start with https:// only.',
	testNotice: 'At Wachat, n8n registers the test URL while it listens.',
	list: listWebhooks,
	create: createWebhook,
	delete: deleteWebhook,

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

	verify({ headers, body }, secret, now) {
		const timestamp = headers['x-wachat-timestamp'];
		const signature = headers['x-wachat-signature'];
		const verified = verifySignature({ timestamp, signature, body }, secret, now);
		// `X-Wachat-Webhook-Id` is not part of the key: it is not signed, so somebody could change it
		// and send the same delivery again and again.
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

	toInstanceStatus: (word) => toInstanceStatus(word).status,
};

/**
 * The header names the event, but only the body is signed, so the header counts only where the body
 * names none. `event` is the upstream's field; `type` may mean something else (API.md, "Webhook
 * deliveries").
 */
function readEvent(body: IDataObject, headers: RawDelivery['headers']): string | null {
	const event = textOrNull(body.event);
	if (event !== null) return documented(event) ?? event;
	const type = textOrNull(body.type);
	const inHeader = textOrNull(headers['x-wachat-event']);
	return documented(type) ?? documented(inHeader) ?? inHeader ?? type;
}

/**
 * The upstream's settings write `MESSAGES_UPSERT` for `messages.upsert`, so a delivery might too.
 */
function documented(name: string | null): string | null {
	const usual = name?.toLowerCase().replaceAll('_', '.');
	return webhooks.events.find(({ value }) => value === usual)?.value ?? null;
}

/**
 * A body that says when it happened is the same event when it arrives again, even if it was signed
 * again. One without a time may arrive twice and mean two events.
 */
function identify(body: IDataObject): Pick<DeliveredEvent, 'key'> {
	const isDated = (textOrNull(body.date_time) ?? textOrNull(body.timestamp)) !== null;
	return isDated ? { key: JSON.stringify(body) } : {};
}

// `instance` is text upstream; an object with Wachat's own names is as likely (API.md, "Webhook
// deliveries").
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

/**
 * Upstream sends `{ qrcode: { base64, … } }`, or a message when nobody scanned any of the codes.
 */
function readQrCode(data: IDataObject): QrCodeResult {
	const { qrcode } = data;
	const image = isRecord(qrcode) ? qrcode.base64 : (textOrNull(qrcode) ?? data.base64);
	const result = qrCodeFromText(image, { validFor: QR_CODE_VALID_FOR });
	const message = textOrNull(data.message);
	return 'problem' in result && message !== null
		? { problem: `Wachat says: ${message}`, isTransient: false }
		: result;
}

/**
 * Removes an image that is the value of `qrcode` itself, which would otherwise stay in the JSON.
 */
function withoutImage(content: unknown): unknown {
	if (!isRecord(content) || typeof content.qrcode !== 'string') return content;
	const rest = { ...content };
	delete rest.qrcode;
	return rest;
}

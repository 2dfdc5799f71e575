import type { IDataObject } from 'n8n-workflow';

import { verifySignature } from './signature';
import { qrCodeFromText } from '../readers';
import type { RawDelivery, RegisteredWebhooks } from '../Webhooks';

import { isRecord } from '../../domain/json';
import { readTime } from '../../domain/time';
import { textOrNull } from '../../domain/text';
import { isQrCode, type QrCodeResult } from '../../domain/qrCode';
import { listWebhooks, createWebhook, deleteWebhook } from './webhookRegistrations';
import { toInstanceStatus, QR_CODE_VALID_FOR } from './responses';

const CONNECTION_EVENT = 'connection.update';
const MESSAGE_EVENT = 'messages.upsert';
const QR_CODE_EVENT = 'qrcode.updated';

// Of a user, by phone or otherwise, of a group, or of a list.
const ADDRESS =
	/^[^@\s]{1,100}@(s\.whatsapp\.net|c\.us|lid|hosted(\.lid)?|g\.us|broadcast|newsletter)$/;

// Of a message: which devices it was encrypted for, not what it says.
const ABOUT_DEVICES = 'messageContextInfo';

// In milliseconds. Clocks differ by that much, time zones by more.
const CLOCK_TOLERANCE = 5 * 60_000;

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
			value: MESSAGE_EVENT,
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
		const instanceId = readInstanceId([body, data]);
		const occurredAt = readOccurredAt(event, body, data, headers);
		const delivered = {
			event,
			instanceId,
			data: content,
			keys: [keyOfBody(body), event === MESSAGE_EVENT ? messageKey(instanceId, data) : null].filter(
				(key) => key !== null,
			),
			...(occurredAt !== undefined && { occurredAt }),
		};
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
function keyOfBody(body: IDataObject): string | null {
	const isDated = (textOrNull(body.date_time) ?? textOrNull(body.timestamp)) !== null;
	return isDated ? JSON.stringify(body) : null;
}

/**
 * What stays the same of a new message that is sent twice, once from a phone and once from its
 * `@lid` (API.md, "Messages"): all but the addresses. The content tells an edited message from the
 * one before, which has the same ID.
 *
 * @returns `null` when the message has no ID
 */
function messageKey(instanceId: string | null, data: IDataObject): string | null {
	const { id, fromMe } = isRecord(data.key) ? data.key : {};
	const ownId = textOrNull(id);
	if (ownId === null) return null;
	const sentAt = readMessageTime(data) ?? null;
	const content = withoutAddresses(data.message);
	return JSON.stringify([MESSAGE_EVENT, instanceId, fromMe === true, ownId, sentAt, content]);
}

/** The same content in one order of its fields, without addresses and what is about devices. */
function withoutAddresses(content: unknown): unknown {
	if (typeof content === 'string') return ADDRESS.test(content) ? null : content;
	if (Array.isArray(content)) return content.map(withoutAddresses);
	if (!isRecord(content)) return content;
	const fields = Object.entries(content).filter(([name]) => name !== ABOUT_DEVICES);
	return fields
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, value]) => [name, withoutAddresses(value)]);
}

/**
 * When an event happened: a message has its own time, everything else that of its envelope (API.md,
 * "Webhook deliveries").
 */
function readOccurredAt(
	event: string,
	body: IDataObject,
	data: IDataObject,
	headers: RawDelivery['headers'],
): number | undefined {
	const ofMessage = event === MESSAGE_EVENT ? readMessageTime(data) : undefined;
	return ofMessage ?? readTime(body.timestamp) ?? readWrittenTime(body.date_time, headers);
}

/**
 * The engine beneath writes its local time as if it were UTC (API.md, "The engine beneath"). Where
 * that is later than the signature, it is certainly wrong.
 */
function readWrittenTime(
	value: unknown,
	{ 'x-wachat-timestamp': timestamp }: RawDelivery['headers'],
): number | undefined {
	const [written, signedAt] = [readTime(value), readTime(timestamp)];
	const isLater =
		written !== undefined && signedAt !== undefined && written > signedAt + CLOCK_TOLERANCE;
	return isLater ? undefined : written;
}

/** A number of seconds; large numbers may be written as their two halves (API.md, "Messages"). */
function readMessageTime({ messageTimestamp }: IDataObject): number | undefined {
	return readTime(isRecord(messageTimestamp) ? messageTimestamp.low : messageTimestamp);
}

/**
 * The name that calls use, wherever it is; else another one. `instance` is text upstream; an object
 * with Wachat's own names is as likely (API.md, "Webhook deliveries").
 */
function readInstanceId(rows: readonly IDataObject[]): string | null {
	const instances = rows.map(({ instance }) => instance);
	const all = [...instances.filter(isRecord), ...rows];
	const names = [
		...all.map(({ apiInstanceName }) => apiInstanceName),
		...all.map(({ internalName }) => internalName),
		...instances.filter((instance) => !isRecord(instance)),
		...all.map(({ instanceName }) => instanceName),
	];
	return names.map(textOrNull).find((name) => name !== null) ?? null;
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
	const pairingCode = isRecord(qrcode) ? textOrNull(qrcode.pairingCode) : null;
	const text = isRecord(qrcode) ? textOrNull(qrcode.code) : null;
	const result = qrCodeFromText(image, {
		validFor: QR_CODE_VALID_FOR,
		...(pairingCode && { pairingCode }),
		...(text && { text }),
	});
	if (isQrCode(result) || result.withoutImage !== undefined) return result;
	// API.md, "The engine beneath": after the last code, there is a reason in place of a code.
	const message = textOrNull(data.message);
	const hasFailed = toInstanceStatus(readStatusWord(data)).status === 'failed';
	const isOver = message !== null || data.statusCode !== undefined || hasFailed;
	return {
		...result,
		...(message !== null && { problem: `Wachat says: ${message}`, isTransient: false }),
		...(isOver && { isOver, isTransient: false }),
	};
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

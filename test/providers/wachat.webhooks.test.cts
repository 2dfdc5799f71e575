import { createHmac } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { TIMESTAMP_WINDOW } from '../../nodes/providers/wachat/signature.ts';
import { webhooks } from '../../nodes/providers/wachat/webhooks.ts';
import { drawQrCode } from '../unit/support/pngs.cts';

const NOON = Date.UTC(2026, 2, 1, 12);

const read = (body: IDataObject, headers = {}) => webhooks.read(body, headers);

describe('a delivery', () => {
	it.each<[string, IDataObject]>([
		['a text', { instance: 'i' }],
		['an object with the API name', { instance: { apiInstanceName: 'i', instanceName: 'Shop' } }],
		['the API name beside a text', { instance: 'Shop', apiInstanceName: 'i' }],
		['the API name in data beside a text', { instance: 'Shop', data: { apiInstanceName: 'i' } }],
		[
			'the API name of an object in data',
			{ instance: 'Shop', instanceName: 'Shop', data: { instance: { apiInstanceName: 'i' } } },
		],
		['the internal name beside a text', { instance: 'Shop', data: { internalName: 'i' } }],
		['the API name before the internal one', { internalName: 'x', data: { apiInstanceName: 'i' } }],
		['a text before a name', { instanceName: 'Shop', data: { instance: 'i' } }],
		['an object with the name', { instance: { instanceName: 'i' } }],
		['apiInstanceName', { apiInstanceName: 'i', instanceName: 'Shop' }],
		['instanceName', { instanceName: 'i' }],
		['in data', { data: { instance: 'i' } }],
		['in payload', { payload: { instance: 'i' } }],
	])('has its instance as %s', (_case, body) => {
		expect(read({ event: 'chats.update', ...body })?.instanceId).toBe('i');
	});

	it.each<[IDataObject, string, string | undefined]>([
		[{ event: 'chats.update' }, 'messages.upsert', 'chats.update'],
		[{ type: 'chats.update' }, 'messages.upsert', 'chats.update'],
		[{ event: 'MESSAGES_UPSERT' }, 'chats.update', 'messages.upsert'],
		[{ type: 'notification' }, 'messages.upsert', 'messages.upsert'],
		[{ event: 'something.new' }, '', 'something.new'],
		[{ event: 'something.new' }, 'messages.upsert', 'something.new'],
		[{ event: ' ', type: 'something.new' }, '', 'something.new'],
		[{}, 'messages.upsert', 'messages.upsert'],
		[{}, '', undefined],
	])('%j with the header "%s" is %s', (body, header, event) => {
		expect(read(body, { 'x-wachat-event': header })?.event).toBe(event);
	});

	it('may be without an envelope', () => {
		const body = { event: 'chats.update', chat: 1 };
		expect(read(body)).toEqual({ event: 'chats.update', instanceId: null, data: body, keys: [] });
	});

	it.each<[IDataObject, string | null]>([
		[{ state: 'open' }, 'open'],
		[{ instance: { state: 'close' } }, 'close'],
		[{ status: 'connecting' }, 'connecting'],
		[{}, null],
	])('about the connection has the state of %j', (data, state) => {
		expect(read({ event: 'connection.update', data })?.providerStatus).toBe(state);
	});

	it.each<[string, IDataObject, number]>([
		['date_time', { event: 'chats.update', data: {}, date_time: '2026-03-01T12:00:00' }, NOON],
		['timestamp', { event: 'chats.update', data: {}, timestamp: 1772366400 }, NOON],
	])('that says when it happened, as %s, is the same when it comes again', (_field, body, time) => {
		expect(read(body)).toEqual({
			event: 'chats.update',
			instanceId: null,
			data: {},
			keys: [JSON.stringify(body)],
			occurredAt: time,
		});
	});
});

describe('a new message', () => {
	const PHONE = '6281234567890@s.whatsapp.net';
	const LID = '123456789012345@lid';
	const quote = (participant: string) => ({
		extendedTextMessage: {
			text: 'Hi',
			contextInfo: { participant, mentionedJid: [participant], stanzaId: 'ABC' },
		},
		messageContextInfo: { deviceListMetadata: { devices: participant.length } },
	});
	const keysOf = (remoteJid: string, change: IDataObject = {}, body: IDataObject = {}) =>
		read({
			event: 'messages.upsert',
			instance: 'i',
			date_time: '2026-03-01T12:00:01.000Z',
			data: {
				key: { id: '3EB0F3', remoteJid, fromMe: false, participant: remoteJid },
				messageTimestamp: 1772366400,
				pushName: remoteJid,
				message: quote(remoteJid),
				...change,
			},
			...body,
		})?.keys ?? [];
	const isOne = (one: readonly string[], other: readonly string[]) =>
		one.some((key) => other.includes(key));

	it('is the same from a phone and from its @lid', () => {
		const [phone, lid] = [
			keysOf(PHONE),
			keysOf(LID, {}, { date_time: '2026-03-01T12:00:02.000Z' }),
		];
		expect([phone.length, lid.length]).toEqual([2, 2]);
		expect(phone[0]).not.toBe(lid[0]);
		expect(isOne(phone, lid)).toBe(true);
	});

	it('is the same whatever the order of its fields and the form of its time', () => {
		const { extendedTextMessage, messageContextInfo } = quote(LID);
		const message = { messageContextInfo, extendedTextMessage };
		const messageTimestamp = { low: 1772366400, high: 0, unsigned: true };
		expect(isOne(keysOf(PHONE), keysOf(LID, { message, messageTimestamp }))).toBe(true);
	});

	it.each<[string, IDataObject, IDataObject?]>([
		['another text, as after an edit', { message: { conversation: 'Hello' } }],
		['another message', { key: { id: '3EB0F4', remoteJid: LID, fromMe: false } }],
		['its own copy', { key: { id: '3EB0F3', remoteJid: LID, fromMe: true } }],
		['another time', { messageTimestamp: 1772366401 }],
		['another instance', {}, { instance: 'other' }],
		['another event', {}, { event: 'messages.update' }],
		['no ID', { key: { remoteJid: LID } }],
	])('is another one with %s', (_what, change, body = {}) => {
		expect(isOne(keysOf(PHONE), keysOf(LID, change, body))).toBe(false);
	});
});

describe('when an event happened', () => {
	const occurredAt = (body: IDataObject, headers = {}) => read(body, headers)?.occurredAt;
	const message = (messageTimestamp: unknown) => ({
		event: 'messages.upsert',
		date_time: '2026-03-01T19:00:05.000Z',
		data: { key: { id: '1' }, messageTimestamp } as IDataObject,
	});

	it.each<[string, IDataObject]>([
		['the time of a message', message(1772366400)],
		['the time of a message, as text', message('1772366400')],
		['the time of a message, in two halves', message({ low: 1772366400, high: 0 })],
		['the time of the envelope', { event: 'chats.update', timestamp: 1772366400000 }],
		['the date of the envelope', { event: 'chats.update', date_time: '2026-03-01T12:00:00.000Z' }],
		[
			'not that of a message that is read later',
			{
				event: 'messages.update',
				date_time: '2026-03-01T12:00:00.000Z',
				data: { messageTimestamp: 1772280000 },
			},
		],
	])('is %s', (_what, body) => {
		expect(occurredAt(body)).toBe(NOON);
	});

	it('is not known when there is no time, or none that can be read', () => {
		expect(occurredAt({ event: 'chats.update', data: {} })).toBeUndefined();
		expect(occurredAt({ event: 'chats.update', date_time: 'soon' })).toBeUndefined();
	});

	// Where the engine beneath does not run in UTC, it writes its local time with a Z.
	it('is no date that lies after the signature', () => {
		const body = { event: 'chats.update', date_time: '2026-03-01T12:00:00.000Z' };
		const signedAt = (time: number) => ({ 'x-wachat-timestamp': String(time / 1000) });
		expect(occurredAt(body, signedAt(NOON))).toBe(NOON);
		expect(occurredAt(body, signedAt(NOON + 3_600_000))).toBe(NOON);
		expect(occurredAt(body, signedAt(NOON - 3_600_000))).toBeUndefined();
	});
});

describe('a delivery about a QR code', () => {
	const readCode = (data: IDataObject | number[]) => read({ event: 'qrcode.updated', data });
	const broken = `data:image/png;base64,${Buffer.from('no image').toString('base64')}`;
	const problem = 'the image in the response cannot be used: it is not a PNG image';

	let png: Buffer;
	beforeAll(async () => {
		png = await drawQrCode('2@wachat');
	});

	it('brings the image, and how long it can be scanned', () => {
		const data = { qrcode: { base64: png.toString('base64'), count: 1 }, message: 'scan it' };
		expect(readCode(data)).toEqual({
			event: 'qrcode.updated',
			instanceId: null,
			data,
			keys: [],
			qrCode: { png, validFor: 45_000 },
		});
	});

	it.each([
		['in its own field', { qrcode: { base64: broken } }, { qrcode: { base64: broken } }],
		['as the code itself', { qrcode: broken, count: 1 }, { count: 1 }],
		['at the top', { base64: broken }, { base64: broken }],
	])('may have the image %s, and tells what is wrong with it', (_where, data, rest) => {
		const delivered = { event: 'qrcode.updated', instanceId: null, data: rest, keys: [] };
		expect(readCode(data)).toEqual({ ...delivered, qrCode: { problem, isTransient: false } });
	});

	it('may hold none', () => {
		const qrCode = { problem: 'the response contains none yet', isTransient: true };
		expect(readCode({})).toMatchObject({ data: {}, qrCode });
		expect(readCode([1])).toMatchObject({ data: [1], qrCode });
	});

	it('says in the words of Wachat why there is none any more', () => {
		const qrCode = {
			problem: 'Wachat says: QR code limit reached',
			isTransient: false,
			isOver: true,
		};
		expect(readCode({ message: 'QR code limit reached' })?.qrCode).toEqual(qrCode);
	});
});

describe('the signature of a delivery', () => {
	const NOW = Date.UTC(2026, 2, 1, 12);
	const SECRET = 'word-of-the-webhook';
	const body = Buffer.from('{"event":"chats.update"}');
	const timestamp = String(NOW / 1000);
	const signature = createHmac('sha256', SECRET).update(`${timestamp}.`).update(body).digest('hex');
	const signed = { 'x-wachat-timestamp': timestamp, 'x-wachat-signature': signature };

	it('proves that it is genuine, and tells it from all others', () => {
		const headers = { ...signed, 'x-wachat-webhook-id': 'anything' };
		const verdict = webhooks.verify({ headers, body }, SECRET, NOW);
		expect(verdict).toEqual({ verified: true, key: signature });
	});

	it.each([
		['without headers', {}, 0],
		['without a time', { 'x-wachat-signature': signature }, 0],
		['without a signature', { 'x-wachat-timestamp': timestamp }, 0],
		['with the signature of another', { ...signed, 'x-wachat-signature': 'made up' }, 0],
		['from long ago', signed, TIMESTAMP_WINDOW + 1],
	])('does not pass %s', (_case, headers, later) => {
		const verdict = webhooks.verify({ headers, body }, SECRET, NOW + later);
		expect(verdict).toEqual({ verified: false });
	});

	it('does not pass for another body', () => {
		const other = Buffer.from('{"event":"messages.upsert"}');
		const verdict = webhooks.verify({ headers: signed, body: other }, SECRET, NOW);
		expect(verdict).toEqual({ verified: false });
	});
});

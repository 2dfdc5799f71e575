import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { webhooks as hypersenderWebhooks } from '../../nodes/providers/hypersender/webhooks.ts';
import { webhooks as wachatWebhooks } from '../../nodes/providers/wachat/webhooks.ts';
import { WEBHOOK_EVENTS } from '../sandbox/wachat/webhookSchemas.cts';
import { properties } from '../../nodes/WhatsAppInstanceEventTrigger/fields.ts';

describe('a delivery of Hypersender', () => {
	const read = (body: IDataObject, headers = {}) => hypersenderWebhooks.read(body, headers);

	it('is read as the vendor describes it', () => {
		const data = { id: 'evt_1', event: 'message.any', payload: { body: 'Hi' }, instanceId: 'i' };
		expect(read({ event: 'message.any', data })).toEqual({
			event: 'message.any',
			instanceId: 'i',
			data,
			keys: ['evt_1'],
		});
	});

	describe('of a new message', () => {
		const PHONE = '6281234567890@c.us';
		const LID = '123456789012345@lid';
		const keysOf = (id: string, eventId: string, change: IDataObject = {}, event = 'message.any') =>
			read({
				event,
				data: {
					id: eventId,
					instanceId: 'i',
					payload: {
						id,
						timestamp: 1772366400,
						from: id.split('_')[1],
						fromMe: false,
						body: 'Hi',
						ack: eventId.length,
						_data: { from: id },
						...change,
					},
				},
			})?.keys ?? [];
		const isOne = (one: readonly string[], other: readonly string[]) =>
			one.some((key) => other.includes(key));
		const first = () => keysOf(`false_${PHONE}_3EB0F3`, 'evt_1');

		it.each([
			['', '', ''],
			['in a group', '120363000000000000@g.us', '_'],
		])('is the same from a phone and from its @lid %s', (_where, group, separator) => {
			const idOf = (address: string) =>
				group === '' ? `false_${address}_3EB0F3` : `false_${group}_3EB0F3${separator}${address}`;
			const [phone, lid] = [keysOf(idOf(PHONE), 'evt_1'), keysOf(idOf(LID), 'evt_02')];
			expect([phone[0], lid[0]]).toEqual(['evt_1', 'evt_02']);
			expect(isOne(phone, lid)).toBe(true);
		});

		it.each<[string, string, IDataObject?, string?]>([
			['another text, as after an edit', `false_${LID}_3EB0F3`, { body: 'Hello' }],
			['another ID', `false_${LID}_3EB0F4`],
			['the ID of one that was sent', `true_${LID}_3EB0F3`],
			['another time', `false_${LID}_3EB0F3`, { timestamp: 1772366401 }],
			['another event', `false_${LID}_3EB0F3`, {}, 'message.waiting'],
		])('is another one with %s', (_what, id, change = {}, event = 'message.any') => {
			expect(isOne(first(), keysOf(id, 'evt_2', change, event))).toBe(false);
		});

		it.each(['message.ack', 'message.reaction', 'poll.vote'])('%s has its own ID only', (event) => {
			expect(keysOf(`false_${PHONE}_3EB0F3`, 'evt_1', {}, event)).toEqual(['evt_1']);
		});
	});

	describe('when an event happened', () => {
		const NOON = Date.UTC(2026, 2, 1, 12);
		const occurredAt = (event: string, data: IDataObject, body: IDataObject = {}) =>
			read({ event, data, ...body })?.occurredAt;

		it.each<[string, string, IDataObject, IDataObject?]>([
			['its own', 'message.any', { timestamp: 1772370000000, payload: { timestamp: 1772366400 } }],
			['that of a vote', 'poll.vote', { payload: { vote: { timestamp: 1772366400000 } } }],
			['that of taking back', 'message.revoked', { payload: { after: { timestamp: 1772366400 } } }],
			['that of the envelope', 'presence.update', { timestamp: 1772366400000, payload: {} }],
			['that of the body', 'presence.update', { payload: {} }, { timestamp: 1772366400000 }],
			[
				'not that of the message that was read',
				'message.ack',
				{ timestamp: 1772366400000, payload: { timestamp: 1772280000 } },
			],
		])('is %s (%s)', (_what, event, data, body = {}) => {
			expect(occurredAt(event, data, body)).toBe(NOON);
		});

		it('is not known when there is no time, or none that can be read', () => {
			expect(occurredAt('presence.update', {})).toBeUndefined();
			expect(occurredAt('message.any', { payload: { timestamp: 0 } })).toBeUndefined();
			expect(occurredAt('message.ack', { payload: { timestamp: 1772366400 } })).toBeUndefined();
		});
	});

	// Where the instance is named differs from event to event.
	it.each<[string, IDataObject, Record<string, string>]>([
		['in data', { instanceId: 'top', data: { instanceId: 'i' } }, { 'x-instanceid': 'header' }],
		['at the top', { instanceId: 'i', data: {} }, { 'x-instanceid': 'header' }],
		['in the header', { data: {} }, { 'x-instanceid': 'i' }],
	])('has its instance %s', (_case, body, headers) => {
		expect(read({ event: 'message.revoked', ...body }, headers)?.instanceId).toBe('i');
	});

	it('may have no instance, no ID and no data', () => {
		expect(read({ event: 'poll.vote' })).toEqual({
			event: 'poll.vote',
			instanceId: null,
			data: { event: 'poll.vote' },
			keys: [],
		});
	});

	it('may name its event in data only, and spell it the other way', () => {
		expect(read({ data: { event: 'presence.update' } })?.event).toBe('presence.update');
		expect(read({ event: 'messages.reaction', data: {} })?.event).toBe('message.reaction');
		expect(read({ event: 'constructor', data: {} })?.event).toBe('constructor');
	});

	it.each<[IDataObject, string | null]>([
		[{ payload: { status: 'WORKING' } }, 'WORKING'],
		[{ state: 'open' }, 'open'],
		[{}, null],
	])('about the connection has the status word of %j', (data, word) => {
		expect(read({ event: 'session.status', data })?.providerStatus).toBe(word);
	});

	it('names no event when there is none', () => {
		expect(read({ data: {} })).toBeUndefined();
	});

	it.each([
		['the agreed word', { authorization: 'word-agreed-on' }, true],
		['another word', { authorization: 'word-made-up' }, false],
		['no word', {}, false],
	])('with %s is verified or not', (_what, headers, verified) => {
		const delivery = { headers, body: Buffer.from('{}') };
		expect(hypersenderWebhooks.verify(delivery, 'word-agreed-on', 0)).toEqual({ verified });
	});
});

it.each([hypersenderWebhooks, wachatWebhooks])('reading never fails', (webhooks) => {
	fc.assert(
		fc.property(
			fc.dictionary(
				fc.constantFrom('event', 'type', 'data', 'payload', 'instance', 'instanceId', 'qrcode'),
				fc.jsonValue({ maxDepth: 3 }),
			),
			fc.constantFrom(...webhooks.events.map(({ value }) => value), ''),
			(body, event) => {
				const read = () => webhooks.read(body as IDataObject, { 'x-wachat-event': event });
				expect(read).not.toThrow();
				expect(() => webhooks.read({ ...(body as IDataObject), event }, {})).not.toThrow();
			},
		),
	);
});

describe("'Trigger On'", () => {
	it.each([
		['hypersender', hypersenderWebhooks.events],
		['wachat', wachatWebhooks.events],
	])('offers the documented events of %s and All', (name, events) => {
		const property = properties.find(
			(one) =>
				one.name === 'triggerOn' && one.displayOptions?.show?.provider?.includes(name) === true,
		);
		const offered = (property?.options ?? []).map((one) => ('value' in one ? one.value : ''));
		expect(offered).toHaveLength(events.length + 1);
		expect(offered).toEqual(expect.arrayContaining(['*', ...events.map(({ value }) => value)]));
	});

	it('has all events of Wachat', () => {
		const events = wachatWebhooks.events.map(({ value }) => value);
		expect([...events, '*'].sort()).toEqual([...WEBHOOK_EVENTS].sort());
	});
});

it('words for a status have one meaning for all', () => {
	expect(['WORKING', 'open', 'closed', 'close', 'toString', null].map(statusAtHypersender)).toEqual(
		['connected', 'connected', 'disconnected', 'disconnected', 'unknown', 'unknown'],
	);
	expect(['open', 'connecting', 'refused', 'OPEN', null].map(statusAtWachat)).toEqual([
		'connected',
		'awaitingScan',
		'failed',
		'unknown',
		'unknown',
	]);
});

function statusAtHypersender(word: string | null) {
	return hypersenderWebhooks.toInstanceStatus(word);
}

function statusAtWachat(word: string | null) {
	return wachatWebhooks.toInstanceStatus(word);
}

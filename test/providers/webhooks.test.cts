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
			key: 'evt_1',
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

import type { IDataObject } from 'n8n-workflow';

import { entryOf, textOrNull } from '../../domain/text';
import { isRecord } from '../../domain/json';
import type { InstanceStatus } from '../../domain/instance';
import type { ManualWebhooks } from '../Webhooks';
import { toInstanceStatus } from './responses';
import { matchesAny } from '../../domain/constantTime';
import { readTime } from '../../domain/time';

// API.md, "Webhook events": one documented schema spells it this way.
const OTHER_SPELLINGS: Record<string, string> = { 'messages.reaction': 'message.reaction' };

const MESSAGE_EVENT = 'message.any';
const ACK_EVENT = 'message.ack';

// API.md, "Messages": `false_<chat>_<ID>`, in a group with the sender after it.
const MESSAGE_ID = /^(true|false)_[^_]*_([^_]+)/;

// API.md, "Connection events": hinted at but not documented, so accepted if they arrive.
const CONNECTION_EVENTS = ['connection.update', 'session.status'];

// API.md, "Connection events": the words of `connection.update`.
const CONNECTION_STATUS: Readonly<Record<string, InstanceStatus>> = {
	connecting: 'starting',
	open: 'connected',
	close: 'disconnected',
	closed: 'disconnected',
};

/** The webhook deliveries of Hypersender (API.md, "Webhook deliveries"). */
export const webhooks: ManualWebhooks = {
	kind: 'manual',
	setUpNotice:
		"Enter the production URL shown above as the webhook of the instance in the Hypersender dashboard, or as 'Webhook URL' when you create the instance. Set a secret there too, and enter the same one as 'Webhook Secret' in the credential: deliveries without it are refused. Hypersender does not announce connections by webhook; use the 'WhatsApp Instance Trigger' for those. To receive a test event, enter the test URL in the dashboard while n8n listens.",
	testNotice: 'At Hypersender, enter the test URL as the webhook in the dashboard for the test.',

	events: [
		{
			name: 'Message',
			value: MESSAGE_EVENT,
			description: 'A message was received or sent (message.any)',
		},
		{
			name: 'Message Acknowledged',
			value: ACK_EVENT,
			description: 'A message was delivered, read or played (message.ack)',
		},
		{
			name: 'Message Reaction',
			value: 'message.reaction',
			description: 'Somebody reacted to a message or took the reaction back (message.reaction)',
		},
		{
			name: 'Message Revoked',
			value: 'message.revoked',
			description: 'A message was deleted for everyone (message.revoked)',
		},
		{
			name: 'Message Waiting',
			value: 'message.waiting',
			description: 'A message waits for the phone to decrypt it (message.waiting)',
		},
		{
			name: 'Poll Vote',
			value: 'poll.vote',
			description: 'Somebody voted in a poll (poll.vote)',
		},
		{
			name: 'Poll Vote Failed',
			value: 'poll.vote.failed',
			description: 'A vote in a poll could not be read (poll.vote.failed)',
		},
		{
			name: 'Presence Update',
			value: 'presence.update',
			description: 'Somebody came online, went offline or is typing (presence.update)',
		},
	],

	verify({ headers }, secret) {
		return { verified: matchesSharedSecret(headers.authorization, secret) };
	},

	// API.md, "Webhook deliveries": the event is at the top level, and `data.event` may be missing;
	// `instanceId` is in `data`, at the top level, or only in a header.
	read(body, headers) {
		const data = isRecord(body.data) ? body.data : {};
		const named = textOrNull(body.event) ?? textOrNull(data.event);
		if (named === null) return undefined;
		const event = entryOf(OTHER_SPELLINGS, named) ?? named;
		const instanceId =
			textOrNull(data.instanceId) ??
			textOrNull(body.instanceId) ??
			textOrNull(headers['x-instanceid']);
		const payload = isRecord(data.payload) ? data.payload : {};
		const eventId = textOrNull(data.id) ?? textOrNull(body.id);
		const message = event === MESSAGE_EVENT ? messageKey(instanceId, payload) : null;
		const occurredAt = timesOf(event, payload, data, body).find((time) => time !== undefined);
		return {
			event,
			instanceId,
			data: body.data ?? body,
			keys: [eventId, message].filter((key) => key !== null),
			...(occurredAt !== undefined && { occurredAt }),
			...(CONNECTION_EVENTS.includes(event) && { providerStatus: readStatusWord(data) }),
		};
	},

	toInstanceStatus: (word) =>
		entryOf(CONNECTION_STATUS, word ?? '') ?? toInstanceStatus(word).status,
};

/**
 * Checks the `Authorization` header of a delivery: the shared secret verbatim, or after `Bearer`
 * (API.md, "Webhook authentication"). The time this takes reveals nothing about the secret.
 *
 * @param secret what was agreed with the provider; an empty one never matches
 */
export function matchesSharedSecret(authorization: string | undefined, secret: string): boolean {
	// White space around a header value does not survive HTTP.
	const wanted = secret.trim();
	if (authorization === undefined || wanted === '') return false;
	// Node.js reads header bytes as Latin-1; beyond ASCII, they usually are UTF-8.
	const given = [authorization, Buffer.from(authorization, 'latin1').toString('utf8')];
	return matchesAny(given, [wanted, `Bearer ${wanted}`]);
}

/**
 * What stays the same of a new message that is sent twice, once from a phone and once from its
 * `@lid` (API.md, "Messages"): all but the addresses. The text tells an edited message from the one
 * before, which has the same ID.
 *
 * @returns `null` when the message has no ID
 */
function messageKey(instanceId: string | null, payload: IDataObject): string | null {
	const id = textOrNull(payload.id);
	if (id === null) return null;
	const [, fromMe = payload.fromMe, ownId = id] = MESSAGE_ID.exec(id) ?? [];
	const sentAt = readTime(payload.timestamp) ?? null;
	return JSON.stringify([MESSAGE_EVENT, instanceId, String(fromMe), ownId, sentAt, payload.body]);
}

/**
 * The times an event may have happened at, the most exact first (API.md, "Messages"): its own, then
 * that of the envelope. The one of an acknowledged message is when that was sent, not when it was read.
 */
function timesOf(
	event: string,
	payload: IDataObject,
	...envelopes: IDataObject[]
): Array<number | undefined> {
	const own = [payload, payload.vote, payload.after].filter(isRecord);
	const rows = event === ACK_EVENT ? envelopes : [...own, ...envelopes];
	return rows.map(({ timestamp }) => readTime(timestamp));
}

// `connection.update` as in a leftover schema, `session.status` as upstream (API.md, "Connection
// events").
function readStatusWord(data: IDataObject): string | null {
	const payload = isRecord(data.payload) ? data.payload : {};
	const words = [payload.status, payload.state, data.status, data.state].map(textOrNull);
	return words.find((word) => word !== null) ?? null;
}

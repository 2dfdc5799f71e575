import type { IDataObject } from 'n8n-workflow';

import { matchesSharedSecret } from '../wachat/signature';
import { entryOf } from '../../domain/table';
import { isRecord, textOrNull } from '../readers';
import type { Deliveries } from '../Webhooks';

// One documented schema spells it this way, the vendor's own fixtures do not (apis.md 1.7).
const OTHER_SPELLINGS: Record<string, string> = { 'messages.reaction': 'message.reaction' };

// Hinted at, not documented (apis.md 1.7, "Connection events"): taken as they come.
const CONNECTION_EVENTS = ['connection.update', 'session.status'];

/** Webhook deliveries of Hypersender (apis.md 1.7). */
export const hypersenderDeliveries: Deliveries = {
	events: [
		{
			name: 'Message',
			value: 'message.any',
			description: 'A message was received or sent (message.any)',
		},
		{
			name: 'Message Acknowledged',
			value: 'message.ack',
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

	// apis.md 1.7, "Quirks": the event stands at the top, `data.event` may be missing; `instanceId`
	// stands in `data`, at the top or in a header only.
	read(body, headers) {
		const data = isRecord(body.data) ? body.data : {};
		const named = textOrNull(body.event) ?? textOrNull(data.event);
		if (named === null) return undefined;
		const event = entryOf(OTHER_SPELLINGS, named) ?? named;
		const key = textOrNull(data.id) ?? textOrNull(body.id);
		return {
			event,
			instanceId:
				textOrNull(data.instanceId) ??
				textOrNull(body.instanceId) ??
				textOrNull(headers['x-instanceid']),
			data: body.data ?? body,
			...(key !== null && { key }),
			...(CONNECTION_EVENTS.includes(event) && { providerStatus: readStatusWord(data) }),
		};
	},
};

// `connection.update` as one left-over schema shows it, `session.status` as upstream (1.7, 1.8).
function readStatusWord(data: IDataObject): string | null {
	const payload = isRecord(data.payload) ? data.payload : {};
	const words = [payload.status, payload.state, data.status, data.state].map(textOrNull);
	return words.find((word) => word !== null) ?? null;
}

import {
	boolean,
	dateTime,
	failed,
	integer,
	nullableText,
	refused,
	strictObject,
	text,
} from './schemaParts.cts';

/** Events a webhook can be registered for (API.md, "Webhook events"). */
export const WEBHOOK_EVENTS = [
	'*',
	'messages.upsert',
	'messages.update',
	'contacts.update',
	'chats.update',
	'qrcode.updated',
	'connection.update',
];

/** API.md, "Webhook object". */
const subscription = strictObject({
	id: integer,
	name: nullableText,
	url: text,
	events: { type: 'array', items: { type: 'string', enum: WEBHOOK_EVENTS } },
	enabled: boolean,
	secret: text,
	instance: {
		...strictObject({
			instanceName: text,
			displayName: text,
			apiInstanceName: text,
			internalName: text,
		}),
		nullable: true,
	},
	createdAt: dateTime,
	updatedAt: dateTime,
});

const savedWebhook = strictObject({ success: boolean, webhook: subscription });

export const listWebhooks = {
	200: strictObject({
		success: boolean,
		count: integer,
		webhooks: { type: 'array', items: subscription },
	}),
	401: refused,
	404: failed,
};

export const saveWebhook = {
	200: savedWebhook,
	201: savedWebhook,
	400: failed,
	401: refused,
	404: failed,
};

export const deleteWebhook = {
	200: strictObject({ success: boolean, deleted: boolean, id: integer }),
	400: failed,
	401: refused,
	404: failed,
};

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

const png = { 'image/png': { schema: { type: 'string', format: 'binary' } } };

/** API.md, "POST /instance/create": the 201 as JSON. */
const createdJson = {
	type: 'object',
	properties: {
		success: boolean,
		instance: {
			type: 'object',
			properties: {
				id: integer,
				instanceName: text,
				displayName: text,
				apiInstanceName: text,
				internalName: text,
				number: text,
				integration: text,
			},
		},
		qrcode: {
			type: 'object',
			nullable: true,
			properties: {
				pairingCode: nullableText,
				code: nullableText,
				base64: nullableText,
				imageUrl: nullableText,
				liveUrl: nullableText,
				count: { type: 'integer', nullable: true },
			},
		},
		qrError: nullableText,
	},
};

export const createInstance = {
	201: { content: { ...png, 'application/json': { schema: createdJson } } },
	400: failed,
	401: refused,
	403: refused,
};

/** API.md, "GET /instance/qr". */
export const qr = {
	200: strictObject({
		success: boolean,
		instance: strictObject({
			id: integer,
			instanceName: text,
			displayName: text,
			integration: text,
			evolutionInstanceId: text,
		}),
		qrcode: strictObject({
			pairingCode: nullableText,
			code: text,
			base64: text,
			count: integer,
		}),
	}),
	400: failed,
	401: refused,
	404: failed,
	409: failed,
	502: failed,
};

/** API.md, "GET /instance/qr/image". */
export const qrImage = { ...qr, 200: { content: png } };

/** API.md, "GET /instance/qr/live". */
export const qrLive = {
	200: { content: { 'text/html': { schema: text } } },
	400: failed,
	401: refused,
	404: failed,
	409: failed,
};

/** API.md, "GET /instance/state". */
export const state = {
	200: strictObject({
		success: boolean,
		data: strictObject({ instance: strictObject({ instanceName: text, state: text }) }),
		instance: strictObject({
			instanceName: text,
			apiInstanceName: text,
			internalName: text,
			state: text,
			profileName: nullableText,
			profilePictureUrl: nullableText,
			profilePicUrl: nullableText,
			number: nullableText,
			owner: nullableText,
			integration: nullableText,
		}),
	}),
	400: failed,
	401: refused,
	404: failed,
};

/** API.md, "GET /instance/list". */
export const list = {
	200: strictObject({
		success: boolean,
		count: integer,
		instances: {
			type: 'array',
			items: strictObject({
				id: integer,
				instanceName: text,
				displayName: text,
				apiInstanceName: text,
				internalName: text,
				state: text,
				status: text,
				isConnected: boolean,
				number: nullableText,
				profileName: nullableText,
				profilePictureUrl: nullableText,
				profilePicUrl: nullableText,
				owner: nullableText,
				integration: text,
				createdAt: dateTime,
				updatedAt: dateTime,
			}),
		},
	}),
	401: refused,
};

/** API.md, "DELETE /instance/logout". */
export const logout = {
	200: strictObject({ success: boolean }),
	400: failed,
	401: refused,
	404: failed,
};

/** API.md, "DELETE /instance/delete". */
export const deleteInstance = {
	200: strictObject({
		success: boolean,
		message: text,
		instance: strictObject({ id: integer, instanceName: text, displayName: nullableText }),
		connectionState: text,
		instanceDeleted: boolean,
		instanceMissing: boolean,
	}),
	400: failed,
	401: refused,
	404: failed,
	409: strictObject({ success: boolean, error: text, reason: text, connectionState: text }),
};

const countOrText = { type: ['integer', 'string'] };

/** API.md, "GET /account/limits". */
export const accountLimits = {
	200: strictObject({
		success: boolean,
		account: strictObject({ teamId: integer, teamName: text }),
		plan: strictObject({
			id: { type: 'integer', nullable: true },
			name: nullableText,
			interval: nullableText,
			currency: nullableText,
			amount: { type: 'number', nullable: true },
		}),
		subscription: strictObject({
			status: text,
			hasAccess: boolean,
			isExpired: boolean,
			isTrial: boolean,
			isCancelled: boolean,
			isPending: boolean,
			isPastDue: boolean,
			effectiveExpiry: nullableText,
			currentPeriodEnd: nullableText,
			trialEndsAt: nullableText,
			expiresAt: nullableText,
		}),
		limits: strictObject({
			users: countOrText,
			contacts: countOrText,
			instances: strictObject({
				limit: countOrText,
				used: integer,
				remaining: countOrText,
				isLimitReached: boolean,
			}),
			messages: { type: 'integer', nullable: true },
		}),
		features: strictObject({
			ai: boolean,
			flowBuilder: boolean,
			campaigns: boolean,
			templates: boolean,
			voiceCalls: boolean,
		}),
	}),
	401: refused,
};

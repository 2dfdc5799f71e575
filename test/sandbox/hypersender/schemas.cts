/** Statuses of an instance (seed Hypersender, InstanceResponse.status). */
export const STATUSES = ['STOPPED', 'STARTING', 'WORKING', 'SCAN_QR_CODE', 'FAILED', 'PENDING'];

const instanceResponse = {
	type: 'object',
	properties: {
		id: { type: 'string' },
		name: { type: 'string' },
		phone: { type: 'string' },
		service_type: { type: 'string' },
		status: { type: 'string', enum: STATUSES },
		access_token: { type: ['string', 'null'] },
		created_at: { type: 'string' },
	},
};

/** Seed Hypersender, components/schemas/InstanceWithQRResponse. */
const instanceWithQrResponse = {
	allOf: [instanceResponse, { type: 'object', properties: { qr_code: { type: 'string' } } }],
};

/** Seed Hypersender, components/schemas/ValidationError. */
const validationError = {
	type: 'object',
	properties: {
		message: { type: 'string' },
		errors: { type: 'object' },
		statusCode: { type: 'integer' },
	},
	required: ['errors', 'statusCode'],
};

/** Seed Hypersender, /create-instance, 429; the other errors share the shape (apis.md 1.6). */
const messageBody = { type: 'object', properties: { message: { type: 'string' } } };
const message = { ...messageBody, required: ['message'] };

const refusals = { 401: message, 404: message, 429: message };

/** Seed Hypersender, POST /create-instance; 401 from apis.md 1.6. */
export const createInstance = {
	201: instanceWithQrResponse,
	401: message,
	422: validationError,
	429: messageBody,
};

/** apis.md 1.3, request-new-qr-code; the 422 is the sandbox's own answer to what is not documented. */
export const requestNewQrCode = {
	200: instanceWithQrResponse,
	422: validationError,
	...refusals,
};

/** apis.md 1.3, health. */
export const health = {
	200: {
		type: 'object',
		required: ['instance_id', 'connected_at', 'status'],
		additionalProperties: false,
		properties: {
			instance_id: { type: 'string' },
			connected_at: { type: ['string', 'null'] },
			status: { type: 'string', enum: STATUSES },
		},
	},
	...refusals,
};

/** apis.md 1.3, restart. */
export const restart = { 200: message, ...refusals };

/** apis.md 1.3, instances: a bare array. */
export const instances = { 200: { type: 'array', items: instanceResponse }, 401: message };

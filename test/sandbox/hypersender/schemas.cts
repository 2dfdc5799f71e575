/** API.md, "Statuses". */
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

/** API.md, "Instance object", with `qr_code`. */
const instanceWithQrResponse = {
	allOf: [instanceResponse, { type: 'object', properties: { qr_code: { type: 'string' } } }],
};

/** API.md, "Errors": the body of a 422. */
const validationError = {
	type: 'object',
	properties: {
		message: { type: 'string' },
		errors: { type: 'object' },
		statusCode: { type: 'integer' },
	},
	required: ['errors', 'statusCode'],
};

/** API.md, "Errors": the body of a 429, which the other errors share. */
const messageBody = { type: 'object', properties: { message: { type: 'string' } } };
const message = { ...messageBody, required: ['message'] };

const refusals = { 401: message, 404: message, 429: message };

/** API.md, "POST /create-instance"; the 401 from API.md, "Errors". */
export const createInstance = {
	201: instanceWithQrResponse,
	401: message,
	422: validationError,
	429: messageBody,
};

/**
 * API.md, "POST /{instance}/request-new-qr-code"; the 422 is the sandbox's own response to what is
 * not documented.
 */
export const requestNewQrCode = {
	200: instanceWithQrResponse,
	422: validationError,
	...refusals,
};

/** API.md, "GET /{instance}/health". */
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

/** API.md, "POST /{instance}/restart". */
export const restart = { 200: message, ...refusals };

/** API.md, "GET /instances": a bare array. */
export const instances = { 200: { type: 'array', items: instanceResponse }, 401: message };

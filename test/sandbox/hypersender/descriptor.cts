import type { ErrorExample, ProviderDescriptor } from '../../providers/ProviderDescriptor.cts';
import { startHypersender } from './index.cts';

/** API.md, "Errors": errors have a message; those of validation name the fields, too. */
const message = (words: string): ErrorExample => ({ body: { message: words }, words });

export const hypersenderDescriptor: ProviderDescriptor = {
	title: 'Hypersender',
	startSandbox: startHypersender,

	credential: {
		type: 'hypersenderApi',
		title: 'Hypersender API',
		accountName: 'Hypersender account',
		data: ({ apiKey, baseUrl, webhookSecret = '' }) => ({ apiKey, baseUrl, webhookSecret }),
	},
	keyHeader: { name: 'authorization', value: (apiKey) => `Bearer ${apiKey}` },

	capabilities: {
		healthCheck: true,
		restart: true,
		logout: false,
		delete: false,
		accountLimits: false,
		webhooks: 'manual',
	},
	routes: {
		create: 'POST /create-instance',
		list: 'GET /instances',
		liveStatus: 'GET /:instance/health',
		qrCode: 'POST /:instance/request-new-qr-code',
	},
	operations: [
		{ operation: 'create', route: 'POST /create-instance' },
		{ operation: 'getQrCode', route: 'POST /:instance/request-new-qr-code' },
		{ operation: 'get', route: 'GET /instances' },
		{ operation: 'get', route: 'GET /:instance/health', with: { checkHealth: true } },
		{ operation: 'getAll', route: 'GET /instances' },
		{ operation: 'restart', route: 'POST /:instance/restart' },
		{ operation: 'waitUntilConnected', route: 'GET /instances', with: { timeout: 5 } },
	],
	requestedName: (body) => (body as { name: string }).name,
	createParameters: {},
	names: 'unique',
	unknownId: '0f8fad5b-d9cb-469f-a165-70867728950e',
	limits: [
		{ route: 'POST /create-instance', perMinute: 5 },
		{ route: 'POST /:instance/request-new-qr-code', perMinute: 1 },
		{ route: 'POST /:instance/restart', perMinute: 5 },
		{ route: 'GET /:instance/health', perMinute: 10 },
	],
	statuses: [
		['PENDING', 'pending'],
		['STARTING', 'starting'],
		['SCAN_QR_CODE', 'awaitingScan'],
		['WORKING', 'connected'],
		['STOPPED', 'disconnected'],
		['FAILED', 'failed'],
		['PASSKEY_REQUIRED', 'unknown'],
	],
	words: {
		awaitingScan: 'SCAN_QR_CODE',
		connected: 'WORKING',
		disconnected: 'STOPPED',
		failed: 'FAILED',
	},
	pollInterval: 7000,
	qrCodeLifetime: 60_000,
	qrCodeTellsStatus: true,
	hasPairingCode: false,

	list: (instances) => instances,
	incompleteList: (first) => ({
		data: [first],
		links: { next: 'https://app.hypersender.com/instances?page=2' },
	}),
	withoutQrCode: (id, status) => ({ id, status, qr_code: null }),
	raw: (id) => ({ id, service_type: 'whatsapp' }),
	rawConnected: { status: 'WORKING' },
	errors: {
		400: message('Broken payload'),
		401: message('Unauthenticated.'),
		402: message('Your plan has expired.'),
		403: message('You have reached the instance limit of your plan.'),
		404: message('Instance not found.'),
		408: message('Request Timeout'),
		409: message('The instance is busy.'),
		422: {
			body: { message: 'Invalid.', errors: { phone: ['The phone is odd.'] }, statusCode: 422 },
			words: 'phone: The phone is odd.',
		},
		429: message('Too many requests. Please try again later.'),
		500: message('Server Error'),
		502: { body: '<html>Bad Gateway</html>', words: null },
		503: { body: '', words: null },
		504: message('Gateway Timeout'),
	},
	// The form of an account's and of an instance's token: a number, a bar and 48 characters.
	secretPattern: /\d+\|[A-Za-z0-9]{20,}/,
	tokens: async ({ baseUrl, apiKey }) => {
		const headers = { Authorization: `Bearer ${apiKey}` };
		const answer = await fetch(`${baseUrl}/instances`, { headers });
		const instances = (await answer.json()) as Array<{ access_token: string | null }>;
		return instances.flatMap(({ access_token: token }) => token ?? []);
	},

	customer: { name: 'Cairo Store', phone: '+20 123 456 7890' },
	webhooks: {
		kind: 'manual',
		events: { message: 'message.any', other: 'poll.vote' },
		hasTime: false,
		data: (payload, event) => ({ payload, event }),
		body: (instanceId, event) => ({ event, data: { instanceId, id: 'e1' } }),
		// API.md, "Webhook authentication": the secret as it is.
		proofHeader: 'authorization',
		proof: (_body, secret) => ({ authorization: secret }),
		isGenuine: ({ headers }, secret) => headers.authorization === secret,
		// Create brings the address along.
		subscribe: ({ webhookSecret = '' }) => Promise.resolve(webhookSecret),
	},
	vendorWords: [
		'SCAN_QR_CODE',
		'create-instance',
		'request-new-qr-code',
		'access_token',
		'service_type',
		'qr_code',
		'webhook_url',
	],
};

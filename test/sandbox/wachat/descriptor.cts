import { createHmac } from 'node:crypto';

import type { ErrorExample, ProviderDescriptor } from '../../providers/ProviderDescriptor.cts';
import { startWachat } from './index.cts';

/** API.md, "Errors": `message` for key, plan and limit, `error` elsewhere. */
const message = (words: string): ErrorExample => ({ body: { message: words }, words });
const failure = (words: string, more: object = {}): ErrorExample => ({
	body: { success: false, error: words, ...more },
	words,
});

/** API.md, "Webhook authentication". */
function signature(body: string, secret: string, timestamp: string): string {
	return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

const json = { qrResponse: 'json' };

export const wachatDescriptor: ProviderDescriptor = {
	title: 'Wachat',
	startSandbox: startWachat,

	credential: {
		type: 'wachatApi',
		title: 'Wachat API',
		accountName: 'Wachat account',
		data: ({ apiKey, baseUrl }) => ({ apiKey, baseUrl }),
	},
	keyHeader: { name: 'authorization', value: (apiKey) => `Bearer ${apiKey}` },

	capabilities: {
		healthCheck: false,
		restart: false,
		logout: true,
		delete: true,
		accountLimits: true,
		webhooks: 'registered',
	},
	routes: {
		create: 'POST /instance/create',
		list: 'GET /instance/list',
		liveStatus: 'GET /instance/state',
		qrCode: 'GET /instance/qr/image',
	},
	operations: [
		{ operation: 'create', route: 'POST /instance/create' },
		{ operation: 'create', route: 'POST /instance/create', with: json },
		{ operation: 'getQrCode', route: 'GET /instance/qr/image' },
		{ operation: 'getQrCode', route: 'GET /instance/qr', with: json },
		{ operation: 'get', route: 'GET /instance/list' },
		{ operation: 'getAll', route: 'GET /instance/list' },
		// Refused for what is not connected, which is what was wanted.
		{ operation: 'logout', route: 'DELETE /instance/logout', except: [400, 409] },
		// Refused for what is connected, which has an error of its own.
		{ operation: 'delete', route: 'DELETE /instance/delete', except: [409] },
		{ operation: 'getLimits', route: 'GET /account/limits', with: { resource: 'account' } },
		{ operation: 'waitUntilConnected', route: 'GET /instance/list', with: { timeout: 5 } },
	],
	requestedName: (body) => (body as { instanceName: string }).instanceName,
	createParameters: {},
	names: 'repeatable',
	unknownId: 't1_aaaaaaaa_nobody',
	limits: [],
	statuses: [
		['connecting', 'awaitingScan'],
		['open', 'connected'],
		['close', 'disconnected'],
		['refused', 'failed'],
		['banned', 'unknown'],
	],
	words: {
		awaitingScan: 'connecting',
		connected: 'open',
		disconnected: 'close',
		failed: 'refused',
	},
	pollInterval: 5000,
	qrCodeLifetime: 45_000,
	qrCodeTellsStatus: false,
	qrResponses: ['image', 'json'],
	hasPairingCode: true,

	list: (instances) => ({
		success: true,
		count: instances.length,
		instances: instances.map(({ id, name, status }) => ({
			...(id !== undefined && { apiInstanceName: id }),
			...(name !== undefined && { instanceName: name }),
			...(status !== undefined && { state: status }),
		})),
	}),
	incompleteList: ({ id }) => ({ success: true, count: 2, instances: [{ apiInstanceName: id }] }),
	withoutQrCode: () => ({ success: true, qrcode: null }),
	raw: (apiInstanceName) => ({ apiInstanceName, isConnected: false }),
	rawConnected: { isConnected: true, state: 'open' },
	refusalWith200: failure('Not today'),
	errors: {
		400: failure('Broken payload'),
		401: message('Missing or invalid API key.'),
		402: failure('Plan expired'),
		403: message('Subscription restriction prevented this action.'),
		404: failure('Instance not found.'),
		408: failure('Too slow'),
		409: failure('Not now', { reason: 'x' }),
		422: failure('The number is odd.'),
		429: message('Too many requests.'),
		500: failure('Internal server error'),
		502: { body: '<html>Bad Gateway</html>', words: null },
		503: { body: '', words: null },
		504: failure('Timed out'),
	},

	customer: { name: 'Jakarta_Store', phone: '+62 812 3456 789' },
	webhooks: {
		kind: 'registered',
		events: { message: 'messages.upsert', other: 'chats.update' },
		hasTime: true,
		data: (payload) => payload,
		body: (instance, event) => ({ event, instance, data: { id: 'e1' } }),
		proofHeader: 'x-wachat-signature',
		proof: (body, secret, sentAt) => ({
			'x-wachat-timestamp': String(sentAt),
			'x-wachat-signature': signature(body, secret, String(sentAt)),
		}),
		isGenuine: ({ headers, body }, secret) =>
			headers['x-wachat-signature'] ===
			signature(body, secret, String(headers['x-wachat-timestamp'])),
		// API.md, "Webhook events"
		subscribe: async ({ baseUrl, apiKey }, url, events) => {
			const answer = await fetch(`${baseUrl}/webhooks`, {
				method: 'POST',
				headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
				body: JSON.stringify({ url, events }),
			});
			const { webhook } = (await answer.json()) as { webhook: { secret: string } };
			return webhook.secret;
		},
		registeredSecret: ({ route, body }) =>
			route === 'POST /webhooks' ? (body as { secret: string }).secret : undefined,
	},
	vendorWords: [
		'apiInstanceName',
		'internalName',
		'whsec_',
		'WHATSAPP-BAILEYS',
		'WHATSAPP-BUSINESS',
		'qrError',
		'liveUrl',
		'metaToken',
		'metaBusinessId',
		'metaPhoneNumberId',
	],
};

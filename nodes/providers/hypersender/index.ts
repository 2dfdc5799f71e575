import { EmptyParameterError, ParameterError, readTextField } from '../../domain/parameters';
import { parsePhone } from '../../domain/phone';
import { isRecord } from '../../domain/json';
import type { RateLimit } from '../../transport/RateLimiter';
import type { Send } from '../../transport/types';
import type { InstanceFilters, LiveStatus, Provider } from '../Provider';
import { readRefusal, reportsFailure } from '../readers';
import { endpoint } from './endpoint';
import { checkHealthField, createFields } from './fields';
import {
	hasInstance,
	readHealth,
	readInstanceWithQrCode,
	readList,
	STATUS,
	UUID,
} from './responses';
import { webhooks } from './webhooks';

const MINUTE = 60_000;
const MAX_NAME = 50;

// API.md, "Rate limits".
const createLimit: RateLimit = { name: 'create', requests: 5, perMilliseconds: MINUTE };
const healthLimit: RateLimit = { name: 'health', requests: 10, perMilliseconds: MINUTE };
const restartLimit: RateLimit = { name: 'restart', requests: 5, perMilliseconds: MINUTE };
const qrCodeLimit: RateLimit = { name: 'new QR code', requests: 1, perMilliseconds: MINUTE };

/** The Enterprise API of Hypersender. */
export const hypersender: Provider = {
	name: 'hypersender',
	description: 'Instances of the Hypersender Enterprise API',
	endpoint,
	errors: { isFailure: reportsFailure, read: readRefusal },
	// API.md, "Instance object": the image stands in `qr_code`.
	secrets: { fields: [], deliveryFields: [], patterns: [], imageFields: ['qrcode'] },
	instanceId: {
		example: 'c9a1dd76-5678-4f9d-9012-a5b78de100c3',
		pattern: UUID.source,
	},
	accessTokenField: 'access_token',

	create: {
		fields: createFields,
		names: 'unique',
		limit: createLimit,

		readPlan(parameter) {
			const name = readTextField(parameter('name', ''), 'Name');
			if (name === '') {
				throw new EmptyParameterError('Name', 'Enter a name for the new instance');
			}
			const length = [...name].length;
			if (length > MAX_NAME) {
				throw new ParameterError(
					`'Name' is too long: ${length} characters`,
					`Hypersender allows at most ${MAX_NAME} characters`,
				);
			}
			const phone = parsePhone(readTextField(parameter('phone', ''), 'Phone'));
			const webhookUrl = readWebhookUrl(readTextField(parameter('webhookUrl', ''), 'Webhook URL'));
			return {
				name,
				phone,
				query: {},
				body: { phone: `+${phone}`, name, ...(webhookUrl && { webhook_url: webhookUrl }) },
				secrets: [],
			};
		},

		async run(send, plan) {
			const response = await send({
				method: 'POST',
				path: '/create-instance',
				body: plan.body,
				wasCarriedOut: hasInstance,
				limit: createLimit,
			});
			const created = readInstanceWithQrCode(response);
			const { name, phone } = created.instance;
			return {
				...created,
				instance: { ...created.instance, name: name ?? plan.name, phone: phone ?? plan.phone },
			};
		},

		// API.md, "POST /create-instance": a taken name gets a 422 that complains about the field.
		mayBeNameTaken: (error) => error.traits.isConflict || 'name' in error.fieldErrors,
	},

	status: {
		async list(send, filters = {}) {
			return readList(
				await send({ method: 'GET', path: '/instances', query: filterQuery(filters) }),
			);
		},
		getLive: getHealth,
		liveLimit: healthLimit,
		statuses: [...Object.values(STATUS), 'unknown'],
		// The limit of ten a minute allows one every 6 seconds; this leaves room for another in
		// between.
		pollInterval: 7000,
	},

	healthCheck: { field: checkHealthField, run: getHealth },

	qrCode: {
		fields: [],
		limit: qrCodeLimit,
		// A second attempt would have to wait a whole minute.
		attempts: { count: 1, pause: 0 },
		readFormat: () => 'image',

		async request(send, instanceId) {
			const response = await send({
				method: 'POST',
				path: `/${encodeURIComponent(instanceId)}/request-new-qr-code`,
				resourceLabel: `instance '${instanceId}'`,
				limit: qrCodeLimit,
			});
			return readInstanceWithQrCode(response, instanceId);
		},
	},

	restart: {
		limit: restartLimit,

		async run(send, instanceId) {
			const { json } = await send({
				method: 'POST',
				path: `/${encodeURIComponent(instanceId)}/restart`,
				resourceLabel: `instance '${instanceId}'`,
				bodyOptional: true,
				limit: restartLimit,
			});
			// The response contains no status; this one follows (API.md, "POST /{instance}/restart").
			return { status: 'starting', providerStatus: null, raw: isRecord(json) ? json : {} };
		},
	},

	// API.md, "What the documents leave open": no request is known for these.
	logout: undefined,
	delete: undefined,
	accountLimits: undefined,

	webhooks,

	// API.md, "Statuses": words of the engine beneath.
	statusHints: {
		PASSKEY_REQUIRED:
			'WhatsApp asks for a passkey. The person has to sign in on web.whatsapp.com in a browser with the passkey of the phone',
		PASSKEY_CONFIRMATION_REQUIRED:
			'WhatsApp waits for the passkey to be confirmed. The person has to confirm it in the browser, on web.whatsapp.com',
	},

	// API.md, "Statuses": an instance that has stopped or failed needs a restart before it has a
	// code.
	recovery: {
		pending: 'none',
		starting: 'none',
		awaitingScan: 'getQrCode',
		connected: 'none',
		disconnected: 'restart',
		failed: 'restart',
		unknown: 'none',
	},
};

async function getHealth(send: Send, instanceId: string): Promise<LiveStatus> {
	return readHealth(
		await send({
			method: 'GET',
			path: `/${encodeURIComponent(instanceId)}/health`,
			resourceLabel: `instance '${instanceId}'`,
			limit: healthLimit,
		}),
	);
}

// API.md, "GET /instances": these filters match exactly.
function filterQuery({ instanceId, status }: InstanceFilters): Record<string, string> {
	const word = Object.keys(STATUS).find((key) => STATUS[key] === status);
	return {
		...(instanceId && { 'filter[uuid]': instanceId }),
		...(word && { 'filter[status]': word }),
	};
}

function readWebhookUrl(text: string): string {
	if (text !== '' && !(URL.canParse(text) && new URL(text).protocol === 'https:')) {
		throw new ParameterError(
			"'Webhook URL' must be an address that starts with https://",
			'Hypersender delivers events to https addresses only',
		);
	}
	return text;
}

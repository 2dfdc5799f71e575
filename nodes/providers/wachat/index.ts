import type { IDataObject } from 'n8n-workflow';

import { unknownInstance } from '../../domain/instance';
import { isRecord } from '../../domain/json';
import {
	EmptyParameterError,
	readBoolean,
	readChoice,
	readTextField,
} from '../../domain/parameters';
import { parsePhone } from '../../domain/phone';
import { textOrNull } from '../../domain/text';
import { attempt } from '../../transport/attempt';
import type { Send } from '../../transport/types';
import type { InstanceWithQrCode, Provider, QrCodeFormat, ReadParameter } from '../Provider';
import { readRefusal, reportsFailure } from '../readers';
import { endpoint } from './endpoint';
import { createFields, qrCodeFields } from './fields';
import {
	BUSINESS,
	BUSINESS_WITHOUT_QR_CODE,
	hasInstance,
	readCreatedImage,
	readCreatedJson,
	readImage,
	readLimits,
	readList,
	readLiveStatus,
	readQrCode,
	STATUS,
} from './responses';
import { webhooks } from './webhooks';

const BAILEYS = 'WHATSAPP-BAILEYS';
const SETTINGS = ['rejectCalls', 'ignoreGroups', 'alwaysOnline', 'readMessages', 'readStatus'];

/** The API of Wachat. */
export const wachat: Provider = {
	name: 'wachat',
	description: 'Instances of the Wachat API',
	endpoint,
	errors: { isFailure: reportsFailure, read: readRefusal },
	// API.md, "Secrets".
	secrets: {
		fields: ['metatoken', 'hash'],
		deliveryFields: ['metatoken'],
		patterns: [/\bwhsec_[^\s"',;]+/g],
		imageFields: [],
	},
	instanceId: { example: 't1_mq9r2jov_store-jakarta', pattern: '^\\S(.*\\S)?$' },
	accessTokenField: undefined,

	create: {
		fields: createFields,
		// API.md, "POST /instance/create": Wachat puts a unique prefix before them.
		names: 'repeatable',
		limit: undefined,

		readPlan(parameter) {
			const name = readTextField(parameter('name', ''), 'Name');
			if (name === '') {
				throw new EmptyParameterError('Name', 'Enter a name for the new instance');
			}
			const written = readTextField(parameter('phone', ''), 'Phone');
			const phone = written === '' ? null : parsePhone(written);
			const integration = readChoice(parameter('integration', BAILEYS), 'Integration', [
				BAILEYS,
				BUSINESS,
			]);
			const isBusiness = integration === BUSINESS;
			const business = isBusiness ? readBusinessFields(parameter) : undefined;
			return {
				name,
				phone,
				query: { response: isBusiness ? 'json' : readFormat(parameter) },
				body: {
					instanceName: name,
					...(phone !== null && { number: phone }),
					integration,
					...readSettings(parameter<IDataObject>('settings', {})),
					...business,
				},
				secrets: business ? [business.metaToken] : [],
				...(business && { withoutQrCode: BUSINESS_WITHOUT_QR_CODE }),
			};
		},

		async run(send, plan) {
			const response = await send({
				method: 'POST',
				path: '/instance/create',
				query: plan.query,
				body: plan.body,
				// API.md, "Errors".
				wasCarriedOut: hasInstance,
				image: plan.query.response === 'image',
			});
			const created = isRecord(response.json)
				? readCreatedJson(response, response.json)
				: readCreatedImage(response, plan.name);
			const { name, phone } = created.instance;
			const { withoutQrCode } = plan;
			return {
				...created,
				instance: {
					...created.instance,
					name: name ?? plan.name,
					phone: phone ?? plan.phone,
					...(withoutQrCode && { withoutQrCode }),
				},
			};
		},

		mayBeNameTaken: () => false,
	},

	status: {
		async list(send) {
			return readList(await send({ method: 'GET', path: '/instance/list' }));
		},

		async getLive(send, instanceId) {
			const response = await send({
				method: 'GET',
				path: '/instance/state',
				query: { instanceName: instanceId },
				resourceLabel: `instance '${instanceId}'`,
			});
			return readLiveStatus(response);
		},
		liveLimit: undefined,
		statuses: [...Object.values(STATUS), 'unknown'],
		// No limit is documented (API.md, "Rate limits"); this keeps the load low.
		pollInterval: 5000,
	},

	healthCheck: undefined,

	qrCode: {
		fields: qrCodeFields,
		limit: undefined,
		// API.md, "QR codes": a code may take some seconds.
		attempts: { count: 3, pause: 2000 },
		readFormat,

		async request(send, instanceId, format) {
			if (format === 'image') return await requestAsImage(send, instanceId);
			const asJson = await attempt(requestAsJson(send, instanceId));
			if ('value' in asJson) return asJson.value;
			if (asJson.error.isEndpointMissing) return await requestAsImage(send, instanceId);
			throw asJson.error;
		},
	},

	// API.md, "What the documents leave open".
	restart: undefined,

	logout: {
		async run(send, instanceId) {
			const raw = await sendDelete(send, '/instance/logout', instanceId);
			return { status: 'disconnected', providerStatus: null, raw };
		},
	},

	delete: {
		// API.md, "DELETE /instance/delete".
		connected: 'isRefused',

		async run(send, instanceId) {
			const raw = await sendDelete(send, '/instance/delete', instanceId, isGone);
			return { isGone: raw.instanceDeleted !== false || isGone(raw), raw };
		},
	},

	accountLimits: {
		async get(send) {
			return readLimits(await send({ method: 'GET', path: '/account/limits' }));
		},
	},

	webhooks,

	statusHints: {},

	recovery: {
		pending: 'none',
		starting: 'none',
		awaitingScan: 'getQrCode',
		connected: 'none',
		disconnected: 'getQrCode',
		failed: 'getQrCode',
		unknown: 'none',
	},
};

function readFormat(parameter: ReadParameter): QrCodeFormat {
	return readChoice(parameter<unknown>('qrResponse', 'image'), 'QR Response', ['image', 'json']);
}

/** API.md, "DELETE /instance/delete". */
function isGone(json: unknown): boolean {
	return isRecord(json) && (json.instanceDeleted === true || json.instanceMissing === true);
}

async function sendDelete(
	send: Send,
	path: string,
	instanceId: string,
	wasCarriedOut?: (json: unknown) => boolean,
): Promise<IDataObject> {
	const { json } = await send({
		method: 'DELETE',
		path,
		query: { instanceName: instanceId },
		resourceLabel: `instance '${instanceId}'`,
		// API.md, "DELETE /instance/logout": the response is not described.
		bodyOptional: true,
		...(wasCarriedOut && { wasCarriedOut }),
	});
	return isRecord(json) ? json : {};
}

function readSettings(settings: IDataObject): Record<string, boolean> {
	return Object.fromEntries(
		SETTINGS.filter((name) => settings[name] !== undefined).map((name) => [
			name,
			readBoolean(settings[name], name),
		]),
	);
}

function readBusinessFields(parameter: ReadParameter) {
	const read = (name: string, label: string): string => {
		const value = readTextField(parameter(name, ''), label);
		if (value === '') {
			throw new EmptyParameterError(
				label,
				`The integration ${BUSINESS} needs it; find it in the Meta app dashboard`,
			);
		}
		return value;
	};
	return {
		metaToken: read('metaToken', 'Meta Token'),
		metaBusinessId: read('metaBusinessId', 'Meta Business ID'),
		metaPhoneNumberId: read('metaPhoneNumberId', 'Meta Phone Number ID'),
	};
}

async function requestAsImage(send: Send, instanceId: string): Promise<InstanceWithQrCode> {
	const response = await send({
		method: 'GET',
		path: '/instance/qr/image',
		query: { instanceName: instanceId },
		image: true,
		resourceLabel: `instance '${instanceId}'`,
	});
	const { json } = response;
	return {
		instance: unknownInstance(instanceId),
		qrCode: isRecord(json) ? readQrCode(json) : readImage(response),
		raw: isRecord(json) ? json : { apiInstanceName: instanceId },
	};
}

/**
 * Requests a QR code as JSON. The vendor no longer documents this endpoint (API.md, "GET
 * /instance/qr"): where it is gone, the image is requested instead.
 */
async function requestAsJson(send: Send, instanceId: string): Promise<InstanceWithQrCode> {
	const { json, unreadable } = await send({
		method: 'GET',
		path: '/instance/qr',
		query: { instanceName: instanceId },
		resourceLabel: `instance '${instanceId}'`,
	});
	if (!isRecord(json)) throw unreadable('it is not a QR code response');
	// Here `instanceName` is the API name (API.md, "Three names for one instance").
	const row = isRecord(json.instance) ? json.instance : {};
	return {
		instance: { ...unknownInstance(instanceId), name: textOrNull(row.displayName) },
		qrCode: readQrCode(json),
		raw: json,
	};
}

import type { IDataObject } from 'n8n-workflow';

import { unknownInstance } from '../../domain/instance';
import { readBoolean, readChoice } from '../../domain/parameters';
import { ParameterError } from '../../domain/ParameterError';
import { parsePhone } from '../../domain/phone';
import { attempt } from '../../transport/attempt';
import type { ProviderError } from '../../transport/ProviderError';
import type { ProviderResponse, ProviderRequest, Send } from '../../transport/ApiClient';
import { wachatDeliveries } from './webhooks';
import { isRecord, readQrResponse, readTextField, textOrNull } from '../readers';
import type { InstanceWithQrCode, Provider, ReadParameter } from '../Provider';
import {
	BUSINESS,
	BUSINESS_WITHOUT_QR_CODE,
	readCreatedImage,
	readCreatedJson,
	readImage,
	readLimits,
	readList,
	readLiveStatus,
	readQrCode,
	STATUS,
	readState,
} from './responses';
import { createFields, qrCodeFields } from './fields';

const BAILEYS = 'WHATSAPP-BAILEYS';
const SETTINGS = ['rejectCalls', 'ignoreGroups', 'alwaysOnline', 'readMessages', 'readStatus'];

/** Wachat API (apis.md 2, and its seed document). */
export const wachat: Provider = {
	name: 'wachat',
	title: 'Wachat',
	description: 'Instances of the Wachat API',
	credentialType: 'wachatApi',
	credentialTitle: 'Wachat API',
	defaultBaseUrl: 'https://app.wachat.net/api/v1',
	uniqueNames: false,

	createFields,

	readCreatePlan(parameter) {
		const name = readTextField(parameter('name', ''), 'Name');
		if (name === '') {
			throw new ParameterError("'Name' is empty", 'Enter a name for the new instance');
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
			query: { response: isBusiness ? 'json' : readQrResponse(parameter) },
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

	async create(send, plan) {
		const answer = await ask(send, {
			method: 'POST',
			path: '/instance/create',
			query: plan.query,
			body: plan.body,
			image: plan.query.response === 'image',
		});
		const created = isRecord(answer.json)
			? readCreatedJson(answer, answer.json)
			: readCreatedImage(answer, plan.name);
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

	// Names may repeat: Wachat puts a unique prefix before them (seed, `instanceName`).
	isNameTaken: () => false,

	async getMany(send) {
		return readList(await ask(send, { method: 'GET', path: '/instance/list' }));
	},

	async getStatus(send, instanceId) {
		const answer = await ask(send, {
			method: 'GET',
			path: '/instance/state',
			query: { instanceName: instanceId },
			resourceLabel: `instance '${instanceId}'`,
		});
		return readLiveStatus(answer);
	},
	statuses: [...Object.values(STATUS), 'unknown'],
	// Wachat documents no limit; this is gentle.
	pollInterval: 5000,

	async logout(send, instanceId) {
		return await sendDelete(send, '/instance/logout', instanceId);
	},

	async delete(send, instanceId) {
		return await sendDelete(send, '/instance/delete', instanceId);
	},

	async getLimits(send) {
		return readLimits(await ask(send, { method: 'GET', path: '/account/limits' }));
	},

	qrCodeFields,
	// A code may need some seconds to come (apis.md 2.7, "create" and "connect").
	qrCodeAttempts: { count: 3, pause: 2000 },

	async requestQrCode(send, instanceId, form) {
		if (form === 'image') return await requestAsImage(send, instanceId);
		const asJson = await attempt(requestAsJson(send, instanceId));
		if ('value' in asJson) return asJson.value;
		if (isEndpointGone(asJson.error)) return await requestAsImage(send, instanceId);
		throw asJson.error;
	},

	deliveries: wachatDeliveries,
	toInstanceStatus: (word) => readState(word).status,

	hasAccessTokens: false,
	instanceIdExample: 't1_mq9r2jov_store-jakarta',
	instanceIdPattern: '^\\S+$',
};

async function sendDelete(send: Send, path: string, instanceId: string): Promise<IDataObject> {
	const { json } = await ask(send, {
		method: 'DELETE',
		path,
		query: { instanceName: instanceId },
		resourceLabel: `instance '${instanceId}'`,
		// apis.md 2.2: what a logout answers is not described.
		bodyOptional: true,
	});
	return isRecord(json) ? json : {};
}

/** Some answers with a good status say `success: false` all the same (apis.md 2.6). */
async function ask(send: Send, request: ProviderRequest): Promise<ProviderResponse> {
	const answer = await send(request);
	const { json } = answer;
	if (isRecord(json) && json.success === false && !isRecord(json.instance)) throw answer.refused();
	return answer;
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
			throw new ParameterError(
				`'${label}' is empty`,
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
	const answer = await ask(send, {
		method: 'GET',
		path: '/instance/qr/image',
		query: { instanceName: instanceId },
		image: true,
		resourceLabel: `instance '${instanceId}'`,
	});
	return {
		instance: unknownInstance(instanceId),
		qrCode: isRecord(answer.json) ? readQrCode(answer.json) : readImage(answer),
		answer: isRecord(answer.json) ? answer.json : { apiInstanceName: instanceId },
	};
}

/**
 * `GET /instance/qr` is named by the seed but gone from the vendor's pages since June 2026
 * (apis.md 2.2): where it no longer answers, the image takes its place.
 */
async function requestAsJson(send: Send, instanceId: string): Promise<InstanceWithQrCode> {
	const { json, unreadable } = await ask(send, {
		method: 'GET',
		path: '/instance/qr',
		query: { instanceName: instanceId },
		resourceLabel: `instance '${instanceId}'`,
	});
	if (!isRecord(json)) throw unreadable('it is not a QR code answer');
	// Here `instanceName` is the name for calls, not the friendly one (apis.md 2.1).
	const row = isRecord(json.instance) ? json.instance : {};
	return {
		instance: { ...unknownInstance(instanceId), name: textOrNull(row.displayName) },
		qrCode: readQrCode(json),
		answer: json,
	};
}

function isEndpointGone({ status, kind }: ProviderError): boolean {
	return kind === 'notFound' || status === 405 || status === 410;
}

import type { IDataObject } from 'n8n-workflow';

import {
	unknownInstance,
	type Instance,
	type InstanceStatus,
	type QrCodeResult,
} from '../domain/instance';
import { ParameterError } from '../domain/ParameterError';
import { parsePhone, phoneDigits } from '../domain/phone';
import { checkPng } from '../domain/png';
import { attempt } from '../transport/attempt';
import type { ProviderError } from '../transport/ProviderError';
import { describeContent, type ProviderAnswer, type Send } from '../transport/Session';
import { isRecord, qrCodeFromText, textOrNull } from './answers';
import { createFields, qrCodeFields } from './wachat.fields';
import type { InstanceWithQrCode, LiveStatus, Provider, ReadParameter } from './Provider';

// apis.md 2.7: while a code is shown the state is `connecting`; `refused` means that nobody
// scanned any of the codes.
const STATUS: Record<string, InstanceStatus> = {
	connecting: 'awaitingScan',
	open: 'connected',
	close: 'disconnected',
	refused: 'failed',
};

// apis.md 2.7: 45 seconds upstream; Wachat itself names no time.
const QR_CODE_VALID_FOR = 45_000;

const BUSINESS = 'WHATSAPP-BUSINESS';
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
		const name = parameter<string>('name', '').trim();
		if (name === '') {
			throw new ParameterError("'Name' is empty", 'Enter a name for the new instance');
		}
		const written = String(parameter<string | number>('phone', '')).trim();
		const phone = written === '' ? null : parsePhone(written);
		const integration = parameter<string>('integration', 'WHATSAPP-BAILEYS');
		const isBusiness = integration === BUSINESS;
		const business = isBusiness ? readBusinessFields(parameter) : undefined;
		return {
			name,
			phone,
			query: { response: isBusiness ? 'json' : parameter<string>('qrResponse', 'image') },
			body: {
				instanceName: name,
				...(phone !== null && { number: phone }),
				integration,
				...readSettings(parameter<IDataObject>('settings', {})),
				...business,
			},
			secrets: business ? [business.metaToken] : [],
			...(business && {
				withoutQrCode: 'WHATSAPP-BUSINESS instances connect through Meta and have no QR code',
			}),
		};
	},

	async create(send, plan) {
		const answer = await send({
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
		return {
			...created,
			instance: { ...created.instance, name: name ?? plan.name, phone: phone ?? plan.phone },
		};
	},

	// Names may repeat: Wachat puts a unique prefix before them (seed, `instanceName`).
	isNameTaken: () => false,

	async getMany(send) {
		const { json, unreadable } = await send({
			method: 'GET',
			path: '/instance/list',
		});
		const rows = isRecord(json) ? json.instances : undefined;
		if (!Array.isArray(rows)) throw unreadable("the list 'instances' is missing");
		return rows.filter(isRecord).flatMap((row) => {
			const instance = normalizeInstance(row);
			return instance ? [{ instance, answer: row }] : [];
		});
	},

	async getStatus(send, instanceId) {
		const { json, unreadable } = await send({
			method: 'GET',
			path: '/instance/state',
			query: { instanceName: instanceId },
			subject: `instance '${instanceId}'`,
		});
		// apis.md 2.2: `instance.state`, else `data.instance.state`.
		const data = isRecord(json) && isRecord(json.data) ? json.data : {};
		const rows = [isRecord(json) ? json.instance : undefined, data.instance].filter(isRecord);
		const state = rows.map((row) => textOrNull(row.state)).find((value) => value !== null);
		if (state === undefined) throw unreadable("the field 'instance.state' is missing");
		return readState(state);
	},
	// Wachat documents no limit; this is gentle.
	pollInterval: 5000,

	async logout(send, instanceId) {
		return await sendDelete(send, '/instance/logout', instanceId);
	},

	async delete(send, instanceId) {
		return await sendDelete(send, '/instance/delete', instanceId);
	},

	async getLimits(send) {
		const { json, unreadable } = await send({ method: 'GET', path: '/account/limits' });
		const limits = isRecord(json) && isRecord(json.limits) ? json.limits : {};
		if (!isRecord(json) || !isRecord(limits.instances)) {
			throw unreadable("the field 'limits.instances' is missing");
		}
		const { used, limit, remaining } = limits.instances;
		return {
			plan: isRecord(json.plan) ? textOrNull(json.plan.name) : null,
			subscriptionStatus: isRecord(json.subscription) ? textOrNull(json.subscription.status) : null,
			instances: {
				used: numberOrNull(used),
				limit: numberOrNull(limit),
				remaining: numberOrNull(remaining),
			},
			// apis.md 2.3: a number, or a text such as "Unlimited".
			unlimited: /unlimited/i.test(String(limit)),
			answer: json,
		};
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

	hasAccessTokens: false,
	instanceIdExample: 't1_mq9r2jov_store-jakarta',
	instanceIdPattern: '^\\S+$',
	instanceIdRule: "the 'apiInstanceName', without blanks",
};

/**
 * Makes the shared instance of a Wachat one: a row of the list, or `instance` of another answer
 * (apis.md 2.1, "Three names for one instance").
 *
 * @returns `undefined` when the name to use in calls is missing
 */
export function normalizeInstance(row: IDataObject): Instance | undefined {
	const instanceId = textOrNull(row.apiInstanceName) ?? textOrNull(row.internalName);
	if (instanceId === null) return undefined;
	const state = readState(textOrNull(row.state) ?? textOrNull(row.status));
	return {
		instanceId,
		name: textOrNull(row.instanceName) ?? textOrNull(row.displayName),
		phone: phoneDigits(row.number) ?? phoneDigits(row.owner),
		...state,
		...(row.isConnected === true && { status: 'connected' }),
		createdAt: textOrNull(row.createdAt),
	};
}

function readState(state: string | null): LiveStatus {
	return { status: STATUS[state ?? ''] ?? 'unknown', providerStatus: state };
}

async function sendDelete(send: Send, path: string, instanceId: string): Promise<IDataObject> {
	const { json } = await send({
		method: 'DELETE',
		path,
		query: { instanceName: instanceId },
		subject: `instance '${instanceId}'`,
		// apis.md 2.2: what a logout answers is not described.
		bodyOptional: true,
	});
	return isRecord(json) ? json : {};
}

function numberOrNull(value: unknown): number | null {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function readSettings(settings: IDataObject): Record<string, boolean> {
	return Object.fromEntries(
		SETTINGS.filter((name) => settings[name] !== undefined).map((name) => [
			name,
			settings[name] === true || settings[name] === 'true',
		]),
	);
}

function readBusinessFields(parameter: ReadParameter) {
	const read = (name: string, label: string): string => {
		const value = String(parameter<string | number>(name, '')).trim();
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
	const answer = await send({
		method: 'GET',
		path: '/instance/qr/image',
		query: { instanceName: instanceId },
		image: true,
		subject: `instance '${instanceId}'`,
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
	const { json, unreadable } = await send({
		method: 'GET',
		path: '/instance/qr',
		query: { instanceName: instanceId },
		subject: `instance '${instanceId}'`,
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

function readCreatedJson(answer: ProviderAnswer, json: IDataObject): InstanceWithQrCode {
	const row = isRecord(json.instance) ? json.instance : {};
	const instance = normalizeInstance(row);
	if (instance === undefined) {
		throw answer.unreadable("the field 'instance.apiInstanceName' is missing");
	}
	const details = typeof row.id === 'number' ? { id: row.id } : {};
	return { instance: { ...instance, details }, qrCode: readQrCode(json), answer: json };
}

/** With `response=image` the names stand in two headers (seed, "Return QR Image Directly"). */
function readCreatedImage(answer: ProviderAnswer, askedName: string): InstanceWithQrCode {
	const apiInstanceName = headerText(answer, 'x-api-instance-name');
	if (apiInstanceName === null) {
		throw answer.unreadable("the header 'X-Api-Instance-Name' is missing");
	}
	const header = headerText(answer, 'x-instance-name');
	// How a name beyond ASCII gets into a header is not documented; percent-encoding is usual.
	const instanceName = header === encodeURIComponent(askedName) ? askedName : header;
	return {
		instance: { ...unknownInstance(apiInstanceName), name: instanceName },
		qrCode: readImage(answer),
		answer: { instanceName, apiInstanceName },
	};
}

function readQrCode(json: IDataObject): QrCodeResult {
	const qrcode = isRecord(json.qrcode) ? json.qrcode : {};
	const pairingCode = textOrNull(qrcode.pairingCode);
	const text = textOrNull(qrcode.code);
	const details: IDataObject = {};
	for (const key of ['imageUrl', 'liveUrl']) {
		const address = textOrNull(qrcode[key]);
		if (address !== null) details[key] = address;
	}
	const result = qrCodeFromText(qrcode.base64, {
		validFor: QR_CODE_VALID_FOR,
		details,
		...(pairingCode && { pairingCode }),
		...(text && { text }),
	});
	const qrError = textOrNull(json.qrError);
	return 'problem' in result && qrError !== null
		? { problem: `Wachat says: ${qrError}`, passing: true }
		: result;
}

function readImage({ bytes, headers }: ProviderAnswer): QrCodeResult {
	const checked = checkPng(bytes);
	if ('png' in checked) return { png: checked.png, validFor: QR_CODE_VALID_FOR };
	const content = headers['content-type']?.startsWith('image/')
		? checked.problem
		: describeContent(bytes, headers['content-type']);
	return { problem: `the answer cannot be used: ${content}`, passing: false };
}

/** Header bytes arrive as Latin-1, names are UTF-8. */
function headerText({ headers }: ProviderAnswer, name: string): string | null {
	return textOrNull(Buffer.from(headers[name] ?? '', 'latin1').toString('utf8'));
}

import type { IDataObject } from 'n8n-workflow';

import {
	STATUS_TRAITS,
	unknownInstance,
	type Instance,
	type InstanceStatus,
} from '../../domain/instance';
import { type JsonObject, isRecord } from '../../domain/json';
import { phoneDigits } from '../../domain/phone';
import { isSamePhone } from '../../domain/phoneSpellings';
import { checkPng } from '../../domain/png';

import { describeContent } from '../../transport/decode';

import { checkWhole, listOf, numberOrNull, qrCodeFromText, readRecords } from '../readers';
import type {
	AccountLimits,
	InstanceWithQrCode,
	InstanceRecord,
	LiveStatus,
	StatusReading,
} from '../Provider';
import { entryOf, idOrNull, textOrNull } from '../../domain/text';
import { isQrCode, type QrCodeResult } from '../../domain/qrCode';
import type { ApiResponse } from '../../transport/types';

/**
 * API.md, "Statuses": the state is `connecting` while a code is shown; `refused` means that nobody
 * scanned any of the codes.
 */
export const STATUS: Readonly<Record<string, InstanceStatus>> = {
	connecting: 'awaitingScan',
	open: 'connected',
	close: 'disconnected',
	refused: 'failed',
};

export const BUSINESS = 'WHATSAPP-BUSINESS';

export const BUSINESS_WITHOUT_QR_CODE =
	'WHATSAPP-BUSINESS instances connect through Meta and have no QR code';

/** API.md, "QR codes": 45 seconds upstream; Wachat itself states no time. */
export const QR_CODE_VALID_FOR = 45_000;

/**
 * Converts a Wachat instance to the shared form: a row of the list, or `instance` of another
 * response (API.md, "Three names for one instance").
 *
 * @returns `undefined` when the API name is missing
 */
export function toInstance(row: IDataObject): Instance | undefined {
	const instanceId = idOrNull(row.apiInstanceName) ?? idOrNull(row.internalName);
	if (instanceId === null) return undefined;
	const state = readState(row);
	return {
		instanceId,
		name: textOrNull(row.instanceName) ?? textOrNull(row.displayName),
		...readPhones(row, state.status),
		...state,
		createdAt: textOrNull(row.createdAt),
		...(row.integration === BUSINESS && { withoutQrCode: BUSINESS_WITHOUT_QR_CODE }),
	};
}

/**
 * Reads the status of a row. When its fields contradict each other, it says nothing (API.md, "GET
 * /instance/list").
 */
function readState({ state, status, isConnected }: IDataObject): StatusReading {
	const words = [state, status]
		.map((word) => toInstanceStatus(textOrNull(word)))
		.filter(({ providerStatus }) => providerStatus !== null);
	// A word that is not known contradicts nothing.
	const known = words.map((word) => word.status).filter((one) => one !== 'unknown');
	const isContradiction =
		new Set(known).size > 1 ||
		(typeof isConnected === 'boolean' &&
			known.some((one) => STATUS_TRAITS[one].isConnected !== isConnected));
	const told = (isContradiction ? undefined : words[0]) ?? toInstanceStatus(null);
	return isConnected === true && !isContradiction ? { ...told, status: 'connected' } : told;
}

/**
 * The phone of a row: `owner` is the one that is connected, `number` the one it was created for. The
 * owner of an instance that is not connected proves nothing (API.md, "The engine beneath").
 */
function readPhones(
	row: IDataObject,
	status: InstanceStatus,
): Pick<Instance, 'phone' | 'assignedPhone'> {
	const [number, owner] = [phoneDigits(row.number), phoneDigits(row.owner)];
	if (!STATUS_TRAITS[status].isConnected) return { phone: number ?? owner };
	const isOther = number !== null && owner !== null && !isSamePhone(number, owner);
	return { phone: owner ?? number, ...(isOther && { assignedPhone: number }) };
}

/** Whether a response contains an instance: it exists then, whatever else the response says. */
export function hasInstance(json: unknown): boolean {
	return isRecord(json) && isRecord(json.instance) && toInstance(json.instance) !== undefined;
}

/**
 * Reads the list of instances (API.md, "GET /instance/list").
 *
 * @throws {ProviderError} when it is not a list, is incomplete, or has a row without an API name
 */
export function readList(response: ApiResponse): InstanceRecord[] {
	const rows = listOf(isRecord(response.json) ? response.json.instances : undefined);
	if (rows === undefined) throw response.unreadable("the list 'instances' is missing");
	checkWhole(response, rows.length, 'instances');
	return readRecords(rows, toInstance, 'apiInstanceName', response);
}

/**
 * Reads `instance.state`, else `data.instance.state` (API.md, "GET /instance/state").
 *
 * @throws {ProviderError} when both are missing
 */
export function readLiveStatus({ json, unreadable }: ApiResponse): LiveStatus {
	const data = isRecord(json) && isRecord(json.data) ? json.data : {};
	const rows = [isRecord(json) ? json.instance : undefined, data.instance].filter(isRecord);
	const state = rows.map((row) => textOrNull(row.state)).find((value) => value !== null);
	if (state === undefined) throw unreadable("the field 'instance.state' is missing");
	return {
		...toInstanceStatus(state),
		raw: { state, status: state, isConnected: toInstanceStatus(state).status === 'connected' },
	};
}

/** Maps Wachat's own word for a state to the shared status; both are returned. */
export function toInstanceStatus(state: string | null): StatusReading {
	return { status: entryOf(STATUS, state ?? '') ?? 'unknown', providerStatus: state };
}

/**
 * Reads what the plan allows (API.md, "GET /account/limits").
 *
 * @throws {ProviderError} when it says nothing about instances
 */
export function readLimits({ json, unreadable }: ApiResponse): AccountLimits {
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
		// API.md, "GET /account/limits": a number, or a text that contains "unlimited".
		unlimited: /unlimited/i.test(String(limit)),
		raw: json,
	};
}

/**
 * Reads a created instance from JSON (API.md, "POST /instance/create").
 *
 * @throws {ProviderError} when the API name is missing
 */
export function readCreatedJson(response: ApiResponse, json: IDataObject): InstanceWithQrCode {
	const row = isRecord(json.instance) ? json.instance : {};
	const instance = toInstance(row);
	if (instance === undefined) {
		throw response.unreadable("the field 'instance.apiInstanceName' is missing");
	}
	const details = typeof row.id === 'number' ? { id: row.id } : {};
	return { instance: { ...instance, details }, qrCode: readQrCode(json), raw: json };
}

/**
 * Reads a created instance from the response to `response=image`, where its names are in two
 * headers (API.md, "POST /instance/create").
 *
 * @param askedName the requested name
 * @throws {ProviderError} when the API name is missing
 */
export function readCreatedImage(response: ApiResponse, askedName: string): InstanceWithQrCode {
	const decode = headerDecoding(response, askedName);
	const apiInstanceName = idOrNull(decode(response.headers['x-api-instance-name'] ?? ''));
	if (apiInstanceName === null) {
		throw response.unreadable("the header 'X-Api-Instance-Name' is missing");
	}
	const instanceName = textOrNull(decode(response.headers['x-instance-name'] ?? ''));
	return {
		instance: { ...unknownInstance(apiInstanceName), name: instanceName },
		qrCode: readImage(response),
		raw: { instanceName, apiInstanceName },
	};
}

/**
 * Reads the `qrcode` of a JSON response, or why there is none (API.md, "POST /instance/create").
 */
export function readQrCode(json: IDataObject): QrCodeResult {
	const qrcode = isRecord(json.qrcode) ? json.qrcode : {};
	const pairingCode = textOrNull(qrcode.pairingCode);
	const text = textOrNull(qrcode.code);
	const details: JsonObject = {};
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
	if (isQrCode(result)) return result;
	const row = isRecord(json.instance) ? json.instance : {};
	// API.md, "Statuses": nobody scanned any of the codes, and there will be no other.
	const isOver =
		result.withoutImage === undefined &&
		[row.state, json.state, json.status].some(
			(state) => toInstanceStatus(textOrNull(state)).status === 'failed',
		);
	const qrError = textOrNull(json.qrError);
	return {
		...result,
		...(qrError !== null && { problem: `Wachat says: ${qrError}`, isTransient: true }),
		...(isOver && { isOver, isTransient: false }),
	};
}

/**
 * Checks that a response is the QR code image it should be.
 *
 * @returns the code, or why there is none
 */
export function readImage({ bytes, headers }: ApiResponse): QrCodeResult {
	const checked = checkPng(bytes);
	if ('png' in checked) return { png: checked.png, validFor: QR_CODE_VALID_FOR };
	const content = headers['content-type']?.startsWith('image/')
		? checked.problem
		: describeContent(bytes, headers['content-type']);
	return { problem: `the response cannot be used: ${content}`, isTransient: false };
}

/**
 * How names are encoded in a header is not documented: UTF-8, Latin-1 or percent-encoded, with or
 * without a plus for a blank. The decoding that gives the requested name is the right one, for the API
 * name as well; without one, percent-encoding is undone.
 *
 * @param askedName the requested name
 */
function headerDecoding({ headers }: ApiResponse, askedName: string): (sent: string) => string {
	const decodings = [
		(sent: string) => sent,
		asUtf8,
		(sent: string) => percentDecoded(asUtf8(sent)),
		(sent: string) => percentDecoded(asUtf8(sent).replace(/\+/g, ' ')),
	];
	const name = headers['x-instance-name'] ?? '';
	const right = decodings.find((decode) => textOrNull(decode(name)) === askedName);
	return right ?? ((sent) => percentDecoded(asUtf8(sent)));
}

function percentDecoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Header bytes arrive as Latin-1. What is not valid UTF-8 was meant as Latin-1. */
function asUtf8(sent: string): string {
	const text = Buffer.from(sent, 'latin1').toString('utf8');
	return text.includes('\ufffd') ? sent : text;
}

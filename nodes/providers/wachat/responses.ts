import type { IDataObject } from 'n8n-workflow';

import {
	unknownInstance,
	type Instance,
	type InstanceStatus,
	type QrCodeResult,
} from '../../domain/instance';
import type { JsonObject } from '../../domain/json';
import { phoneDigits } from '../../domain/phone';
import { checkPng } from '../../domain/png';
import { entryOf } from '../../domain/table';
import { describeContent } from '../../transport/decode';
import type { ProviderResponse } from '../../transport/ApiClient';
import { isRecord, qrCodeFromText, readListed, textOrNull } from '../readers';
import type { AccountLimits, InstanceWithQrCode, InstanceRecord, LiveStatus } from '../Provider';

// apis.md 2.7: while a code is shown the state is `connecting`; `refused` means that nobody
// scanned any of the codes.
export const STATUS: Readonly<Record<string, InstanceStatus>> = {
	connecting: 'awaitingScan',
	open: 'connected',
	close: 'disconnected',
	refused: 'failed',
};

export const BUSINESS = 'WHATSAPP-BUSINESS';

export const BUSINESS_WITHOUT_QR_CODE =
	'WHATSAPP-BUSINESS instances connect through Meta and have no QR code';

// apis.md 2.7: 45 seconds upstream; Wachat itself names no time.
const QR_CODE_VALID_FOR = 45_000;

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
		...(row.integration === BUSINESS && { withoutQrCode: BUSINESS_WITHOUT_QR_CODE }),
	};
}

/** Reads the list of instances (apis.md 2.2). @throws {ProviderError} when it is none */
export function readList(answer: ProviderResponse): InstanceRecord[] {
	const { instances: rows, count } = isRecord(answer.json) ? answer.json : {};
	if (!Array.isArray(rows)) throw answer.unreadable("the list 'instances' is missing");
	if (typeof count === 'number' && count > rows.length) {
		throw answer.incomplete(`${rows.length} of ${count} instances`);
	}
	return readListed(rows, normalizeInstance, 'apiInstanceName', answer);
}

/** Reads `instance.state`, else `data.instance.state` (apis.md 2.2). @throws {ProviderError} */
export function readLiveStatus({ json, unreadable }: ProviderResponse): LiveStatus {
	const data = isRecord(json) && isRecord(json.data) ? json.data : {};
	const rows = [isRecord(json) ? json.instance : undefined, data.instance].filter(isRecord);
	const state = rows.map((row) => textOrNull(row.state)).find((value) => value !== null);
	if (state === undefined) throw unreadable("the field 'instance.state' is missing");
	return {
		...readState(state),
		row: { state, status: state, isConnected: readState(state).status === 'connected' },
	};
}

/** Gives the shared word for a state, beside Wachat's own. */
export function readState(state: string | null): Omit<LiveStatus, 'row'> {
	return { status: entryOf(STATUS, state ?? '') ?? 'unknown', providerStatus: state };
}

/** Reads what the plan allows (apis.md 2.3). @throws {ProviderError} */
export function readLimits({ json, unreadable }: ProviderResponse): AccountLimits {
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
}

function numberOrNull(value: unknown): number | null {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Reads a created instance from JSON (seed, 201). @throws {ProviderError} without its name for calls */
export function readCreatedJson(answer: ProviderResponse, json: IDataObject): InstanceWithQrCode {
	const row = isRecord(json.instance) ? json.instance : {};
	const instance = normalizeInstance(row);
	if (instance === undefined) {
		throw answer.unreadable("the field 'instance.apiInstanceName' is missing");
	}
	const details = typeof row.id === 'number' ? { id: row.id } : {};
	return { instance: { ...instance, details }, qrCode: readQrCode(json), answer: json };
}

/** With `response=image` the names stand in two headers (seed, "Return QR Image Directly"). */
export function readCreatedImage(answer: ProviderResponse, askedName: string): InstanceWithQrCode {
	const apiInstanceName = headerText(answer, 'x-api-instance-name');
	if (apiInstanceName === null) {
		throw answer.unreadable("the header 'X-Api-Instance-Name' is missing");
	}
	const instanceName = headerName(answer, askedName);
	return {
		instance: { ...unknownInstance(apiInstanceName), name: instanceName },
		qrCode: readImage(answer),
		answer: { instanceName, apiInstanceName },
	};
}

/** Reads the `qrcode` of a JSON answer, or why there is none (seed, `qrError`). */
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
	const qrError = textOrNull(json.qrError);
	return 'problem' in result && qrError !== null
		? { problem: `Wachat says: ${qrError}`, isTransient: true }
		: result;
}

/** Checks that an answer is the QR code image it should be. */
export function readImage({ bytes, headers }: ProviderResponse): QrCodeResult {
	const checked = checkPng(bytes);
	if ('png' in checked) return { png: checked.png, validFor: QR_CODE_VALID_FOR };
	const content = headers['content-type']?.startsWith('image/')
		? checked.problem
		: describeContent(bytes, headers['content-type']);
	return { problem: `the answer cannot be used: ${content}`, isTransient: false };
}

/**
 * How a name beyond ASCII gets into a header is not documented: as UTF-8, as Latin-1 or
 * percent-encoded. A reading that gives the name that was asked for is the right one.
 */
function headerName(answer: ProviderResponse, askedName: string): string | null {
	const text = headerText(answer, 'x-instance-name');
	if (text === null) return null;
	const decoded = percentDecoded(text);
	const readings = [
		answer.headers['x-instance-name'],
		text,
		percentDecoded(text.replace(/\+/g, ' ')),
	];
	return readings.includes(askedName) ? askedName : decoded;
}

function percentDecoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Header bytes arrive as Latin-1. What is no UTF-8 was meant so. */
function headerText({ headers }: ProviderResponse, name: string): string | null {
	const sent = headers[name] ?? '';
	const text = Buffer.from(sent, 'latin1').toString('utf8');
	return textOrNull(text.includes('\ufffd') ? sent : text);
}

import type { IDataObject } from 'n8n-workflow';

import type { Instance, InstanceStatus } from '../../domain/instance';
import { isRecord } from '../../domain/json';
import { phoneDigits } from '../../domain/phone';
import { entryOf, idOrNull, textOrNull } from '../../domain/text';
import type { ApiResponse } from '../../transport/types';
import type { InstanceRecord, InstanceWithQrCode, LiveStatus, StatusReading } from '../Provider';
import { checkWhole, listOf, qrCodeFromText, readRecords } from '../readers';

/** API.md, "Statuses". Any other word means "not connected yet". */
export const STATUS: Readonly<Record<string, InstanceStatus>> = {
	PENDING: 'pending',
	STARTING: 'starting',
	SCAN_QR_CODE: 'awaitingScan',
	WORKING: 'connected',
	STOPPED: 'disconnected',
	FAILED: 'failed',
};

/** An instance's ID (API.md, "Instance object"). */
export const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

// API.md, "QR codes": a code typically lasts about 60 seconds.
const QR_CODE_VALID_FOR = 60_000;

/**
 * Converts a Hypersender instance to the shared form (API.md, "Instance object").
 *
 * @param knownId replaces a missing `id`
 * @returns `undefined` when there is no ID
 */
export function toInstance(row: IDataObject, knownId?: string): Instance | undefined {
	const instanceId = idOrNull(row.id) ?? knownId;
	if (instanceId === undefined) return undefined;
	const accessToken = textOrNull(row.access_token);
	return {
		instanceId,
		name: textOrNull(row.name),
		phone: phoneDigits(row.phone),
		...toInstanceStatus(row.status),
		createdAt: textOrNull(row.created_at),
		...(accessToken && { accessToken }),
	};
}

/** Maps Hypersender's own word for a status to the shared one; both are returned. */
export function toInstanceStatus(value: unknown): StatusReading {
	const providerStatus = textOrNull(value);
	return { status: entryOf(STATUS, providerStatus ?? '') ?? 'unknown', providerStatus };
}

/**
 * Whether a response contains an instance (API.md, "Instance object"): it exists then, whatever else
 * the response says.
 */
export function hasInstance(json: unknown): boolean {
	const row = isRecord(json) && isRecord(json.data) ? json.data : json;
	const id = isRecord(row) ? idOrNull(row.id) : null;
	// A failure may have an ID of its own.
	return id !== null && UUID.test(id);
}

/**
 * Reads the list of instances (API.md, "GET /instances").
 *
 * @throws {ProviderError} when it is not a list, is incomplete, or has a row without an ID
 */
export function readList(response: ApiResponse): InstanceRecord[] {
	// Documented as a bare array; Laravel's usual wrapper is accepted too.
	const { json } = response;
	const isWrapped = isRecord(json) && 'data' in json;
	const rows = json === null ? undefined : listOf(isWrapped ? json.data : json);
	if (rows === undefined) throw response.unreadable('it is not a list of instances');
	checkWhole(response, rows.length, 'instances');
	return readRecords(rows, toInstance, 'id', response);
}

/**
 * Reads a live status (API.md, "GET /{instance}/health").
 *
 * @throws {ProviderError} when the status is missing
 */
export function readHealth({ json, unreadable }: ApiResponse): LiveStatus {
	const row = isRecord(json) && isRecord(json.data) ? json.data : json;
	if (!isRecord(row) || textOrNull(row.status) === null) {
		throw unreadable("the field 'status' is missing");
	}
	const { status, connected_at = null } = row;
	return {
		...toInstanceStatus(status),
		connectedAt: textOrNull(connected_at),
		raw: { status, connected_at },
	};
}

/**
 * Reads an instance with its QR code (API.md, "Instance object").
 *
 * @param knownId replaces a missing `id`
 * @throws {ProviderError} when it is not an instance
 */
export function readInstanceWithQrCode(
	response: ApiResponse,
	knownId?: string,
): InstanceWithQrCode {
	const { json } = response;
	if (!isRecord(json)) throw response.unreadable('it is not an instance');
	const row = isRecord(json.data) ? json.data : json;
	const instance = toInstance(row, knownId);
	if (instance === undefined) throw response.unreadable("the field 'id' is missing");
	return {
		instance,
		qrCode: qrCodeFromText(row.qr_code, { validFor: QR_CODE_VALID_FOR }),
		raw: row,
	};
}

import type { IDataObject } from 'n8n-workflow';

import type { Instance } from '../domain/instance';
import { isRecord } from '../domain/json';
import { decodePng } from '../domain/png';
import type { QrCode, QrCodeResult } from '../domain/qrCode';
import { textOrNull } from '../domain/text';
import { kindOfStatus } from '../transport/responseErrors';
import type { ApiResponse, Refusal } from '../transport/types';
import type { InstanceRecord } from './Provider';

/**
 * Reads the rows of a list of instances. A row without an ID cannot be skipped: its instance would
 * seem to be gone, or would be created a second time.
 *
 * @param toInstance converts a row to the shared form; `undefined` when its ID is missing
 * @param idField the provider's name for the ID field
 * @throws {ProviderError} when a row is not an instance or has no ID
 */
export function readRecords(
	rows: readonly unknown[],
	toInstance: (row: IDataObject) => Instance | undefined,
	idField: string,
	{ unreadable }: ApiResponse,
): InstanceRecord[] {
	return rows.map((row, index) => {
		if (!isRecord(row)) throw unreadable(`row ${index + 1} is not an instance`);
		const instance = toInstance(row);
		if (instance !== undefined) return { instance, raw: row };
		throw unreadable(`the field '${idField}' is missing in row ${index + 1}`);
	});
}

/**
 * Reads a QR code that JSON contains as text.
 *
 * @param rest the details of the code besides its image
 * @returns the code, or why there is none
 */
export function qrCodeFromText(value: unknown, rest: Omit<QrCode, 'png'>): QrCodeResult {
	const text = textOrNull(value);
	if (text === null) return { problem: 'the response contains none yet', isTransient: true };
	const decoded = decodePng(text);
	if ('png' in decoded) return { png: decoded.png, ...rest };
	return {
		problem: `the image in the response cannot be used: ${decoded.problem}`,
		isTransient: false,
	};
}

/**
 * Reads a refusal as most APIs write it: the message in `error`, `error.message`, `message` or
 * `details`, complaints about fields in `errors`. Its HTTP status decides what it means.
 *
 * @param body the parsed JSON, or `undefined` when there was none
 */
export function readRefusal(status: number, body: unknown): Refusal {
	return {
		kind: kindOfStatus(status),
		message: [readMessage(body), ...readLooseErrors(body)].filter((text) => text !== '').join(' '),
		fieldErrors: readFieldErrors(body),
	};
}

function readMessage(body: unknown): string {
	if (!isRecord(body)) return '';
	const nested = isRecord(body.error) ? body.error : {};
	for (const candidate of [body.error, nested.message, body.message, body.details]) {
		if (typeof candidate === 'string' && candidate.trim() !== '') {
			const text = candidate.trim();
			return /[.!?]$/.test(text) ? text : `${text}.`;
		}
	}
	return '';
}

/** `errors` maps a field to its complaints, but may contain other values as well. */
function readFieldErrors(body: unknown): Record<string, string[]> {
	const errors = isRecord(body) && isRecord(body.errors) ? body.errors : {};
	const result: Record<string, string[]> = {};
	for (const [field, complaints] of Object.entries(errors)) {
		const texts = (Array.isArray(complaints) ? complaints : [complaints]).filter(
			(text): text is string => typeof text === 'string',
		);
		if (texts.length > 0) result[field] = texts;
	}
	return result;
}

/** Some APIs send a plain list of complaints instead. */
function readLooseErrors(body: unknown): string[] {
	const errors = isRecord(body) && Array.isArray(body.errors) ? (body.errors as unknown[]) : [];
	return errors.filter((text): text is string => typeof text === 'string');
}

import type { IDataObject } from 'n8n-workflow';

import { readChoice } from '../domain/parameters';
import { ParameterError } from '../domain/ParameterError';
import { decodePng } from '../domain/png';
import type { Instance, QrCode, QrCodeResult } from '../domain/instance';
import type { ProviderResponse } from '../transport/ApiClient';
import type { InstanceRecord, QrResponse, ReadParameter } from './Provider';

/** Whether a value is an object with keys, as JSON knows it. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Halves of characters, as `slice` leaves them of an emoji. UTF-8 has no form for them. */
const HALF_CHARACTERS = /\p{Surrogate}/gu;

/**
 * A text that says something, else `null`. Numbers count, because IDs come as either. What is left of
 * a character that was cut in two is taken off, because no provider could keep it as it is.
 */
export function textOrNull(value: unknown): string | null {
	// JSON can hold numbers too large for JavaScript, which are no ID of anything.
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
	if (typeof value !== 'string') return null;
	return value.replace(HALF_CHARACTERS, '').trim() || null;
}

/**
 * Reads the rows of a list of instances. A row that does not say which instance it is cannot be left
 * out: its instance would seem to be gone, or would be created a second time.
 *
 * @param normalize makes the shared instance of a row; `undefined` when its ID is missing
 * @param idField what the provider calls the ID
 * @throws {ProviderError}
 */
export function readListed(
	rows: readonly unknown[],
	normalize: (row: IDataObject) => Instance | undefined,
	idField: string,
	{ unreadable }: ProviderResponse,
): InstanceRecord[] {
	return rows.map((row, index) => {
		if (!isRecord(row)) throw unreadable(`row ${index + 1} is no instance`);
		const instance = normalize(row);
		if (instance !== undefined) return { instance, answer: row };
		throw unreadable(`the field '${idField}' is missing in row ${index + 1}`);
	});
}

/** Reads what was entered into a field for text. Expressions bring numbers, too, and nothing. */
export function readText(value: unknown): string {
	return textOrNull(value) ?? '';
}

/**
 * Reads a field for text that has to hold text, a number or nothing.
 *
 * @param label the name of the parameter as the user sees it
 * @throws {ParameterError} for an object, a list and the like, of which no text can be made
 */
export function readTextField(value: unknown, label: string): string {
	const isNothing = value === undefined || value === null;
	if (isNothing || typeof value === 'string' || typeof value === 'number') return readText(value);
	// What is in it is not told: it may be a secret.
	const kind = typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	throw new ParameterError(
		`'${label}' is ${Array.isArray(value) ? 'a list' : kind}, not a text`,
		'Let the expression give text or a number, for example a single field of the item',
	);
}

/** Reads the parameter 'QR Response'. @throws {ParameterError} for an unknown value */
export function readQrResponse(parameter: ReadParameter): QrResponse {
	return readChoice(parameter<unknown>('qrResponse', 'image'), 'QR Response', ['image', 'json']);
}

/** Reads a QR code that stands in JSON as text. */
export function qrCodeFromText(value: unknown, rest: Omit<QrCode, 'png'>): QrCodeResult {
	const text = textOrNull(value);
	if (text === null) return { problem: 'the answer holds none yet', isTransient: true };
	const decoded = decodePng(text);
	if ('png' in decoded) return { png: decoded.png, ...rest };
	return {
		problem: `the image in the answer cannot be used: ${decoded.problem}`,
		isTransient: false,
	};
}

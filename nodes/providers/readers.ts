import type { IDataObject } from 'n8n-workflow';

import type { Instance } from '../domain/instance';
import { isRecord } from '../domain/json';
import { decodePng } from '../domain/png';
import type { CodeDetails, QrCodeResult } from '../domain/qrCode';
import { textOrNull } from '../domain/text';
import { isSuccess, kindOfStatus } from '../transport/responseErrors';
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
 * Reads a list as APIs write it: an array, null for an empty one, and what PHP makes of an array whose
 * keys are not in sequence, an object such as `{ "1": … }`.
 *
 * @returns the rows; `undefined` when it is not a list
 */
export function listOf(value: unknown): readonly unknown[] | undefined {
	if (value === null) return [];
	if (Array.isArray(value)) return value as unknown[];
	const keys = isRecord(value) ? Object.keys(value) : [];
	// PHP writes an array without rows as `[]`, so `{}` is something else.
	const isNumbered = keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
	return isRecord(value) && isNumbered ? Object.values(value) : undefined;
}

// How APIs say that a list has more rows than they sent: how many there are in all, that there are more,
// where the next page is, and how many pages there are. In lower case and without `_`.
const TOTALS = ['count', 'total', 'totalcount', 'totalitems', 'totalelements'];
const MORE = ['hasmore', 'hasnext', 'hasnextpage', 'hasmorepages'];
const NEXT = ['next', 'nextpage', 'nextcursor', 'nexturl', 'nextpageurl', 'nextpagetoken'];
const PAGES = ['lastpage', 'totalpages', 'pagecount', 'pages'];
const WRAPPERS = ['meta', 'pagination', 'paging', 'links', 'page'];

/**
 * Makes sure that a list is complete. An instance that is missing from it would seem to be gone, or
 * would be created a second time.
 *
 * @param rows how many rows it has
 * @param what the things it lists, for the error
 * @throws {ProviderError} when the response says that there are more
 */
export function checkWhole(response: ApiResponse, rows: number, what: string): void {
	const { json, headers } = response;
	const places = pagingIn(json, 2);
	const values = (names: readonly string[]) => places.flatMap((place) => valuesOf(place, names));

	const totals = [...values(TOTALS), headers['x-total-count']].map(numberOrNull);
	const total = Math.max(...totals.map((value) => value ?? 0));
	if (total > rows) throw response.incomplete(`${rows} of ${total} ${what}`);
	const isContinued =
		values(MORE).some((value) => value === 1 || value === true || value === 'true') ||
		values(NEXT).some(leadsOn) ||
		values(PAGES).some((value) => (numberOrNull(value) ?? 0) > 1) ||
		linksToNext(headers.link ?? '');
	if (isContinued) throw response.incomplete(`the first page of the ${what}`);
}

/** Whether a header `Link` has one to the next page: `<https://…?page=2>; rel="next"` (RFC 8288). */
function linksToNext(header: string): boolean {
	const fields = header.split(/[;,]/).map((field) => field.split('='));
	return fields.some(
		([name = '', value = '']) => name.trim().toLowerCase() === 'rel' && /\bnext\b/i.test(value),
	);
}

/** The objects of a response that may describe its pages: itself, and those meant for it. */
function pagingIn(json: unknown, levels: number): IDataObject[] {
	if (!isRecord(json)) return [];
	const inner = levels === 0 ? [] : valuesOf(json, WRAPPERS);
	return [json, ...inner.flatMap((place) => pagingIn(place, levels - 1))];
}

function valuesOf(place: IDataObject, names: readonly string[]): unknown[] {
	return Object.entries(place)
		.filter(([key]) => names.includes(key.replaceAll('_', '').toLowerCase()))
		.map(([, value]) => value);
}

/** Whether something names another page: an address, a cursor, a number, or an object with one. */
function leadsOn(value: unknown): boolean {
	if (isRecord(value)) return Object.values(value).some(leadsOn);
	return value === true || isNamed(value);
}

function isNamed(value: unknown): boolean {
	const text = textOrNull(value);
	return text !== null && !['0', 'false', 'null'].includes(text.toLowerCase());
}

/** A number, also one that is written as text; `null` for anything else. */
export function numberOrNull(value: unknown): number | null {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/**
 * Whether JSON says that the request has failed, whatever its HTTP status: in `success` or `ok`, in
 * `error` or `errors`, or by an error status in the body. The first level, and that of `data`, count.
 */
export function reportsFailure(json: unknown): boolean {
	if (json === false) return true;
	if (!isRecord(json)) return false;
	return [json, json.data].some((part) => isRecord(part) && saysThatItFailed(part));
}

function saysThatItFailed(part: IDataObject): boolean {
	const { success, ok, error, errors, status } = part;
	return (
		[success, ok].some((value) => value === false || isNo(value)) ||
		// Also an empty one, which is what JSON makes of an `Error` in JavaScript.
		isRecord(error) ||
		isTruthy(error) ||
		isTruthy(errors) ||
		// Not `failed`, which is the status of an instance at some.
		(typeof status === 'string' && /^(error|fail|failure)$/i.test(status)) ||
		errorStatusIn(part) !== undefined
	);
}

function isNo(value: unknown): boolean {
	return /^(false|0)$/i.test(textOrNull(value) ?? '');
}

function isTruthy(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return typeof value === 'string' ? isNamed(value) : Boolean(value);
}

/** The HTTP status of an error that a part of a body names, by itself or in `error`. */
function errorStatusIn(part: IDataObject): number | undefined {
	return [part, part.error]
		.filter(isRecord)
		.flatMap(({ statusCode, status, code }) => [statusCode, status, code])
		.filter((value) => /^[45]\d\d$/.test(textOrNull(value) ?? ''))
		.map(Number)[0];
}

/**
 * Reads a QR code that JSON contains as text.
 *
 * @param rest the details of the code besides its image
 * @returns the code, or why there is none
 */
export function qrCodeFromText(value: unknown, rest: CodeDetails): QrCodeResult {
	const text = textOrNull(value);
	const isTyped = rest.pairingCode !== undefined || rest.text !== undefined;
	const withoutImage = isTyped ? { withoutImage: rest } : {};
	if (text === null) {
		return { problem: 'the response contains none yet', isTransient: true, ...withoutImage };
	}
	const decoded = decodePng(text);
	if ('png' in decoded) return { png: decoded.png, ...rest };
	return {
		problem: `the image in the response cannot be used: ${decoded.problem}`,
		isTransient: false,
		...withoutImage,
	};
}

/**
 * Reads a refusal as most APIs write it: the message in `response.message`, `error`, `error.message`,
 * `message` or `details`, complaints about fields in `errors`, also one level down in `data`. The HTTP
 * status decides what it means; in a 2xx response, an error status that the body names.
 *
 * @param body the parsed JSON, or `undefined` when there was none
 */
export function readRefusal(httpStatus: number, body: unknown): Refusal {
	const parts = isRecord(body) ? [body, body.data].filter(isRecord) : [];
	const named = parts.flatMap((part) => errorStatusIn(part) ?? []);
	const status = isSuccess(httpStatus) ? (named[0] ?? httpStatus) : httpStatus;
	const message = parts.map(readMessage).find((text) => text !== '') ?? '';
	const loose = parts.flatMap(({ errors }) => (isRecord(errors) ? [] : textsIn(errors)));
	const fieldErrors: Record<string, string[]> = {};
	for (const part of parts) Object.assign(fieldErrors, readFieldErrors(part));
	return {
		kind: kindOfStatus(status),
		status,
		message: [message, ...loose].filter((text) => text !== '').join(' '),
		fieldErrors,
	};
}

function readMessage({ response, error, message, details }: IDataObject): string {
	// Where it is there, `error` only puts the status into words.
	const inResponse = isRecord(response) ? response.message : undefined;
	const inError = isRecord(error) ? error.message : undefined;
	for (const candidate of [inResponse, error, inError, message, details]) {
		const text = isRecord(candidate) ? '' : textsIn(candidate).join(' ');
		if (text !== '') return /[.!?]$/.test(text) ? text : `${text}.`;
	}
	return '';
}

/** `errors` maps a field to its complaints, but may contain other values as well. */
function readFieldErrors({ errors }: IDataObject): Record<string, string[]> {
	const result: Record<string, string[]> = {};
	for (const [field, complaints] of Object.entries(isRecord(errors) ? errors : {})) {
		const texts = (Array.isArray(complaints) ? complaints : [complaints]).filter(
			(text): text is string => typeof text === 'string',
		);
		if (texts.length > 0) result[field] = texts;
	}
	return result;
}

/** The words of a complaint: a text, a list of them, or of objects with a `message`. */
function textsIn(value: unknown, levels = 3): string[] {
	if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
	if (levels === 0) return [];
	if (Array.isArray(value)) return value.flatMap((entry) => textsIn(entry, levels - 1));
	return isRecord(value) ? textsIn(value.message, levels - 1) : [];
}

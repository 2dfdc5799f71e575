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
// where the next page is, and how many pages there are.
const TOTALS = ['count', 'total', 'totalCount', 'total_count', 'totalItems', 'total_items'];
const MORE = ['hasMore', 'has_more', 'hasNext', 'has_next', 'hasNextPage', 'has_next_page'];
const NEXT = [
	'next',
	'nextPage',
	'next_page',
	'nextCursor',
	'next_cursor',
	'nextUrl',
	'next_page_url',
];
const PAGES = ['last_page', 'lastPage', 'total_pages', 'totalPages', 'pages'];
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
	const body = isRecord(json) ? json : {};
	const places = [body, ...WRAPPERS.map((name) => body[name]).filter(isRecord)];
	const valuesOf = (names: readonly string[]) =>
		places.flatMap((place) => names.map((name) => place[name]));

	const totals = [...valuesOf(TOTALS), headers['x-total-count']].map(numberOrNull);
	const total = Math.max(...totals.map((value) => value ?? 0));
	if (total > rows) throw response.incomplete(`${rows} of ${total} ${what}`);
	const isContinued =
		valuesOf(MORE).some((value) => value === true || value === 'true' || value === 1) ||
		valuesOf(NEXT).some((value) => isRecord(value) || value === true || isNamed(value)) ||
		valuesOf(PAGES).some((value) => (numberOrNull(value) ?? 0) > 1) ||
		/;\s*rel="?next\b/i.test(headers.link ?? '');
	if (isContinued) throw response.incomplete(`the first page of the ${what}`);
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
		[success, ok].some((value) => value === false || value === 'false' || value === 0) ||
		isTruthy(error) ||
		isTruthy(errors) ||
		(typeof status === 'string' && /^(error|fail)$/i.test(status)) ||
		errorStatusIn(part) !== undefined
	);
}

function isTruthy(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return typeof value === 'string' ? isNamed(value) : Boolean(value);
}

/** The HTTP status of an error that a body names. */
function errorStatusIn({ statusCode, status, code }: IDataObject): number | undefined {
	return [statusCode, status, code]
		.map((value) => (typeof value === 'number' ? value : 0))
		.find((value) => Number.isInteger(value) && value >= 400 && value <= 599);
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
 * Reads a refusal as most APIs write it: the message in `error`, `error.message`, `message` or
 * `details`, complaints about fields in `errors`, also one level down in `data`. The HTTP status
 * decides what it means; in a 2xx response, an error status that the body names.
 *
 * @param body the parsed JSON, or `undefined` when there was none
 */
export function readRefusal(httpStatus: number, body: unknown): Refusal {
	const data = isRecord(body) ? body.data : undefined;
	const named = [body, data].flatMap((part) => (isRecord(part) ? (errorStatusIn(part) ?? []) : []));
	const status = isSuccess(httpStatus) ? (named[0] ?? httpStatus) : httpStatus;
	const texts = [readMessage(body) || readMessage(data), ...readLooseErrors(body)];
	return {
		kind: kindOfStatus(status),
		status,
		message: texts.filter((text) => text !== '').join(' '),
		fieldErrors: { ...readFieldErrors(data), ...readFieldErrors(body) },
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

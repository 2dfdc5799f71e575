import { isRecord } from '../../nodes/domain/json.ts';

const HIDDEN = '[hidden]';

// How much of a response is described.
const MAX_FIELDS = 12;
const MAX_LEVELS = 3;

// Words and names of fields, as APIs make them. No digits: a number may be a phone, or part of an ID.
const WORD = /^[A-Za-z][A-Za-z_]{1,30}$/;

// What a text may contain of a person or an account, whatever it says.
const PERSONAL: readonly RegExp[] = [
	/data:[^\s,]*,[^\s"']*/gi,
	/\b[a-z][a-z+.-]*:\/\/[\w[][^\s"'<>]*/gi,
	/[\w.+-]+@[\w.-]+/g,
	/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
	/\+?\d[\d ().-]{4,}\d/g,
	/[\w|%+/=-]{20,}/g,
];

/** Lets through what may be printed of a response. */
export interface Cleaner {
	/** A word such as a status; hidden when it may be somebody's name, or anything but a word. */
	readonly word: (value: unknown) => string;
	/** The fields and the types of a value, without any of its content. */
	readonly shape: (value: unknown) => string;
}

/**
 * Makes what cleans the notes of a run.
 *
 * @param redact removes the secrets of the account from a text
 * @param personal words of the responses that may be about somebody, in lower case
 */
export function createCleaner(
	redact: (text: string) => string,
	personal: ReadonlySet<string>,
): Cleaner {
	const word = (value: unknown): string => {
		if (typeof value !== 'string' || !WORD.test(value)) return HIDDEN;
		return personal.has(value.toLowerCase()) ? HIDDEN : redact(value);
	};
	return { word, shape: (value) => shapeOf(value, word, MAX_LEVELS) };
}

function shapeOf(value: unknown, word: (name: string) => string, levels: number): string {
	if (value === undefined) return 'no JSON';
	if (value === null) return 'null';
	if (value === '') return 'empty text';
	if (typeof value === 'string') return 'text';
	if (Array.isArray(value)) {
		const [first] = value as unknown[];
		return value.length === 0 ? '[]' : `[${value.length} × ${shapeOf(first, word, levels - 1)}]`;
	}
	if (!isRecord(value)) return typeof value;
	if (levels <= 0) return '{…}';
	const fields = Object.entries(value).map(
		([name, entry]) => `${word(name)}: ${shapeOf(entry, word, levels - 1)}`,
	);
	const rest = fields.length > MAX_FIELDS ? [`${fields.length - MAX_FIELDS} more`] : [];
	return fields.length === 0 ? '{}' : `{ ${[...fields.slice(0, MAX_FIELDS), ...rest].join(', ')} }`;
}

/**
 * Cleans a text that somebody else has written, for example the words of an error: what looks like a
 * phone, an ID, an address, a token or an image is hidden, and control characters are removed.
 *
 * @param redact removes the secrets of the account from a text
 */
export function cleanText(text: string, redact: (text: string) => string): string {
	const printable = redact(text).replace(/\p{C}+/gu, ' ');
	return PERSONAL.reduce((cleaned, pattern) => cleaned.replace(pattern, HIDDEN), printable);
}

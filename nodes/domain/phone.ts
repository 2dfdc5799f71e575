import { ParameterError } from './ParameterError';

// ITU-T E.164: at most 15 digits, country codes never start with 0. The shortest numbers in use
// have 7 digits with their country code.
const E164_DIGITS = /^[1-9]\d{6,14}$/;

// Arabic-Indic and Persian digits, as contact lists show them in Arabic, Persian and Urdu.
const EASTERN_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

// Marks for the direction of writing and other characters nobody sees.
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

// White space, dashes and the other separators people write into numbers.
const SEPARATORS = /[\s\p{Pd}.()/]/gu;

// How WhatsApp writes the address of a person.
const ADDRESS = /(:\d+)?@(c\.us|s\.whatsapp\.net)$/i;

const HOW_TO_WRITE = 'Enter it with its country code, for example +20 123 456 7890';

/**
 * Reads a phone number the way people paste it: `+20 123 456 7890`, `0020…`, digits alone, with
 * brackets or dashes, as a `tel:` link or as a WhatsApp address (`20…@c.us`).
 *
 * @returns the digits of the E.164 number without `+`
 * @throws {ParameterError} when it is no international number
 */
export function parsePhone(input: string): string {
	const marked = input
		.replace(INVISIBLE, '')
		.trim()
		.replace(/^tel:/i, '')
		.replace(ADDRESS, '')
		.replace(EASTERN_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
		// "+44 (0)20 …": the zero in brackets is dialled inside the country only.
		.replace(/\(\s*0\s*\)/, '');
	if (marked.includes('/') && !/^(\+|00)/.test(marked)) {
		// Without an international prefix it may as well be a date.
		throw new ParameterError(`'Phone' is not a phone number: ${shorten(input)}`, HOW_TO_WRITE);
	}
	const written = marked.replace(SEPARATORS, '');

	const digits = written.replace(/^\+|^00/, '');
	if (E164_DIGITS.test(digits)) return digits;

	if (digits === '') {
		throw new ParameterError("'Phone' is empty", HOW_TO_WRITE);
	}
	if (/^0\d+$/.test(digits)) {
		throw new ParameterError(`'Phone' has no country code: ${shorten(input)}`, HOW_TO_WRITE);
	}
	if (/^\d+$/.test(digits)) {
		const which = digits.length < 7 ? 'few' : 'many';
		throw new ParameterError(`'Phone' has too ${which} digits: ${shorten(input)}`, HOW_TO_WRITE);
	}
	throw new ParameterError(`'Phone' is not a phone number: ${shorten(input)}`, HOW_TO_WRITE);
}

/**
 * Reads a phone number a provider sent: `+201234567890`, `628123456789`,
 * `628123456789@s.whatsapp.net`, empty or absent.
 *
 * @returns its digits, or `null` when there is none
 */
export function phoneDigits(value: unknown): string | null {
	if (typeof value !== 'string' && typeof value !== 'number') return null;
	const written = String(value).replace(ADDRESS, '').replace(SEPARATORS, '');
	return /^\+?(\d+)$/.exec(written)?.[1] ?? null;
}

function shorten(text: string): string {
	const flat = text.replace(/\s+/g, ' ').trim();
	return flat.length > 40 ? `${flat.slice(0, 40)}…` : flat;
}

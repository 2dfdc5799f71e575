import { EmptyParameterError, ParameterError } from './parameters';

// ITU-T E.164: at most 15 digits, and country codes never start with 0. The shortest numbers in use
// have 7 digits including their country code.
const E164_DIGITS = /^[1-9]\d{6,14}$/;

// Arabic-Indic and Persian digits, as contact lists show them in Arabic, Persian and Urdu.
const EASTERN_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;

// Full-width forms of ASCII characters, as Chinese and Japanese keyboards type them.
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

// Text direction marks, soft hyphens and other characters nobody sees.
const INVISIBLE = /\p{Cf}/gu;

// White space, dashes and the other separators people write into numbers.
const SEPARATORS = /[\s\p{Pd}.()/]/gu;

// The end of a WhatsApp address of a person.
const ADDRESS = /(:\d+)?@(c\.us|s\.whatsapp\.net)$/i;

// "+44 (0)20 …": the zero is only dialled inside the country. At the start of a number, it means
// that the country code is missing.
const TRUNK_ZERO = /^([^1-9]*[1-9][^(]*)\(\s*0\s*\)/;

const INTERNATIONAL = /^[\s(]*(\+|00)/;

// What may be a date or an IP address instead, unless it starts like an international number.
const DATE_OR_ADDRESS = [
	/\//,
	/^(\d{4}[\p{Pd}.]\d{1,2}[\p{Pd}.]\d{1,2}|\d{1,2}[\p{Pd}.]\d{1,2}[\p{Pd}.]\d{4})$/u,
	/^((25[0-5]|2[0-4]\d|[01]?\d{1,2})(\.(?!$)|$)){4}$/,
];

// How spreadsheets write a number that they take for an amount: 201234567890.0, 2.01234567890E+11.
const DECIMAL = /^[+-]?\d+[.,](\d\d?|0+)$|^\d[.,]?\d*e\+?\d+$/i;

const HOW_TO_WRITE = 'Enter it with its country code, for example +20 123 456 7890';
const DECIMAL_HINT = `It is written as a decimal number. ${HOW_TO_WRITE}`;

/**
 * Reads a phone number the way people paste it: `+20 123 456 7890`, `0020…`, digits alone, with
 * brackets or dashes, as a `tel:` link or as a WhatsApp address (`20…@c.us`).
 *
 * @returns the digits of the E.164 number without `+`
 * @throws {ParameterError} when it is not an international number
 */
export function parsePhone(input: string): string {
	const marked = input
		.replace(INVISIBLE, '')
		.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_OFFSET))
		.trim()
		.replace(/^tel:/i, '')
		.replace(ADDRESS, '')
		.replace(EASTERN_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
		.replace(TRUNK_ZERO, '$1');
	const notPhone = `'Phone' is not a phone number: ${shorten(input)}`;
	if (DECIMAL.test(marked)) throw new ParameterError(notPhone, DECIMAL_HINT);
	if (isAmbiguous(marked)) throw new ParameterError(notPhone, HOW_TO_WRITE);

	const written = marked.replace(SEPARATORS, '');

	const digits = written.replace(/^\+|^00/, '');
	if (E164_DIGITS.test(digits)) return digits;

	if (digits === '') {
		throw new EmptyParameterError('Phone', HOW_TO_WRITE);
	}
	if (/^0\d+$/.test(digits)) {
		throw new ParameterError(`'Phone' has no country code: ${shorten(input)}`, HOW_TO_WRITE);
	}
	if (/^\d+$/.test(digits)) {
		const which = digits.length < 7 ? 'few' : 'many';
		throw new ParameterError(`'Phone' has too ${which} digits: ${shorten(input)}`, HOW_TO_WRITE);
	}
	throw new ParameterError(notPhone, HOW_TO_WRITE);
}

/**
 * Removes digits that are only dialled inside a country, as in `+62 0812 …`.
 *
 * @param digits with country code, without `+`
 */
export function withoutNationalDigits(digits: string): string {
	return digits;
}

/**
 * Reads a phone number a provider sent: `+201234567890`, `628123456789`,
 * `628123456789@s.whatsapp.net`, empty or absent.
 *
 * @returns its digits, or `null` when there is no number
 */
export function phoneDigits(value: unknown): string | null {
	if (typeof value !== 'string' && typeof value !== 'number') return null;
	const written = String(value).replace(ADDRESS, '').replace(SEPARATORS, '');
	return /^\+?(\d+)$/.exec(written)?.[1] ?? null;
}

function isAmbiguous(text: string): boolean {
	const flat = text.replace(/\s/g, '');
	return !INTERNATIONAL.test(text) && DATE_OR_ADDRESS.some((form) => form.test(flat));
}

function shorten(text: string): string {
	const flat = text.replace(/\s+/g, ' ').trim();
	return flat.length > 40 ? `${flat.slice(0, 40)}…` : flat;
}

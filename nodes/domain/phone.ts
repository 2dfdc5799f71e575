import { E164_DIGITS, withoutNationalDigits } from './nationalDigits';
import { EmptyParameterError, ParameterError } from './parameters';

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

const INTERNATIONAL = /^[\s(]*(\+|00)/;

// Exit codes, which stand in front of the country code where others write a plus: of North America
// and of Australia.
const EXIT_CODE = /^\+?(0?011)(?=\d)/;

// Local numbers start with 011 too, in Buenos Aires, Delhi, Johannesburg and Turin. They have at
// most ten digits after it, so shorter international numbers are not told apart from them.
const MIN_AFTER_EXIT_CODE = 11;

// The exit code of Russia and its neighbours. No number of Japan, whose code is 81, is as long.
const EXIT_CODE_810 = /^810([1-9]\d{10,14})$/;

// As dialled inside Russia and Kazakhstan. No country has a code that an eleven-digit number could
// start with like this.
const RUSSIAN = /^8([379]\d{9})$/;

// As dialled inside a city of Argentina: the digits of a mobile without its area code.
const ARGENTINE_WITHOUT_AREA = /^549?0?15(\d{6,8})$/;

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
 * brackets or dashes, as a `tel:` link or as a WhatsApp address (`20…@c.us`). Digits that are only
 * dialled inside a country are removed.
 *
 * @returns the digits of the E.164 number without `+`
 * @throws {ParameterError} when it is not an international number
 */
export function parsePhone(input: string): string {
	const marked = plainSigns(input);
	const notPhone = `'Phone' is not a phone number: ${shorten(input)}`;
	if (DECIMAL.test(marked)) throw new ParameterError(notPhone, DECIMAL_HINT);
	if (isAmbiguous(marked)) throw new ParameterError(notPhone, HOW_TO_WRITE);

	const written = marked.replace(SEPARATORS, '');
	const international = withoutExitCode(written, input);
	const digits = withoutNationalDigits(international);
	checkCountry(digits, input);
	if (E164_DIGITS.test(digits)) return digits;

	if (digits === '') {
		throw new EmptyParameterError('Phone', HOW_TO_WRITE);
	}
	if (/^0\d+$/.test(digits)) throw withoutCountryCode(input, HOW_TO_WRITE);
	if (/^\d+$/.test(digits)) {
		const which = digits.length < 7 ? 'few' : 'many';
		throw new ParameterError(`'Phone' has too ${which} digits: ${shorten(input)}`, HOW_TO_WRITE);
	}
	throw new ParameterError(notPhone, HOW_TO_WRITE);
}

/**
 * Reads a part of a phone number, as people type it to search for one.
 *
 * @returns its digits, or `null` when the text contains anything but a number
 */
export function typedDigits(text: string): string | null {
	return /^\+?(\d+)$/.exec(plainSigns(text).replace(SEPARATORS, ''))?.[1] ?? null;
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

/** The text of a number in ASCII signs, without what does not belong to it. */
function plainSigns(text: string): string {
	return text
		.replace(INVISIBLE, '')
		.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_OFFSET))
		.trim()
		.replace(/^tel:/i, '')
		.replace(ADDRESS, '')
		.replace(EASTERN_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/**
 * Removes what stands in front of the country code.
 *
 * @throws {ParameterError} when it may just as well be an area code
 */
function withoutExitCode(written: string, input: string): string {
	const exitCode = EXIT_CODE.exec(written);
	if (exitCode === null) {
		const [, afterExit] = EXIT_CODE_810.exec(written) ?? [];
		return afterExit ?? written.replace(/^\+?00|^\+/, '');
	}
	const [before, dialled = ''] = exitCode;
	const rest = written.slice(before.length);
	if (rest.length >= MIN_AFTER_EXIT_CODE || !E164_DIGITS.test(rest)) return rest;
	throw withoutCountryCode(
		input,
		`If its country code follows the ${dialled} that is dialled to call another country, enter it as +${withoutNationalDigits(rest)}. Otherwise: ${HOW_TO_WRITE}`,
	);
}

/** @throws {ParameterError} when a number is written as it is dialled inside one country */
function checkCountry(digits: string, input: string): void {
	const [, russian] = RUSSIAN.exec(digits) ?? [];
	if (russian !== undefined) {
		throw withoutCountryCode(
			input,
			`The 8 is only dialled inside Russia and Kazakhstan. Enter it with the country code: +7${russian}`,
		);
	}
	const [, argentine] = ARGENTINE_WITHOUT_AREA.exec(digits) ?? [];
	if (argentine !== undefined) {
		throw new ParameterError(
			`'Phone' has no area code: ${shorten(input)}`,
			`The 15 is only dialled inside Argentina. Enter it with 9 and the area code after the country code, for example +54 9 11 ${argentine} for Buenos Aires`,
		);
	}
}

function withoutCountryCode(input: string, description: string): ParameterError {
	return new ParameterError(`'Phone' has no country code: ${shorten(input)}`, description);
}

function isAmbiguous(text: string): boolean {
	const flat = text.replace(/\s/g, '');
	return !INTERNATIONAL.test(text) && DATE_OR_ADDRESS.some((form) => form.test(flat));
}

function shorten(text: string): string {
	const flat = text.replace(/\s+/g, ' ').trim();
	return flat.length > 40 ? `${flat.slice(0, 40)}…` : flat;
}

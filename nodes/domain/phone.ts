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

// Country calling codes of two digits. 1 and 7 have one, all others three (ITU-T E.164).
const TWO_DIGIT_CODES = new Set(
	(
		'20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 ' +
		'81 82 84 86 90 91 92 93 94 95 98'
	).split(' '),
);

// Italy, Côte d'Ivoire, Burkina Faso, Niger, Benin, Gabon, Congo, Ascension, San Marino and Tajikistan:
// numbers may begin with a zero. Everywhere else, none does.
const KEEPS_ZERO = new Set(['39', '225', '226', '227', '229', '241', '242', '247', '378', '992']);

/**
 * How numbers are written at home where that is not a zero before the national number, by country
 * calling code; the national part, and what it is from abroad.
 */
const NATIONAL_FORMS: Readonly<Record<string, ReadonlyArray<readonly [RegExp, string]>>> = {
	// North America: area codes begin with 2 to 9.
	1: [[/^[01]([2-9]\d{9})$/, '$1']],
	// Russia and Kazakhstan.
	7: [[/^8(\d{10})$/, '$1']],
	// Hungary.
	36: [[/^06(\d{8,9})$/, '$1']],
	// Mexico, until 2019.
	52: [[/^(?:01|04[45])(\d{10})$/, '$1']],
	// Argentina: area codes have two digits (11), three (these) or four, and with the number ten. The 15
	// that is dialled before a mobile number at home is the 9 after the country code from abroad.
	54: [
		[/^9?(11)15(\d{8})$/, '9$1$2'],
		[
			/^9?(22[013]|23[067]|249|26[01346]|280|29[14789]|336|34[12358]|35[138]|36[24]|37[069]|38[013578])15(\d{7})$/,
			'9$1$2',
		],
		[/^9?([23]\d{3})15(\d{6})$/, '9$1$2'],
	],
	// Brazil, with or without the two digits of a carrier.
	55: [[/^0(?:\d\d)?(\d{10,11})$/, '$1']],
	// Where a zero belongs to the number, one more than it has digits for does not: Côte d'Ivoire, Burkina
	// Faso, Niger, Benin, Gabon, Congo, Ascension and Tajikistan.
	225: [[/^0(\d{10})$/, '$1']],
	226: [[/^0(\d{8})$/, '$1']],
	227: [[/^0(\d{8})$/, '$1']],
	229: [[/^0(01\d{8})$/, '$1']],
	241: [[/^0([0167]\d{7})$/, '$1']],
	242: [[/^0(\d{9})$/, '$1']],
	247: [[/^0(4\d{4})$/, '$1']],
	992: [[/^0(\d{9})$/, '$1']],
	// Lithuania.
	370: [[/^8(\d{8})$/, '$1']],
	// Belarus.
	375: [[/^80?(\d{9})$/, '$1']],
	// Marshall Islands.
	692: [[/^1(\d{7})$/, '$1']],
	// Turkmenistan.
	993: [[/^8(\d{8})$/, '$1']],
	// Uzbekistan.
	998: [[/^8(\d{9})$/, '$1']],
};

// A Russian number as it is dialled at home: no country code begins with 89.
const RUSSIAN_AT_HOME = /^89\d{9}$/;

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
		.replace(EASTERN_DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf));
	const notPhone = `'Phone' is not a phone number: ${shorten(input)}`;
	if (DECIMAL.test(marked)) throw new ParameterError(notPhone, DECIMAL_HINT);
	if (isAmbiguous(marked)) throw new ParameterError(notPhone, HOW_TO_WRITE);

	const written = marked.replace(SEPARATORS, '');

	const digits = withoutPrefix(written);
	const diallable = withoutNationalDigits(digits);
	if (E164_DIGITS.test(diallable) && !RUSSIAN_AT_HOME.test(diallable)) return diallable;

	if (digits === '') {
		throw new EmptyParameterError('Phone', HOW_TO_WRITE);
	}
	if (/^0\d+$/.test(digits) || RUSSIAN_AT_HOME.test(digits)) {
		throw new ParameterError(
			`'Phone' has no country code: ${shorten(input)}`,
			`${HOW_TO_WRITE}${suggestion(digits)}`,
		);
	}
	if (/^\d+$/.test(digits)) {
		const which = digits.length < 7 ? 'few' : 'many';
		throw new ParameterError(`'Phone' has too ${which} digits: ${shorten(input)}`, HOW_TO_WRITE);
	}
	throw new ParameterError(notPhone, HOW_TO_WRITE);
}

/**
 * Removes what people dial before a number: a plus, or the exit code of their country. `00` is the
 * usual one; North America has 011, Australia 0011, Russia 8 10.
 */
function withoutPrefix(written: string): string {
	const digits = written.replace(/^\+/, '');
	// What follows must be long enough to be a number with its country code: "011 4444 5555" is a
	// number in Buenos Aires, Johannesburg or Turin, "0081 …" one in Japan.
	const exit = /^(?:0011|011|810)(\d{11,15})$/.exec(digits);
	return exit?.[1] ?? digits.replace(/^00/, '');
}

/** How a number that is written as it is dialled at home may have been meant. */
function suggestion(digits: string): string {
	if (RUSSIAN_AT_HOME.test(digits))
		return `. If it is a Russian number, enter +7${digits.slice(1)}`;
	const abroad = /^011([1-9]\d{6,})$/.exec(digits)?.[1];
	return abroad ? `. If 011 is the prefix for calls abroad, enter +${abroad}` : '';
}

/**
 * Removes digits that are only dialled inside a country, as in `+62 0812 …`, `+44 (0)20 …` or
 * `+54 11 15 …`: with them, nobody can be reached from abroad, and WhatsApp knows no such user.
 *
 * @param digits with country code, without `+`
 * @returns the number as it is dialled from abroad; unchanged when it is already
 */
export function withoutNationalDigits(digits: string): string {
	const code = countryCodeOf(digits);
	const national = digits.slice(code.length);
	for (const [form, diallable] of NATIONAL_FORMS[code] ?? []) {
		if (form.test(national)) return `${code}${national.replace(form, diallable)}`;
	}
	if (KEEPS_ZERO.has(code)) return digits;
	const withoutZero = national.replace(/^0+/, '');
	return withoutZero === national ? digits : withoutNationalDigits(`${code}${withoutZero}`);
}

/** The country calling code at the start of a number (ITU-T E.164, list of country codes). */
export function countryCodeOf(digits: string): string {
	if (/^[17]/.test(digits)) return digits.slice(0, 1);
	return digits.slice(0, TWO_DIGIT_CODES.has(digits.slice(0, 2)) ? 2 : 3);
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

/** ITU-T E.164: at most 15 digits, and no country code starts with 0. The shortest have 7 digits. */
export const E164_DIGITS = /^[1-9]\d{6,14}$/;

// ITU-T E.164, list of assigned country codes. No code is the start of another one, and those that
// belong to no country, such as satellites, are left out: nothing is dialled inside them.
const COUNTRY_CODE =
	/^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|880|886|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|85|9[679])\d)/;

// Where the number itself may start with a zero: always, or in numbers of these lengths.
const NUMBERS_WITH_ZERO: Readonly<Record<string, 'all' | number>> = {
	'39': 'all', // Italy, and the Vatican
	'47': 5, // Norway, short numbers of companies
	'225': 'all', // Côte d'Ivoire
	'226': 'all', // Burkina Faso
	'227': 'all', // Niger
	'229': 'all', // Benin
	'241': 'all', // Gabon, numbers from before 2019
	'242': 'all', // Congo
	'247': 'all', // Ascension
	'250': 8, // Rwanda, landlines
	'267': 10, // Botswana, and toll-free numbers in the six below
	'268': 8,
	'378': 'all', // San Marino
	'501': 11,
	'676': 7,
	'679': 11,
	'687': 6,
	'853': 7,
	'992': 'all', // Tajikistan
};

type Correction = readonly [written: RegExp, corrected: string];

// What is dialled inside a country besides a single zero. Each form is longer than any number of
// that country, or starts like none.
const CORRECTIONS: Readonly<Record<string, readonly Correction[]>> = {
	// North America: 1, often doubled, or 0 out of habit.
	'1': [[/^[01](\d{10})$/, '$1']],
	// Russia and Kazakhstan: 8.
	'7': [[/^8(\d{10})$/, '$1']],
	// Hungary: 06.
	'36': [[/^06(\d{8,9})$/, '$1']],
	// Mexico until 2019: 01 to another city, 044 and 045 to a mobile.
	'52': [[/^(1?)0(?:1|4[45])(\d{10})$/, '$1$2']],
	// Argentina: a mobile has 15 after the area code, which is a 9 in front of it from abroad.
	'54': [
		[/^0?9?0?(11)15(\d{8})$/, '9$1$2'],
		[/^0?9?0?([23]\d\d)15(\d{7})$/, '9$1$2'],
		[/^0?9?0?([23]\d{3})15(\d{6})$/, '9$1$2'],
		[/^90(\d{10})$/, '9$1'],
	],
	// Brazil: the two digits of a carrier after the zero.
	'55': [[/^0\d\d([1-9]{2}\d{8,9})$/, '$1']],
	// Colombia: the digit of a carrier after the zero, and 03 to a mobile.
	'57': [[/^0[3579](\d{10})$/, '$1']],
	// Where numbers may start with a zero, one more than they have digits for does not belong to them:
	// Côte d'Ivoire, Burkina Faso, Niger, Benin, Congo.
	'225': [[/^0(\d{10})$/, '$1']],
	'226': [[/^0(\d{8})$/, '$1']],
	'227': [[/^0(\d{8})$/, '$1']],
	'229': [[/^0(01\d{8})$/, '$1']],
	'242': [[/^0(\d{9})$/, '$1']],
	// Gabon since 2019: the zero in front of eight digits. In front of seven, it is an old number.
	'241': [[/^0((?:11|[67]\d)\d{6})$/, '$1']],
	// Rwanda: a zero in front of the zero of a landline.
	'250': [[/^0(06\d{6})$/, '$1']],
	// Lithuania: 8.
	'370': [[/^8(\d{8})$/, '$1']],
	// Belarus: 8, and 80 to another city or a mobile.
	'375': [[/^80?((?:1[5-7]|2[1-59]|33|44)\d{7})$/, '$1']],
	// Bolivia: the two digits of a carrier after the zero.
	'591': [[/^01\d(\d{8})$/, '$1']],
	// Marshall Islands: 1.
	'692': [[/^1(\d{7})$/, '$1']],
	// Tajikistan, Turkmenistan and Uzbekistan: 8.
	'992': [[/^[08](\d{9})$/, '$1']],
	'993': [[/^8(\d{8})$/, '$1']],
	'998': [[/^8(\d{9})$/, '$1']],
};

/**
 * The country code a number starts with.
 *
 * @param digits with country code, without `+`
 * @returns an empty text when no country has one that they start with
 */
export function countryCodeOf(digits: string): string {
	return COUNTRY_CODE.exec(digits)?.[0] ?? '';
}

/**
 * Removes digits that are only dialled inside a country, as in `+62 0812 …`, and that no number can
 * have at that place. Never throws, because it also compares what providers report.
 *
 * @param digits with country code, without `+`
 * @returns the digits as they were, when there is nothing to remove or too little would remain
 */
export function withoutNationalDigits(digits: string): string {
	const code = countryCodeOf(digits);
	if (code === '') return digits;
	let national = digits.slice(code.length);
	// Some write two of them, as in +7 (0) 8 912 …. Each step makes the number shorter.
	for (let next = correct(code, national); next !== national; next = correct(code, national)) {
		national = next;
	}
	return E164_DIGITS.test(code + national) ? code + national : digits;
}

function correct(code: string, national: string): string {
	for (const [written, corrected] of CORRECTIONS[code] ?? []) {
		if (written.test(national)) return national.replace(written, corrected);
	}
	const kept = NUMBERS_WITH_ZERO[code];
	const isPartOfNumber = kept === 'all' || kept === national.length;
	return isPartOfNumber ? national : national.replace(/^0(?=[1-9])/, '');
}

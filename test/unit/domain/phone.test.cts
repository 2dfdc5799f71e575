import fc from 'fast-check';

import { withoutNationalDigits } from '../../../nodes/domain/nationalDigits.ts';
import { parsePhone, phoneDigits, typedDigits } from '../../../nodes/domain/phone.ts';
import { refusalOf } from '../support/refusals.cts';
import { ParameterError } from '../../../nodes/domain/parameters.ts';

const DIGITS = '201234567890';

describe('reading a phone number as people paste it', () => {
	it.each([
		['digits alone', '201234567890'],
		['E.164', '+201234567890'],
		['the international prefix 00', '00201234567890'],
		['spaces', '+20 123 456 7890'],
		['dashes', '+20-123-456-7890'],
		['typographic dashes', '+20–123—456‑7890'],
		['dots', '+20.123.456.7890'],
		['slashes', '+20/123/4567890'],
		['brackets', '+20 (123) 456-7890'],
		['the prefix 00 with blanks', '00 20 123 456 7890'],
		['blanks and a line break around it', ' \t+20 123 456 7890\r\n'],
		['no-break and narrow no-break spaces', '+20\u00a0123\u202f456\u00a07890'],
		['a trunk zero in brackets', '+20 ( 0 ) 1234567890'],
		['direction marks around a link', '\u202atel:+201234567890\u202c'],
		['an address with a direction mark', '201234567890@c.us\u202c'],
		['a tel: link', 'tel:+20-123-456-7890'],
		['a TEL: link', 'TEL:+201234567890'],
		['a tel: link with blanks around it', ' tel:+201234567890 '],
		['a WhatsApp address', '201234567890@c.us'],
		['a multi-device WhatsApp address', '201234567890@s.whatsapp.net'],
		['Arabic digits', '+٢٠ ١٢٣ ٤٥٦ ٧٨٩٠'],
		['Persian digits', '+۲۰ ۱۲۳ ۴۵۶ ۷۸۹۰'],
		['Arabic digits with the prefix 00', '٠٠٢٠١٢٣٤٥٦٧٨٩٠'],
		['the direction marks of a contact list', '\u202a+20 123 456 7890\u202c'],
		['a right-to-left mark before the plus', '\u200f+20 123 456 7890'],
		['isolates and a zero width space', '\u2066+20\u200b1234567890\u2069'],
		['a byte order mark', '\ufeff+201234567890'],
		['an Arabic letter mark before the plus', '\u061c+201234567890'],
		['a soft hyphen', '+20\u00ad1234567890'],
		[
			'full-width signs, as Chinese and Japanese keyboards write',
			'＋２０（１２３）４５６－７８９０',
		],
		['dots without a plus', '20.123.456.7890'],
		['dashes without a plus', '20-123-456-7890'],
		['the zero that is dialled at home only', '+20 (0)123 456 7890'],
		['that zero after a country code in brackets', '(+20) (0)123 456 7890'],
		['that zero without a plus', '20 (0)123 456 7890'],
		['slashes after a country code in brackets', '(+20) 123/4567890'],
	])('understands %s', (_form, written) => {
		expect(parsePhone(written)).toBe(DIGITS);
	});

	it.each([
		['the shortest number in use', '+2905678', '2905678'],
		['the longest number there may be', '+881234567890123', '881234567890123'],
		['zeros inside', '+44 20 7000 0000', '442070000000'],
	])('takes %s', (_what, written, digits) => {
		expect(parsePhone(written)).toBe(digits);
	});

	it.each([
		['a date', '+20-10-2030', '20102030'],
		['a date with dots', '+20.10.2030', '20102030'],
		['the address of a computer', '00.49.151.123', '49151123'],
	])(
		'takes what could be %s for a number after an international prefix',
		(_what, written, digits) => {
			expect(parsePhone(written)).toBe(digits);
		},
	);

	it('tells four groups of digits from the address of a computer by what such an address can hold', () => {
		expect(parsePhone('62.812.345.678')).toBe('62812345678');
		expect(parsePhone('62.21.123.256')).toBe('6221123256');
	});
});

describe('digits that are only dialled inside a country', () => {
	it.each([
		['Indonesia', '+62 0812 3456 7890', '6281234567890'],
		['Indonesia without a plus', '6208123456 7890', '6281234567890'],
		['Britain', '+44 020 7946 0958', '442079460958'],
		['Britain in brackets', '+44 (0)20 7946 0958', '442079460958'],
		['Britain after 00', '0044 (0) 20 7946 0958', '442079460958'],
		['Germany', '+49 0151 12345678', '4915112345678'],
		['Egypt', '+20 010 1234 5678', '201012345678'],
		['Russia', '+7 8 912 345-67-89', '79123456789'],
		['Russia, the 8 in brackets', '+7 (8) 912 345 67 89', '79123456789'],
		['Russia, a zero out of habit', '+7 (0) 912 345 67 89', '79123456789'],
		['Russia, both', '+7 (0) 8 912 345 67 89', '79123456789'],
		['Kazakhstan', '+7 8 701 234 56 78', '77012345678'],
		['North America', '+1 1 212 555 0123', '12125550123'],
		['North America, a zero out of habit', '+1 (0) 212 555 0123', '12125550123'],
		['Argentina', '+54 11 15 4444 5555', '5491144445555'],
		['Argentina with the 9', '+54 9 11 15-4444-5555', '5491144445555'],
		['Argentina with 0', '+54 (011) 15-4444-5555', '5491144445555'],
		['Argentina with 0 and the 9', '+54 9 011 15 4444 5555', '5491144445555'],
		['Argentina with 0 before the 9', '+54 0 9 11 4444 5555', '5491144445555'],
		['Argentina, an area code of three digits', '+54 351 15 612-3456', '5493516123456'],
		['Argentina, an area code of four digits', '+54 02966 15 61-2345', '5492966612345'],
		['Argentina, a landline', '+54 011 4444 5555', '541144445555'],
		['Mexico', '+52 01 55 1234 5678', '525512345678'],
		['Mexico, 044', '+52 044 55 1234 5678', '525512345678'],
		['Mexico, 045 after the 1', '+52 1 045 55 1234 5678', '5215512345678'],
		['Brazil', '+55 011 98765-4321', '5511987654321'],
		['Brazil, brackets', '+55 (011) 98765-4321', '5511987654321'],
		['Brazil with a carrier', '+55 0 15 11 98765-4321', '5511987654321'],
		['Brazil with a carrier, an old number', '+55 0 21 47 8921-1984', '554789211984'],
		['Colombia', '+57 03 310 123 4567', '573101234567'],
		['Bolivia', '+591 010 7123 4567', '59171234567'],
		['Hungary', '+36 06 20 123 4567', '36201234567'],
		['Hungary, a landline', '+36 (06 1) 234 5678', '3612345678'],
		['Lithuania', '+370 8 612 34567', '37061234567'],
		['Lithuania today', '+370 0 612 34567', '37061234567'],
		['Belarus', '+375 8 029 123-45-67', '375291234567'],
		['Belarus, 8 alone', '+375 8 29 123-45-67', '375291234567'],
		['Turkmenistan', '+993 8 65 12 34 56', '99365123456'],
		['Uzbekistan', '+998 8 90 123 45 67', '998901234567'],
		['Tajikistan', '+992 8 93 123 4567', '992931234567'],
		['Gabon since 2019', '+241 066 12 34 56', '24166123456'],
		['Ukraine', '+380 067 123 45 67', '380671234567'],
		['the Marshall Islands', '+692 1 235 1234', '6922351234'],
		['Norway, a zero out of habit', '+47 (0) 912 34 567', '4791234567'],
	])('are removed: %s', (_where, written, digits) => {
		expect(parsePhone(written)).toBe(digits);
		expect(withoutNationalDigits(digits)).toBe(digits);
	});

	it.each([
		['Italy', '+39 06 6982 0000', '390669820000'],
		['Italy in brackets', '+39 (0)6 6982 0000', '390669820000'],
		['Italy after 00', '0039 (06) 6982 0000', '390669820000'],
		["Côte d'Ivoire", '+225 07 07 07 07 07', '2250707070707'],
		['Burkina Faso', '+226 07 12 34 56', '22607123456'],
		['Benin', '+229 01 97 12 34 56', '2290197123456'],
		['Gabon before 2019', '+241 06 12 34 56', '24106123456'],
		['Congo', '+242 06 612 3456', '242066123456'],
		['San Marino', '+378 0549 882 914', '3780549882914'],
		['Tajikistan', '+992 05 123 4567', '992051234567'],
		['Rwanda, a landline', '+250 06 123456', '25006123456'],
	])('are kept where they belong to the number: %s', (_where, written, digits) => {
		expect(parsePhone(written)).toBe(digits);
	});

	it.each([
		['Russia', '8 912 345-67-89', '+79123456789'],
		['Russia after a plus', '+8 (912) 345 67 89', '+79123456789'],
		['Russia, a landline', '8 (343) 234-56-78', '+73432345678'],
		['Kazakhstan', '8 777 123 45 67', '+77771234567'],
	])('without a country code are refused with the right spelling: %s', (_where, written, right) => {
		const { message, description } = refusalOf(() => parsePhone(written));
		expect(message).toBe(`'Phone' has no country code: ${written}`);
		expect(description).toContain(right);
	});

	it.each(['+54 15 4444 5555', '+54 9 15 4444 5555', '54 015 4444 5555'])(
		'without an area code are refused with the right spelling: %s',
		(written) => {
			const { message, description } = refusalOf(() => parsePhone(written));
			expect(message).toBe(`'Phone' has no area code: ${written}`);
			expect(description).toContain('+54 9 11 44445555');
		},
	);

	it('leave too much or too little are no number', () => {
		expect(refusalOf(() => parsePhone('+62 0 1234567890123456')).message).toContain('too many');
		expect(withoutNationalDigits('620123')).toBe('620123');
		expect(withoutNationalDigits('6201234')).toBe('6201234');
	});

	it('never fail where a provider reports a number', () => {
		fc.assert(
			fc.property(fc.oneof(fc.stringMatching(/^\d{0,40}$/), fc.string()), (reported) => {
				const corrected = withoutNationalDigits(reported);
				expect(corrected.length).toBeLessThanOrEqual(reported.length);
				expect(withoutNationalDigits(corrected)).toBe(corrected);
			}),
		);
	});
});

describe('what is dialled to call another country', () => {
	it.each([
		['from North America', '011 44 20 7946 0958', '442079460958'],
		['from North America, a national zero left in', '011 44 (0)20 7946 0958', '442079460958'],
		['from North America, a number of Argentina', '011 54 9 11 4444 5555', '5491144445555'],
		['after a plus', '+011 44 20 7946 0958', '442079460958'],
		['from most countries after a plus', '+00 44 20 7946 0958', '442079460958'],
		['from Australia', '0011 44 20 7946 0958', '442079460958'],
		['from Russia', '810 44 20 7946 0958', '442079460958'],
	])('is removed %s', (_where, written, digits) => {
		expect(parsePhone(written)).toBe(digits);
	});

	it.each([
		['Buenos Aires, Johannesburg or Turin', '011 4444 5555', '+44445555'],
		['a mobile in Buenos Aires', '011 15 4444 5555', '+1544445555'],
		['São Paulo', '011 98765-4321', '+987654321'],
		['a short number after a plus', '+011 4444 5555', '+44445555'],
		['a short number from Australia', '0011 65 6123 4567', '+6561234567'],
	])('is refused where it may be an area code: %s', (_where, written, right) => {
		const { message, description } = refusalOf(() => parsePhone(written));
		expect(message).toBe(`'Phone' has no country code: ${written}`);
		expect(description).toContain(`enter it as ${right}. Otherwise:`);
		expect(description).toContain('with its country code, for example');
	});

	it('is not looked for in the middle, or in numbers of Japan', () => {
		expect(parsePhone('+20 11 1234 5678')).toBe('201112345678');
		expect(parsePhone('+81 090 1234 5678')).toBe('819012345678');
		expect(parsePhone('+810442079460958')).toBe('81442079460958');
	});
});

describe('reading a part of a number that somebody searches for', () => {
	it.each([
		['0812', '0812'],
		[' +62 812-34 ', '6281234'],
		['(0812)', '0812'],
		['tel:+62', '62'],
		['٠٨١٢', '0812'],
		['', null],
		['+', null],
		['Shop 2', null],
		['62+8', null],
	])('reads %j as %j', (typed, digits) => {
		expect(typedDigits(typed)).toBe(digits);
	});
});

describe('refusing what is no international number', () => {
	it.each([
		['nothing', '', 'is empty'],
		['blanks', ' \u00a0\t', 'is empty'],
		['a plus alone', '+', 'is empty'],
		['dashes alone', '---', 'is empty'],
		['a number without its country code', '0123 456 7890', 'no country code'],
		['a plus before a national number', '+0123 456 7890', 'no country code'],
		['six digits', '123456', 'too few digits'],
		['sixteen digits', '+1234567890123456', 'too many digits'],
		['a word', 'call me', 'is not a phone number'],
		['letters among the digits', '+20 123 CALL ME', 'is not a phone number'],
		['an extension', '+20 123 456 7890 ext 5', 'is not a phone number'],
		['two numbers', '+201234567890, +201234567891', 'is not a phone number'],
		['a plus in the middle', '20+1234567890', 'is not a phone number'],
		['a group', '120363042000000000@g.us', 'is not a phone number'],
		['a mail address', '2012345678@gmail.com', 'is not a phone number'],
		['a hidden WhatsApp ID', '123456789012345@lid', 'is not a phone number'],
		['a date', '12/05/2024', 'is not a phone number'],
		['a date in a round year', '12/05/2000', 'is not a phone number'],
		['a date as databases write it', '2026-07-28', 'is not a phone number'],
		['a date with dots', '28.07.2026', 'is not a phone number'],
		['a date with dots and blanks', '28. 7. 2026', 'is not a phone number'],
		['the address of a computer', '192.168.1.100', 'is not a phone number'],
		['the largest address of a computer', '255.249.199.001', 'is not a phone number'],
		['a national number, its zero in brackets', '(0)151 12345678', 'no country code'],
		['the same after the prefix 00', '00 (0)151 12345678', 'no country code'],
		['a national number and a word', '0123 CALL', 'is not a phone number'],
		['a word that ends like a link', 'hotel:+201234567890', 'is not a phone number'],
	])('names the parameter and what is wrong with %s', (_what, written, complaint) => {
		const { message, description } = refusalOf(() => parsePhone(written));
		expect(message).toContain("'Phone'");
		expect(message).toContain(complaint);
		expect(description).toContain('country code');
	});

	it.each([
		['as text', '201234567890.0'],
		['with a decimal comma', '201234567890,00'],
		['with cents', '201234567890.25'],
		['after a plus that a workflow has put before it', '+201234567890.0'],
		['with more zeros', '201234567890.000'],
		['below zero', '-201234567890.0'],
		['with an exponent', '2.01234567890E+11'],
		['with a short exponent', '2e11'],
	])('says that a number a table has made an amount is one: %s', (_form, written) => {
		const { message, description } = refusalOf(() => parsePhone(written));
		expect(message).toBe(`'Phone' is not a phone number: ${written}`);
		expect(description).toContain(
			'It is written as a decimal number. Enter it with its country code',
		);
	});

	it('quotes what was entered, but only the start of a long text', () => {
		const quoted = (written: string) => refusalOf(() => parsePhone(written)).message;
		const start = "'Phone' is not a phone number: ";
		expect(quoted(' call  me\nmaybe ')).toBe(`${start}call me maybe`);
		expect(quoted('x'.repeat(40))).toBe(`${start}${'x'.repeat(40)}`);
		expect(quoted('x'.repeat(41))).toBe(`${start}${'x'.repeat(40)}…`);
	});
});

describe('whatever is entered', () => {
	const blanks = ['', ' ', '\u00a0', '\u202f', '\u200e', '\t'];
	const signs = ['-', '.', '\u2011', ' - '];
	const suffixes = ['', ' ', '\u202c', '\n', '@c.us', '@s.whatsapp.net'];
	// Of countries where no number is refused, and without zeros at the end, which after a dot may be
	// those of an amount.
	const e164 = fc
		.stringMatching(/^[2-4679][0-9]{5,13}[1-9]$/)
		.filter((digits) => withoutNationalDigits(digits) === digits);
	const between = (separators: string[]) =>
		fc.array(fc.constantFrom(...separators), { minLength: 15, maxLength: 15 });

	it.each([
		['any separators after an international prefix', ['+', '00', 'tel:+', '\u202a+', ' + '], signs],
		['blanks without one', ['', 'Tel:'], []],
	])('keeps every digit of a valid number with %s', (_form, prefixes, others) => {
		fc.assert(
			fc.property(
				e164,
				between([...blanks, ...others]),
				fc.constantFrom(...prefixes),
				fc.constantFrom(...suffixes),
				(digits, separators, prefix, suffix) => {
					// One or two digits after a dot may be an amount.
					const last = digits.length - 3;
					const written = Array.from(digits)
						.map((digit, at) => `${digit}${at < last ? (separators[at] ?? '') : ''}`)
						.join('');
					expect(parsePhone(`${prefix}${written}${suffix}`)).toBe(digits);
				},
			),
		);
	});

	it('gives 7 to 15 digits without a leading zero, or refuses in plain words', () => {
		const phoneLike = fc.string({
			unit: fc.constantFrom(...Array.from('0123456789+-(). /@:telcusx\u0663\u06f3\u200e')),
			maxLength: 24,
		});
		fc.assert(
			fc.property(fc.oneof(phoneLike, fc.string(), fc.string({ unit: 'binary' })), (written) => {
				try {
					expect(parsePhone(written)).toMatch(/^[1-9][0-9]{6,14}$/);
				} catch (error) {
					if (!(error instanceof ParameterError)) throw error;
					expect(error.message).toContain("'Phone'");
				}
			}),
			{ numRuns: 500 },
		);
	});
});

describe('reading the number a provider sent', () => {
	it.each([
		['+201234567890', '201234567890'],
		['628123456789', '628123456789'],
		['628123456789@s.whatsapp.net', '628123456789'],
		['628123456789:12@s.whatsapp.net', '628123456789'],
		[628123456789, '628123456789'],
		[' +201234567890 ', '201234567890'],
		['', null],
		['unknown', null],
		['about 628123456789', null],
		['628123456789 or so', null],
		[null, null],
		[undefined, null],
		[{}, null],
		[['628'], null],
		[true, null],
	])('reads %j as %j', (sent, expected) => {
		expect(phoneDigits(sent)).toBe(expected);
	});

	it('never throws, whatever was sent', () => {
		fc.assert(
			fc.property(fc.anything(), (sent) => {
				expect(phoneDigits(sent) ?? '0').toMatch(/^\d+$/);
			}),
		);
	});
});

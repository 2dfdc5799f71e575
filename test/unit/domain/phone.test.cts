import fc from 'fast-check';

import { parsePhone, phoneDigits, withoutNationalDigits } from '../../../nodes/domain/phone.ts';
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
	// Without digits that are only dialled at home, which are another matter.
	const e164 = fc
		.stringMatching(/^[1-9][0-9]{6,14}$/)
		.filter((digits) => withoutNationalDigits(digits) === digits && !/^(11|810|89)/.test(digits));
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

import fc from 'fast-check';

import { isSamePhone, phoneSpellings } from '../../../nodes/domain/phoneSpellings.ts';

test.each([
	['Brazil', '5547989211984', '554789211984'],
	['Brazil, an old number that begins with 9', '5547998765432', '554798765432'],
	['Mexico', '5215512345678', '525512345678'],
	['Argentina', '5491123456789', '541123456789'],
	['Argentina, as dialled at home', '5491123456789', '54111523456789'],
	["Côte d'Ivoire", '2250701234567', '22501234567'],
	["Côte d'Ivoire, another operator", '2252501234567', '22501234567'],
	['Benin', '2290190011234', '22990011234'],
	['Gabon', '24177123456', '24107123456'],
	['Gabon, a landline', '24111123456', '24101123456'],
	['a zero that is only dialled at home', '628123456789', '6208123456789'],
	['the same number', '201234567890', '201234567890'],
])('%s: two spellings of one phone', (_case, one, other) => {
	expect(isSamePhone(one, other)).toBe(true);
	expect(isSamePhone(other, one)).toBe(true);
});

test.each([
	['a landline and a mobile number in Brazil', '551131234567', '5511931234567'],
	['two area codes in Brazil', '5547989211984', '5548989211984'],
	["two operators in Côte d'Ivoire", '2250701234567', '2250501234567'],
	['two operators in Gabon', '24177123456', '24167123456'],
	['another last digit', '5547989211984', '5547989211985'],
	['another country', '5215512345678', '5515512345678'],
	['a 1 that belongs to the number', '18123456789', '8123456789'],
	['the Italian zero', '390612345678', '39612345678'],
])('%s: two phones', (_case, one, other) => {
	expect(isSamePhone(one, other)).toBe(false);
	expect(isSamePhone(other, one)).toBe(false);
});

test('the given spelling comes first, and each only once', () => {
	expect(phoneSpellings('554789211984')).toEqual(['554789211984', '5547989211984']);
	expect(phoneSpellings('201234567890')).toEqual(['201234567890']);
	expect(phoneSpellings('22501234567')).toHaveLength(7);
});

test('it never matters which of two numbers comes first', () => {
	const digits = fc
		.tuple(
			fc.constantFrom('55', '52', '54', '225', '229', '241', '62'),
			fc.stringMatching(/^\d{8,11}$/),
		)
		.map(([code, rest]) => `${code}${rest}`);
	fc.assert(
		fc.property(digits, (one) => {
			for (const other of phoneSpellings(one)) {
				expect(isSamePhone(one, other)).toBe(true);
				expect(isSamePhone(other, one)).toBe(true);
			}
		}),
	);
});

import fc from 'fast-check';

import { withoutNationalDigits } from '../../../nodes/domain/nationalDigits.ts';
import { isSamePhone, phoneSpellings } from '../../../nodes/domain/phoneSpellings.ts';

describe('the spellings of one number', () => {
	it.each([
		['Brazil, with the 9', '5547989211984', ['554789211984']],
		['Brazil, without it', '554789211984', ['5547989211984']],
		['Brazil, a landline', '554733221984', []],
		['Brazil, a mobile that a landline has the digits of', '5547933221984', []],
		['Brazil, a toll-free number', '558001234567', []],
		['Mexico', '525512345678', ['5215512345678']],
		['Mexico, with the 1', '5215512345678', ['525512345678']],
		['Argentina', '541144445555', ['5491144445555']],
		['Argentina, with the 9', '5491144445555', ['541144445555']],
		["Côte d'Ivoire", '2250707080910', ['22507080910']],
		[
			"Côte d'Ivoire, eight digits",
			'22507080910',
			[
				'2250107080910',
				'2250507080910',
				'2250707080910',
				'2252107080910',
				'2252507080910',
				'2252707080910',
			],
		],
		["Côte d'Ivoire, no prefix of the new plan", '2250907080910', []],
		['Benin', '2290197123456', ['22997123456']],
		['Benin, eight digits', '22997123456', ['2290197123456']],
		['Gabon', '24166123456', ['24106123456', '2416123456']],
		['Gabon, a landline', '24111712345', ['24101712345', '2411712345']],
		[
			'Gabon before 2019',
			'24106123456',
			['2416123456', '24116123456', '24166123456', '24176123456'],
		],
		['other countries', '4915112345678', []],
		['no country', '881612345678', []],
		['nothing', '', []],
	])('%s', (_where, digits, others) => {
		expect(phoneSpellings(digits)).toEqual([digits, ...others]);
	});
});

describe('whether two numbers belong to one user', () => {
	it.each([
		['Brazil', '554789211984', '5547989211984'],
		['Mexico', '5215512345678', '525512345678'],
		['Argentina', '5491144445555', '541144445555'],
		['Argentina, the 15', '54111544445555', '5491144445555'],
		['Argentina, the 15 and neither', '54111544445555', '541144445555'],
		["Côte d'Ivoire", '22507080910', '2250707080910'],
		['Benin', '22997123456', '2290197123456'],
		['Gabon', '24106123456', '24166123456'],
		['a national zero', '62081234567890', '6281234567890'],
	])('they do: %s', (_where, one, other) => {
		expect(isSamePhone(one, other)).toBe(true);
		expect(isSamePhone(other, one)).toBe(true);
	});

	it.each([
		['a landline and a mobile of Brazil', '554733221984', '5547933221984'],
		['two area codes of Brazil', '554789211984', '5548989211984'],
		["two operators of Côte d'Ivoire", '2250507080910', '2250707080910'],
		['two mobiles of Gabon', '24166123456', '24176123456'],
		['two old numbers of Gabon', '24106123456', '24107123456'],
		['Benin and its neighbour', '22997123456', '2280197123456'],
		['two countries', '525512345678', '535512345678'],
	])('they do not: %s', (_where, one, other) => {
		expect(isSamePhone(one, other)).toBe(false);
		expect(isSamePhone(other, one)).toBe(false);
	});

	it('does not depend on which comes first', () => {
		const code = fc.constantFrom('52', '54', '55', '225', '229', '241', '1', '62', '39');
		const national = fc.stringMatching(/^[0-9]{6,12}$/);
		const number = fc.tuple(code, national).map((parts) => parts.join(''));
		const pair = fc.oneof(
			fc.tuple(number, number),
			// One that differs in a few digits at the front only.
			fc
				.tuple(code, fc.stringMatching(/^[0-9]{0,2}$/), fc.stringMatching(/^[0-9]{0,2}$/), national)
				.map(([of, one, other, rest]): [string, string] => [of + one + rest, of + other + rest]),
		);
		fc.assert(
			fc.property(pair, ([one, other]) => {
				expect(isSamePhone(one, one)).toBe(true);
				expect(isSamePhone(one, other)).toBe(isSamePhone(other, one));
				for (const spelling of phoneSpellings(one)) {
					expect(phoneSpellings(spelling)).toContain(one);
					expect(isSamePhone(one, spelling)).toBe(true);
				}
				expect(isSamePhone(one, withoutNationalDigits(one))).toBe(true);
			}),
			{ numRuns: 5000 },
		);
	});
});

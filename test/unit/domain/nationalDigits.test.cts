import fc from 'fast-check';
import {
	getCountries,
	getCountryCallingCode,
	parsePhoneNumberFromString,
	type CountryCode,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';

import { ParameterError } from '../../../nodes/domain/parameters.ts';
import { parsePhone } from '../../../nodes/domain/phone.ts';
import { phoneSpellings } from '../../../nodes/domain/phoneSpellings.ts';
import { countryCodeOf, withoutNationalDigits } from '../../../nodes/domain/nationalDigits.ts';

// The metadata of libphonenumber: an array for each country, with its types of numbers at the end.
type Plan = readonly unknown[];
const NATIONAL_PREFIX = 5;
const TYPES = 11;
const [LANDLINE, MOBILE, PERSONAL, VOIP] = [0, 1, 4, 8];
const plans = metadata.countries as unknown as Record<CountryCode, Plan>;
const otherPlans = metadata.nonGeographic as unknown as Record<string, Plan>;
const SAMPLES = 40;

const countries = getCountries().map((country) => {
	const plan = plans[country];
	return {
		country,
		code: getCountryCallingCode(country),
		prefix: plan[NATIONAL_PREFIX] as string | 0 | undefined,
		/** Numbers that a person can have. */
		personal: [...samplesOf(plan, [LANDLINE, MOBILE, PERSONAL, VOIP]), examples[country]],
		/** Numbers of any type: of companies, toll-free and premium numbers as well. */
		all: samplesOf(plan),
	};
});

function samplesOf(plan: Plan, types?: readonly number[]): string[] {
	const patterns = (plan[TYPES] as Array<readonly [string] | 0>)
		.filter((_type, index) => types === undefined || types.includes(index))
		.flatMap((type) => (type === 0 ? [] : type[0]));
	// A type with an empty pattern has no numbers.
	return patterns.filter(Boolean).flatMap((pattern) => {
		const numbers = fc.stringMatching(new RegExp(`^(?:${pattern})$`));
		return fc.sample(numbers, { numRuns: SAMPLES, seed: 1 });
	});
}

/** What a number is read as, or `null` when it is refused. */
function read(written: string): string | null {
	try {
		return parsePhone(written);
	} catch (error) {
		if (error instanceof ParameterError) return null;
		throw error;
	}
}

/** Whether a number can be dialled from abroad at all. */
const isE164 = (digits: string) => digits.length >= 7 && digits.length <= 15;

it('knows the country codes of all countries', () => {
	for (const { code, all } of countries) {
		expect(all.map((national) => countryCodeOf(code + national))).toEqual(all.map(() => code));
	}
});

describe.each(countries)(
	'numbers of $country (+$code)',
	({ country, code, prefix, ...numbers }) => {
		const complete = (nationals: string[]) => nationals.map((one) => code + one).filter(isE164);
		const personal = complete(numbers.personal);
		/** Whether what was read is a right spelling of a number, or the number was refused. */
		const isSafe = (digits: string, result: string | null) =>
			result === null || phoneSpellings(digits).includes(result);

		it('are left as they are', () => {
			const changed = [...complete(numbers.all), ...personal].filter(
				(digits) => withoutNationalDigits(digits) !== digits || read(`+${digits}`) !== digits,
			);
			expect(changed).toEqual([]);
		});

		it('are corrected or refused with what is dialled in front of them at home', () => {
			if (typeof prefix !== 'string') return;
			const sentAsTheyAre = personal.filter((digits) => {
				const national = digits.slice(code.length);
				const forms = [`+${code} (${prefix}) ${national}`, `${code}${prefix}${national}`];
				return !forms.every((form) => isSafe(digits, read(form)));
			});
			expect(sentAsTheyAre).toEqual([]);
		});

		it('are corrected or refused in the form they have at home', () => {
			const sentAsTheyAre = personal.filter((digits) => {
				const number = parsePhoneNumberFromString(`+${digits}`);
				if (number?.country !== country) return false;
				return !isSafe(digits, read(`+${code} ${number.formatNational()}`));
			});
			expect(sentAsTheyAre).toEqual([]);
		});
	},
);

test.each(Object.keys(otherPlans))('numbers of no country (+%s) are left as they are', (code) => {
	const numbers = samplesOf(otherPlans[code] ?? []).map((national) => code + national);
	expect(numbers.filter((digits) => read(`+${digits}`) !== digits)).toEqual([]);
});

test('such numbers would be noticed', () => {
	expect(countries.length).toBeGreaterThan(240);
	for (const { personal } of countries) expect(personal.length).toBeGreaterThan(SAMPLES);
	const withZero = countries.filter(({ all }) => all.some((national) => /^0/.test(national)));
	expect(withZero.map(({ country }) => country)).toEqual(
		expect.arrayContaining(['BF', 'BJ', 'CG', 'CI', 'GA', 'IT', 'SM', 'TJ', 'VA']),
	);
});

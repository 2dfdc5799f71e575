import {
	getCountries,
	getCountryCallingCode,
	getExampleNumber,
	type CountryCode,
} from 'libphonenumber-js/max';
import { Metadata, type MetadataJson } from 'libphonenumber-js/core';
import allNumbers from 'libphonenumber-js/metadata.max.json';
import examples from 'libphonenumber-js/mobile/examples';

import { withoutNationalDigits } from '../../../nodes/domain/nationalDigits.ts';
import { parsePhone } from '../../../nodes/domain/phone.ts';
import { refusalOf } from '../support/refusals.cts';

interface Example {
	country: CountryCode;
	code: string;
	national: string;
	/** What is dialled before the national number at home; empty where nothing is. */
	prefix: string;
}

/** What the type of the library leaves out. */
interface NumberingPlan {
	nationalPrefix: () => string | undefined;
}

/** A mobile number of every country, and how it is dialled at home. */
const mobiles: Example[] = getCountries().flatMap((country) => {
	const example = getExampleNumber(country, examples);
	if (example === undefined) return [];
	const metadata = new Metadata(allNumbers as unknown as MetadataJson);
	metadata.selectNumberingPlan(country);
	const plan = metadata.numberingPlan as unknown as NumberingPlan;
	return [
		{
			country,
			code: String(getCountryCallingCode(country)),
			national: String(example.nationalNumber),
			prefix: plan.nationalPrefix() ?? '',
		},
	];
});

test('the numbers of all countries are known', () => {
	expect(mobiles.length).toBeGreaterThan(230);
	expect(mobiles.filter(({ prefix }) => prefix !== '').length).toBeGreaterThan(120);
});

test.each(mobiles)(
	'$country: a number as it is dialled from abroad stays',
	({ code, national }) => {
		for (const written of [`+${code}${national}`, `00${code}${national}`, `${code}${national}`]) {
			expect(parsePhone(written)).toBe(`${code}${national}`);
		}
	},
);

// Where it cannot be told from a zero that belongs to the number: Italy, Gabon, Ascension, San Marino.
const AMBIGUOUS = ['39', '241', '247', '378'];

test.each(mobiles.filter(({ code, prefix }) => prefix !== '' && !AMBIGUOUS.includes(code)))(
	'$country: the $prefix that is only dialled at home is never sent',
	({ code, national, prefix }) => {
		expect(parsePhone(`+${code} (${prefix}) ${national}`)).toBe(`${code}${national}`);
		expect(parsePhone(`${code}${prefix}${national}`)).toBe(`${code}${national}`);
	},
);

test.each([
	['Indonesia', '+62 0812 3456 789', '628123456789'],
	['Great Britain', '+44 020 7946 0958', '442079460958'],
	['Great Britain, in brackets', '+44 (0)20 7946 0958', '442079460958'],
	['Egypt', '20 010 1234 5678', '201012345678'],
	['Russia', '+7 8 912 345 67 89', '79123456789'],
	['Kazakhstan', '+7 8 701 234 56 78', '77012345678'],
	['Argentina', '+54 11 15 2345 6789', '5491123456789'],
	['Argentina, with both', '+54 9 11 15 2345 6789', '5491123456789'],
	['Argentina, with a zero', '+54 011 15 2345 6789', '5491123456789'],
	['Argentina, an area code of three digits', '+54 351 15 234 5678', '5493512345678'],
	['Argentina, an area code of four digits', '+54 2901 15 234567', '5492901234567'],
	['Argentina, a landline', '+54 11 2345 6789', '541123456789'],
	['Argentina, a number that has a 15 in it', '+54 9 11 1523 4567', '5491115234567'],
	['Mexico', '+52 01 55 1234 5678', '525512345678'],
	['Mexico, a mobile number', '+52 044 55 1234 5678', '525512345678'],
	['Mexico, with the 1', '+52 1 55 1234 5678', '5215512345678'],
	['Brazil', '+55 047 98921-1984', '5547989211984'],
	['Brazil, with a carrier', '+55 0 15 47 98921-1984', '5547989211984'],
	['Brazil, the old number', '+55 47 8921-1984', '554789211984'],
	['Hungary', '+36 06 30 123 4567', '36301234567'],
	['Lithuania', '+370 8 612 34567', '37061234567'],
	['Belarus', '+375 8 029 123 45 67', '375291234567'],
	['Turkmenistan', '+993 8 66 123456', '99366123456'],
	['Uzbekistan', '+998 8 91 234 56 78', '998912345678'],
	['North America', '+1 1 212 555 0123', '12125550123'],
	['Italy, whose zero belongs to the number', '+39 06 1234 5678', '390612345678'],
	['Italy, in brackets', '+39 (0)6 1234 5678', '390612345678'],
	["Côte d'Ivoire", '+225 07 01 23 45 67', '2250701234567'],
	['Benin', '+229 01 90 01 12 34', '2290190011234'],
	['Gabon, the old number', '+241 06 12 34 56', '24106123456'],
	['the exit code of North America', '011 20 123 456 7890', '201234567890'],
	['the same after a plus', '+011 20 123 456 7890', '201234567890'],
	['the exit code of Australia', '0011 62 812 3456 789', '628123456789'],
	['the exit code of Russia', '8 10 62 812 3456 789', '628123456789'],
	['a plus and 00', '+00 20 123 456 7890', '201234567890'],
])('%s: %s', (_case, written, digits) => {
	expect(parsePhone(written)).toBe(digits);
	expect(withoutNationalDigits(digits)).toBe(digits);
});

test.each([
	['a Russian number as dialled at home', '8 912 345 67 89', '+79123456789'],
	['a short number after 011', '011 4444 5555', '+44445555'],
])('%s is refused, and what may be meant is shown', (_case, written, meant) => {
	const { message, description } = refusalOf(() => parsePhone(written));
	expect(message).toBe(`'Phone' has no country code: ${written}`);
	expect(description).toContain(meant);
});

test('never throws for what a provider reports, and changes nothing twice', () => {
	for (const odd of ['', '0', '7', '62', '620', 'x', '5415', '123456789012345678901234567890']) {
		const once = withoutNationalDigits(odd);
		expect(withoutNationalDigits(once)).toBe(once);
	}
});

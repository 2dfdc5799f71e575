import type { Instance } from './instance';
import { countryCodeOf, withoutNationalDigits } from './nationalDigits';

/** A form of national numbers, and how the same users' numbers are spelled otherwise. */
type Spelling = readonly [form: RegExp, others: readonly string[]];

const SPELLINGS: Readonly<Record<string, readonly Spelling[]>> = {
	// Mexico: mobiles had a 1 after the country code until 2019.
	'52': [
		[/^[2-9]\d{9}$/, ['1$&']],
		[/^1([2-9]\d{9})$/, ['$1']],
	],
	// Argentina: mobiles have a 9 after the country code, which gets lost on the way.
	'54': [
		[/^[1-3]\d{9}$/, ['9$&']],
		[/^9([1-3]\d{9})$/, ['$1']],
	],
	// Brazil: mobiles got a 9 after the area code until 2016. Landlines, whose eight digits start with
	// 2 to 5, got none: a mobile 9 3… and a landline 3… are two people.
	'55': [
		[/^(?<area>[1-9]{2})(?<number>[6-9]\d{7})$/, ['$<area>9$<number>']],
		[/^(?<area>[1-9]{2})9(?<number>[6-9]\d{7})$/, ['$<area>$<number>']],
	],
	// Côte d'Ivoire: in January 2021, two digits that tell the operator came before the eight there
	// were.
	'225': [
		[/^\d{8}$/, ['01$&', '05$&', '07$&', '21$&', '25$&', '27$&']],
		[/^(?:01|05|07|21|25|27)(\d{8})$/, ['$1']],
	],
	// Benin: in November 2024, 01 came before the eight digits there were.
	'229': [
		[/^\d{8}$/, ['01$&']],
		[/^01(\d{8})$/, ['$1']],
	],
	// Gabon: in 2019, the zero became a 1 for landlines, and a 6 or a 7 for mobiles. Before, some
	// left it out.
	'241': [
		[/^[1-7]\d{6}$/, ['0$&', '1$&', '6$&', '7$&']],
		[/^0([1-7]\d{6})$/, ['$1', '1$1', '6$1', '7$1']],
		[/^[167]([1-7]\d{6})$/, ['0$1', '$1']],
	],
};

/**
 * All spellings of the number of one WhatsApp user, the given one first. In some countries, accounts
 * older than a change of the numbering plan keep the number from before it. Spellings of one number
 * need not be spellings of each other: one old number may have become any of several, which belong
 * to several users.
 *
 * @param digits with country code, without `+`
 */
export function phoneSpellings(digits: string): string[] {
	const code = countryCodeOf(digits);
	const national = digits.slice(code.length);
	const [form, others] = SPELLINGS[code]?.find(([one]) => one.test(national)) ?? [/^/, []];
	return [digits, ...others.map((other) => code + national.replace(form, other))];
}

// No spelling and no correction of a number changes its last digits: at least four follow the country code.
const UNCHANGED_END = 4;

/** Whether two numbers belong to one WhatsApp user, however each of them is spelled. */
export function isSamePhone(one: string, other: string): boolean {
	// Most pairs end here: every item of a run may be compared with thousands of instances.
	if (one.slice(-UNCHANGED_END) !== other.slice(-UNCHANGED_END)) return false;
	const [a, b] = [withoutNationalDigits(one), withoutNationalDigits(other)];
	return phoneSpellings(a).includes(b);
}

/** Whether an instance is for a phone: connected to it, or created for it. */
export function isForPhone(
	{ phone, assignedPhone }: Pick<Instance, 'phone' | 'assignedPhone'>,
	wanted: string,
): boolean {
	return [phone, assignedPhone].some((one) => one != null && isSamePhone(one, wanted));
}

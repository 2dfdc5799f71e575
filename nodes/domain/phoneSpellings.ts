import type { Instance } from './instance';
import { withoutNationalDigits } from './phone';

/** A country whose numbers have changed, and how one spelling leads to the others. */
type OtherSpellings = (digits: string) => readonly string[];

// WhatsApp accounts keep the number they were made with. Accounts older than a change of the numbering
// plan are known by the old number, and providers add or remove the new digits by rules of their own.
const CHANGES: readonly OtherSpellings[] = [
	// Brazil: since 2012 to 2016, a 9 before mobile numbers. They began with 6 to 9; a number that begins
	// with 2 to 5 is a landline, and with a 9 before it somebody else's.
	optionalDigit(/^(55[1-9]\d)(9?)([6-9]\d{7})$/, '9'),
	// Mexico: until 2020, a 1 before mobile numbers when called from abroad.
	optionalDigit(/^(52)(1?)([2-9]\d{9})$/, '1'),
	// Argentina: a 9 before mobile numbers when called from abroad.
	optionalDigit(/^(54)(9?)([1-8]\d{9})$/, '9'),
	// Côte d'Ivoire: since 2021, two digits for the operator before the eight of the old number.
	(digits) => {
		const [, old, current] = /^225(?:(\d{8})|(?:01|05|07|21|25|27)(\d{8}))$/.exec(digits) ?? [];
		if (current !== undefined) return [`225${current}`];
		return old === undefined
			? []
			: ['01', '05', '07', '21', '25', '27'].map((operator) => `225${operator}${old}`);
	},
	// Benin: since 2024, 01 before the eight digits of the old number.
	(digits) => {
		const [, old, current] = /^229(?:(\d{8})|01(\d{8}))$/.exec(digits) ?? [];
		if (current !== undefined) return [`229${current}`];
		return old === undefined ? [] : [`22901${old}`];
	},
	// Gabon: since 2019, 06 12 34 56 is 66 12 34 56, 07 … is 77 …, and 01 … is 11 …
	(digits) => {
		const [, first = '', rest = ''] = /^241([0167])(\d{7})$/.exec(digits) ?? [];
		if (first === '') return [];
		const isLandline = rest.startsWith('1');
		if (first === '0') {
			return (isLandline ? ['1', '6', '7'] : ['6', '7']).map((one) => `241${one}${rest}`);
		}
		return first === '1' && !isLandline ? [] : [`2410${rest}`];
	},
];

/**
 * All spellings of the number of one WhatsApp user, the given one first.
 *
 * @param digits with country code, without `+`
 */
export function phoneSpellings(digits: string): string[] {
	return [digits, ...CHANGES.flatMap((others) => others(digits))];
}

/** Whether two numbers belong to one WhatsApp user, however each of them is spelled. */
export function isSamePhone(one: string, other: string): boolean {
	const [a, b] = [withoutNationalDigits(one), withoutNationalDigits(other)];
	return a === b || phoneSpellings(a).includes(b);
}

/** Whether an instance is for a phone: connected to it, or created for it. */
export function isForPhone(
	{ phone, assignedPhone }: Pick<Instance, 'phone' | 'assignedPhone'>,
	wanted: string,
): boolean {
	return [phone, assignedPhone].some((one) => one != null && isSamePhone(one, wanted));
}

/**
 * A digit that may stand between two parts of a number.
 *
 * @param form has three groups: before the digit, the digit or nothing, after it
 */
function optionalDigit(form: RegExp, digit: string): OtherSpellings {
	return (digits) => {
		const [, before, found, after] = form.exec(digits) ?? [];
		if (before === undefined || after === undefined) return [];
		return [`${before}${found === '' ? digit : ''}${after}`];
	};
}

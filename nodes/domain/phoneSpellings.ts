import { withoutNationalDigits } from './phone';

/**
 * All spellings of the number of one WhatsApp user, the given one first. In some countries, accounts
 * older than a change of the numbering plan keep the number from before it.
 *
 * @param digits with country code, without `+`
 */
export function phoneSpellings(digits: string): string[] {
	return [digits];
}

/** Whether two numbers belong to one WhatsApp user, however each of them is spelled. */
export function isSamePhone(one: string, other: string): boolean {
	const [a, b] = [withoutNationalDigits(one), withoutNationalDigits(other)];
	return phoneSpellings(a).includes(b);
}

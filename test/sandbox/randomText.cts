import { randomInt } from 'node:crypto';

export const LOWER_CASE_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const LETTERS_AND_DIGITS = `${LOWER_CASE_AND_DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
const PAIRING_CODE_ALPHABET = 'ABCDEFGHJKLMNPQRSTVWXYZ123456789';

export function randomText(length: number, alphabet: string): string {
	return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** Eight characters typed into the phone instead of a scan, as WhatsApp gives them out. */
export function pairingCode(): string {
	return randomText(8, PAIRING_CODE_ALPHABET);
}

/** A phone number in digits, for an instance whose phone nobody named. */
export function phoneDigits(): string {
	return `2010${randomText(8, '0123456789')}`;
}

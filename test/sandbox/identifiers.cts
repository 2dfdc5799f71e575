import { randomInt } from 'node:crypto';

const LOWER_CASE_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LETTERS_AND_DIGITS = `${LOWER_CASE_AND_DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
const PAIRING_CODE_ALPHABET = 'ABCDEFGHJKLMNPQRSTVWXYZ123456789';

function randomText(length: number, alphabet: string): string {
	return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** A bearer token in Hypersender's form, `<integer>|<48 characters>` (seed Hypersender, securitySchemes). */
export function hypersenderToken(): string {
	return `${randomInt(1, 1000)}|${randomText(48, LETTERS_AND_DIGITS)}`;
}

export function wachatKey(): string {
	return `wachat_${randomText(40, LETTERS_AND_DIGITS)}`;
}

/** The middle part of an `apiInstanceName` (seed Wachat, example `t1_mq9r2jov_jakarta_store`). */
export function instancePrefix(): string {
	return randomText(8, LOWER_CASE_AND_DIGITS);
}

/** Eight characters typed into the phone instead of a scan (seed Wachat, qrcode.pairingCode). */
export function pairingCode(): string {
	return randomText(8, PAIRING_CODE_ALPHABET);
}

/** A webhook secret in Wachat's form, `whsec_...` (apis.md 2.4). */
export function webhookSecret(): string {
	return `whsec_${randomText(32, LETTERS_AND_DIGITS)}`;
}

/** The secret a Hypersender account sends with its webhooks. */
export function deliverySecret(): string {
	return randomText(32, LETTERS_AND_DIGITS);
}

/** A phone number in digits, for an instance whose phone nobody named. */
export function phoneDigits(): string {
	return `2010${randomText(8, '0123456789')}`;
}

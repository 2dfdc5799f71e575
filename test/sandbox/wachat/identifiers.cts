import { LETTERS_AND_DIGITS, LOWER_CASE_AND_DIGITS, randomText } from '../randomText.cts';

export function wachatKey(): string {
	return `wachat_${randomText(40, LETTERS_AND_DIGITS)}`;
}

/** The middle part of an `apiInstanceName`, for example of `t1_mq9r2jov_jakarta_store`. */
export function instancePrefix(): string {
	return randomText(8, LOWER_CASE_AND_DIGITS);
}

/** A webhook secret in the form `whsec_...` (API.md, "Webhook object"). */
export function webhookSecret(): string {
	return `whsec_${randomText(32, LETTERS_AND_DIGITS)}`;
}

import { randomInt } from 'node:crypto';
import { LETTERS_AND_DIGITS, randomText } from '../randomText.cts';

/** A bearer token in the form `<integer>|<48 characters>` (seed Hypersender, securitySchemes). */
export function bearerToken(): string {
	return `${randomInt(1, 1000)}|${randomText(48, LETTERS_AND_DIGITS)}`;
}

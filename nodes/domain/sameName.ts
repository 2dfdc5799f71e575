import { withoutEnding } from './text';

// Spaces of every kind, line breaks and other control characters.
const SPACES = /[\s\p{Cc}]+/gu;

// Marks that nobody sees, such as those for the direction of text, and the variation selectors that
// providers drop. Not the joiners, which change how Persian, Hindi and emoji look, nor the tags that
// tell one flag from another.
const INVISIBLE = /(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])[\p{Cf}\ufe00-\ufe0f]/gu;
const JOINERS = '\u200c\u200d';

// What spreadsheets and phones put in place of what was typed.
const SINGLE_QUOTES = /[\u2018-\u201b\u2032\u02bc\u00b4`]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033]/g;
const DASHES = /[\p{Pd}\u2212]/gu;

// Full-width forms of ASCII characters.
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

/**
 * What remains of a name without what nobody sees and what providers and tables change on the way:
 * letter case, spaces, invisible marks, typographic quotes and dashes, and how accents are encoded.
 * Names with the same key look the same.
 */
export function nameKey(name: string): string {
	const seen = name
		.replace(INVISIBLE, '')
		.replace(SPACES, ' ')
		.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_OFFSET))
		.replace(SINGLE_QUOTES, "'")
		.replace(DOUBLE_QUOTES, '"')
		.replace(DASHES, '-')
		.replace(/\u2026/g, '...');
	const isMargin = (character: string) => character === ' ' || JOINERS.includes(character);
	const start = Array.from(seen).findIndex((character) => !isMargin(character));
	return (
		withoutEnding(seen.slice(Math.max(0, start)), isMargin)
			// In this order, because a letter may have two small forms (as in ΟΔΟΣ), or none (as in STRASSE).
			.toUpperCase()
			.toLowerCase()
			.normalize('NFC')
			.replace(/i\u0307/g, 'i')
	);
}

/** Whether two names look the same. */
export function isSameName(one: string, other: string): boolean {
	return one === other || nameKey(one) === nameKey(other);
}

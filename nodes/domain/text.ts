/**
 * The trimmed text of a value; `null` when nothing is left of it, or when it is not text. Numbers
 * count, because IDs come as either. Lone surrogates are removed, because no provider could store
 * them.
 */
export function textOrNull(value: unknown): string | null {
	// JSON can contain numbers too large for JavaScript, which identify nothing.
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
	if (typeof value !== 'string') return null;
	// Halves of characters, as `slice` leaves them of an emoji; UTF-8 has no form for them. Not a constant
	// of this file: to look the property up takes milliseconds, and n8n loads this file when it starts.
	return value.replace(/\p{Surrogate}/gu, '').trim() || null;
}

/**
 * An ID as a provider sent it, byte for byte: what leads back to the same instance must not be
 * changed. Only lone surrogates are removed, because no address can contain them. `null` when it is
 * blank, or neither text nor a number.
 */
export function idOrNull(value: unknown): string | null {
	if (textOrNull(value) === null) return null;
	return String(value).replace(/\p{Surrogate}/gu, '');
}

/**
 * Removes characters from the end of a text. A regular expression such as `/=+$/` does the same,
 * but takes hours for a text of a few megabytes that somebody has crafted for it.
 *
 * @param isExtra whether a character is to be removed
 */
export function withoutEnding(text: string, isExtra: (character: string) => boolean): string {
	let end = text.length;
	while (end > 0 && isExtra(text.charAt(end - 1))) end -= 1;
	return text.slice(0, end);
}

/**
 * Compares the entries of a list in n8n by their English name, without regard to case. Not with
 * `localeCompare`, whose first use costs n8n a quarter of the time that loading this package takes.
 */
export function byName(a: { name: string }, b: { name: string }): number {
	const [first, second] = [a.name.toLowerCase(), b.name.toLowerCase()];
	return first < second ? -1 : Number(first > second);
}

/**
 * Looks up a word from outside in a table. Unlike plain indexing, it finds nothing for words such
 * as `constructor`, which every object has.
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}

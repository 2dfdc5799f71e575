/** Halves of characters, as `slice` leaves them of an emoji. UTF-8 has no form for them. */
const HALF_CHARACTERS = /\p{Surrogate}/gu;

/**
 * A text that says something, else `null`. Numbers count, because IDs come as either. What is left of
 * a character that was cut in two is taken off, because no provider could keep it as it is.
 */
export function textOrNull(value: unknown): string | null {
	// JSON can hold numbers too large for JavaScript, which are no ID of anything.
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
	if (typeof value !== 'string') return null;
	return value.replace(HALF_CHARACTERS, '').trim() || null;
}

/**
 * Takes characters off the end of a text. An expression such as `/=+$/` does the same, but takes
 * hours for a text of a few megabytes that somebody has made for it.
 *
 * @param isExtra whether a character is to go
 */
export function withoutEnding(text: string, isExtra: (character: string) => boolean): string {
	let end = text.length;
	while (end > 0 && isExtra(text.charAt(end - 1))) end -= 1;
	return text.slice(0, end);
}

/**
 * Compares what n8n shows in a list by its English name. Not with `localeCompare`, whose first use
 * takes n8n a quarter of the time that loading this package does.
 */
export function byName(a: { name: string }, b: { name: string }): number {
	const [first, second] = [a.name.toLowerCase(), b.name.toLowerCase()];
	return first < second ? -1 : Number(first > second);
}

/**
 * Looks a word from outside up in a table. Unlike plain indexing it finds nothing for words such as
 * `constructor`, which every object has.
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}

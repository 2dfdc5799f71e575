/**
 * Looks a word from outside up in a table. Unlike plain indexing it finds nothing for words such as
 * `constructor`, which every object has.
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}

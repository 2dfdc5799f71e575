/**
 * What remains of a name without the differences nobody sees. Names with the same key look the same.
 */
export function nameKey(name: string): string {
	return name.trim();
}

/** Whether two names look the same. */
export function isSameName(one: string, other: string): boolean {
	return nameKey(one) === nameKey(other);
}

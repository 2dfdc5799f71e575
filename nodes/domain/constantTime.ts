import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether one of the given texts equals one of the accepted ones. Everything is compared with
 * everything, so the time it takes does not depend on what matches.
 */
export function matchesAny(given: readonly string[], accepted: readonly string[]): boolean {
	let found = false;
	for (const one of given) {
		for (const other of accepted) found = timingSafeEqual(hash(one), hash(other)) || found;
	}
	return found;
}

/** Brings texts to the same length, which `timingSafeEqual` requires. */
function hash(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

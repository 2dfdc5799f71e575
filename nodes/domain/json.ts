/** A value that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
	[key: string]: Json;
}

/**
 * Whether arrays and objects stand in each other on more levels than given. It looks level by level,
 * because what is nested deeper than the stack reaches cannot be looked through otherwise.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
	const isContainer = (one: unknown): one is object => typeof one === 'object' && one !== null;
	let level = [value].filter(isContainer);
	for (let depth = 0; level.length > 0; depth += 1) {
		if (depth === levels) return true;
		level = level.flatMap((one) => Object.values(one).filter(isContainer));
	}
	return false;
}

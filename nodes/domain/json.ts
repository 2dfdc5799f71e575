import type { IDataObject } from 'n8n-workflow';

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
	[key: string]: Json;
}

/** Whether a value is a JSON object: neither null nor an array. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether arrays and objects are nested on more levels than given. The check goes no deeper than
 * that, so it works at any depth.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
	for (const part of parts) {
		if (isDeeperThan(part, levels - 1)) return true;
	}
	return false;
}

import { isDeeperThan } from '../domain/json';

/** Says in plain words what came instead of JSON, as a clause such as "it is empty". */
export function describeContent(bytes: Buffer, contentType = ''): string {
	if (bytes.length === 0) return 'it is empty';
	const start = bytes.toString('latin1', 0, 200).trimStart().toLowerCase();
	if (contentType.includes('html') || start.startsWith('<')) return 'it is a web page';
	if (contentType.includes('json') || /^[[{]/.test(start)) {
		return 'its JSON is broken, cut off or nested too deeply';
	}
	return 'it is neither JSON nor a PNG image';
}

/**
 * Says what came in place of an API's own words, as a clause such as "it is a web page": firewalls,
 * proxies and web servers send pages and texts. `null` when it may be the API's own response.
 */
export function describeForeign(bytes: Buffer, contentType = ''): string | null {
	const start = bytes.toString('latin1', 0, 200).trimStart().toLowerCase();
	if (start === '' || /^[[{]/.test(start) || contentType.includes('json')) return null;
	return contentType.includes('html') || start.startsWith('<')
		? 'it is a web page'
		: 'it is a text and not JSON';
}

/**
 * How deeply JSON may be nested. Far more than any response or event, and few enough levels to be
 * processed, by n8n as well.
 */
export const MAX_JSON = 100;

// A byte order mark, which the standard forbids, and white space.
const BEFORE_JSON = [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d];
const BEGINS_AS_JSON = /^["[{\-\dtfn]/;

/**
 * Parses a body as JSON; `undefined` when it is not JSON, or is nested too deeply to be processed.
 */
export function parseJson(bytes: Buffer): unknown {
	// Not left to `JSON.parse`: V8 keeps a text that it refuses until its next large collection.
	if (!BEGINS_AS_JSON.test(startOfJson(bytes))) return undefined;
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
		return isDeeperThan(value, MAX_JSON) ? undefined : value;
	} catch {
		return undefined;
	}
}

/** The first character of a body that would count if it is JSON; empty when there is none. */
export function startOfJson(bytes: Buffer): string {
	const start = bytes.findIndex((byte) => !BEFORE_JSON.includes(byte));
	return start < 0 ? '' : bytes.toString('latin1', start, start + 1);
}

/** Whether a response is no more than a word such as "OK", or nothing at all. */
export function isBrief(bytes: Buffer): boolean {
	return bytes.length < 100 && !/[<{[]/.test(bytes.toString('latin1'));
}

/** The headers that have a single value, by their names in lower case. */
export function readHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
	const result: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string') result[name.toLowerCase()] = value;
	}
	return result;
}

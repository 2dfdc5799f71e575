import type { Json, JsonObject } from './json';

const HIDDEN = '[hidden]';

// Keys of both providers and of the Evolution API behind Wachat (apis.md 1.1, 2.4, 2.7).
const SECRET_KEY =
	/^(access_?token|client_?secret|auth_?token|refresh_?token|x-api-key|api_?key|api_?token|token|meta_?token|secret|webhook_?secret|authorization|password|hash)$/i;

const SECRET_TEXT: ReadonlyArray<readonly [RegExp, string]> = [
	[/\bbearer\s+[^\s"',;]+/gi, `Bearer ${HIDDEN}`],
	[/\b(api_?key|access_?token|token)=[^&\s"']+/gi, `$1=${HIDDEN}`],
	[/\b\d{1,12}\|[A-Za-z0-9]{20,}/g, HIDDEN],
	[/\bwhsec_[^\s"',;]+/g, HIDDEN],
];

/**
 * Removes secrets from a text that somebody will see: the given ones wherever they stand, and
 * whatever looks like a bearer token, a key in an address or a webhook secret.
 */
export function redactText(text: string, secrets: readonly string[]): string {
	let result = text;
	// The longest first, so that one that is part of another leaves no rest.
	for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
		if (secret.length >= 4) result = result.split(secret).join(HIDDEN);
	}
	for (const [pattern, replacement] of SECRET_TEXT) result = result.replace(pattern, replacement);
	return result;
}

/**
 * Copies a provider's answer without its secrets and without QR code images, which leave the node
 * as binary data. A top-level `error` is renamed `providerError`, because n8n takes an item with
 * that key for a failed one.
 *
 * @param keep keys that stay although they hold a secret, because the user asked for them
 */
export function presentableAnswer(
	answer: Readonly<Record<string, unknown>>,
	secrets: readonly string[],
	keep: readonly string[] = [],
): JsonObject {
	const { error, ...rest } = copyObject(answer, secrets, keep);
	return error === undefined ? rest : { ...rest, providerError: error };
}

function copyObject(value: object, secrets: readonly string[], keep: readonly string[]) {
	const result: JsonObject = {};
	for (const [key, entry] of Object.entries(value)) {
		const isKept = keep.includes(key);
		if (!isKept && (SECRET_KEY.test(key) || isImage(key, entry))) continue;
		// A token that was asked for stays whole; anything else is looked through.
		const isWhole = isKept && typeof entry === 'string' && SECRET_KEY.test(key);
		const copied = isWhole ? entry : copy(entry, secrets, keep);
		if (copied !== undefined) result[key] = copied;
	}
	return result;
}

function copy(
	value: unknown,
	secrets: readonly string[],
	keep: readonly string[],
): Json | undefined {
	if (typeof value === 'string') return redactText(value, secrets);
	if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
	if (Array.isArray(value)) return value.map((entry) => copy(entry, secrets, keep) ?? null);
	return typeof value === 'object' ? copyObject(value, secrets, keep) : undefined;
}

function isImage(key: string, value: unknown): boolean {
	if (typeof value !== 'string') return false;
	return key === 'qr_code' || key === 'base64' || /^data:image\//i.test(value);
}

import type { Json, JsonObject } from './json';

const HIDDEN = '[hidden]';

// Keys of both providers and of the Evolution API behind Wachat (apis.md 1.1, 2.4, 2.7).
const SECRET_KEY =
	/^(access_?token|client_?secret|auth_?token|refresh_?token|x-api-key|api_?key|api_?token|token|meta_?token|secret|webhook_?secret|authorization|password|hash)$/i;

// A message may hold a `token` or a `hash` of its own, so that fewer names count in a delivery.
const SECRET_KEY_IN_DELIVERY =
	/^(access_?token|client_?secret|auth_?token|refresh_?token|x-api-key|api_?key|meta_?token|webhook_?secret|authorization)$/i;

// A shorter one would spoil words and IDs that happen to hold it.
const SHORTEST_SECRET_AMONG_WORDS = 8;

const SECRET_TEXT: ReadonlyArray<readonly [RegExp, string]> = [
	[/\bbearer\s+[^\s"',;]+/gi, `Bearer ${HIDDEN}`],
	[/\b(api_?key|access_?token|token)=[^&\s"']+/gi, `$1=${HIDDEN}`],
	[/\b\d{1,12}\|[A-Za-z0-9]{20,}/g, HIDDEN],
	[/\bwhsec_[^\s"',;]+/g, HIDDEN],
];

// A data URI, or the first bytes of a PNG in base64.
const IMAGE_TEXT = /^(data:image\/|iVBORw0KGgo)/i;

/**
 * Removes secrets from a text that somebody will see: the given ones wherever they stand, and
 * whatever looks like a bearer token, a key in an address or a webhook secret.
 */
export function redactText(text: string, secrets: readonly string[]): string {
	let result = hideKnown(text, secrets);
	for (const [pattern, replacement] of SECRET_TEXT) result = result.replace(pattern, replacement);
	return result;
}

/**
 * Removes the given secrets from a text that has to stay as it is otherwise: an ID, a name, what
 * people write. Nothing else counts as a secret there, however much it looks like one.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
	return hideKnown(text, secrets, SHORTEST_SECRET_AMONG_WORDS);
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
	const { error, ...rest } = copyObject(answer, {
		isLeftOut: (key, value) => !keep.includes(key) && (SECRET_KEY.test(key) || isImage(key, value)),
		isWhole: (key) => keep.includes(key) && SECRET_KEY.test(key),
		clean: (text) => redactText(text, secrets),
	});
	return error === undefined ? rest : { ...rest, providerError: error };
}

/**
 * Copies what a webhook brought. Its texts are what people wrote to each other, so that only known
 * secrets are taken out of them, and the fields that can hold nothing but a secret.
 *
 * @param withImages whether images in base64 stay, as the content of a message
 */
export function presentableDelivery(
	content: unknown,
	secrets: readonly string[],
	{ withImages }: { withImages: boolean },
): Json {
	const manner: Manner = {
		isLeftOut: (key, value) =>
			SECRET_KEY_IN_DELIVERY.test(key) || (!withImages && isImage(key, value)),
		isWhole: () => false,
		clean: (text) => hideSecrets(text, secrets),
	};
	return copy(content, manner) ?? null;
}

/** The secrets a webhook brings along under their names, such as the key of the upstream server. */
export function secretsIn(content: unknown): string[] {
	if (typeof content !== 'object' || content === null) return [];
	return Object.entries(content).flatMap(([key, value]: [string, unknown]) =>
		typeof value === 'string' && SECRET_KEY_IN_DELIVERY.test(key) ? [value] : secretsIn(value),
	);
}

/** @param shortest how long a secret is at least, in characters */
function hideKnown(text: string, secrets: readonly string[], shortest = 4): string {
	let result = text;
	// The longest first, so that one that is part of another leaves no rest.
	for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
		if (secret.length >= shortest) result = result.split(secret).join(HIDDEN);
	}
	return result;
}

/** How a value is copied. */
interface Manner {
	isLeftOut(key: string, value: unknown): boolean;
	/** Whether a text is copied as it is, because the user asked for it. */
	isWhole(key: string): boolean;
	clean(text: string): string;
}

function copyObject(value: object, manner: Manner): JsonObject {
	const entries: Array<[string, Json]> = [];
	for (const [key, entry] of Object.entries(value) as Array<[string, unknown]>) {
		if (manner.isLeftOut(key, entry)) continue;
		const isWhole = typeof entry === 'string' && manner.isWhole(key);
		const copied = isWhole ? entry : copy(entry, manner);
		if (copied !== undefined) entries.push([manner.clean(key), copied]);
	}
	// Not by assignment, which takes `__proto__` for something else than a field.
	return Object.fromEntries(entries);
}

function copy(value: unknown, manner: Manner): Json | undefined {
	if (typeof value === 'string') return manner.clean(value);
	if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
	if (Array.isArray(value)) return value.map((entry) => copy(entry, manner) ?? null);
	return typeof value === 'object' ? copyObject(value, manner) : undefined;
}

function isImage(key: string, value: unknown): boolean {
	if (typeof value !== 'string') return false;
	return key === 'qr_code' || key === 'base64' || IMAGE_TEXT.test(value);
}

import type { Json, JsonObject } from './json';

const HIDDEN = '[hidden]';

// Keys of both providers and of the Evolution API behind Wachat (apis.md 1.1, 2.4, 2.7).
const SECRET_KEY =
	/^(access_?token|client_?secret|auth_?token|refresh_?token|x-api-key|api_?key|api_?token|token|meta_?token|secret|webhook_?secret|authorization|password|hash)$/i;

// Other names that say so at their end, such as `metaAccessToken`. A number, or a `hasToken` that is
// true or false, is none.
const SECRET_KEY_END = /(token|secret|password|bearer|api[_-]?keys?|secret[_-]?key)$/i;

// A message may hold a `token` or a `hash` of its own, so that fewer names count in a delivery.
const SECRET_KEY_IN_DELIVERY =
	/^(access_?token|client_?secret|auth_?token|refresh_?token|x-api-key|api_?key|meta_?token|webhook_?secret|authorization)$/i;

// In characters. A shorter one would spoil texts that happen to hold it, in words and IDs even more.
const MIN_SECRET = 4;
const MIN_SECRET_AMONG_WORDS = 8;

// Each of them is looked for in all texts of the delivery.
const MAX_SECRETS_OF_A_DELIVERY = 20;

const SECRET_TEXT: ReadonlyArray<readonly [RegExp, string]> = [
	[/\bbearer\s+[^\s"',;]+/gi, `Bearer ${HIDDEN}`],
	[/\b(api_?key|access_?token|token)=[^&\s"']+/gi, `$1=${HIDDEN}`],
	[/\b\d{1,12}(\||%7c)[a-z0-9]{20,}/gi, HIDDEN],
	[/\bwhsec_[^\s"',;]+/g, HIDDEN],
];

// A data URI, or the first bytes of a PNG in base64.
const IMAGE_TEXT = /^(data:image\/|iVBORw0KGgo)/i;

/**
 * Removes secrets from a text that somebody will see: the given ones wherever they stand, and
 * whatever looks like a bearer token, a key in an address or a webhook secret.
 */
export function redactText(text: string, secrets: readonly string[]): string {
	return hideLookalikes(createRedactor(secrets, MIN_SECRET)(text));
}

/**
 * Removes the given secrets from a text that has to stay as it is otherwise: an ID, a name, what
 * people write. Nothing else counts as a secret there, however much it looks like one.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
	return createRedactor(secrets, MIN_SECRET_AMONG_WORDS)(text);
}

/**
 * Copies a provider's answer without its secrets and without QR code images, which leave the node
 * as binary data. A top-level `error` is renamed `providerError`, because n8n takes an item with
 * that key for a failed one; so it does with `$error` beside `$json`.
 *
 * @param keep keys that stay although they hold a secret, because the user asked for them
 */
export function presentableAnswer(
	answer: Readonly<Record<string, unknown>>,
	secrets: readonly string[],
	keep: readonly string[] = [],
): JsonObject {
	const hide = createRedactor(secrets, MIN_SECRET);
	const { error, $error, ...rest } = copyObject(answer, {
		isLeftOut: (key, value) =>
			!keep.includes(key) && (isSecretField(key, value) || isImage(key, value)),
		isVerbatim: (key) => keep.includes(key) && SECRET_KEY.test(key),
		clean: (text) => hideLookalikes(hide(text)),
	});
	const providerError = error === undefined ? $error : error;
	return providerError === undefined ? rest : { ...rest, providerError };
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
	const rules: CopyRules = {
		isLeftOut: (key, value) =>
			SECRET_KEY_IN_DELIVERY.test(key) || (!withImages && isImage(key, value)),
		isVerbatim: () => false,
		clean: createRedactor(secrets, MIN_SECRET_AMONG_WORDS),
	};
	return copy(content, rules) ?? null;
}

/**
 * The secrets a webhook brings along under their names, such as the key of the upstream server: the
 * first few, because anybody may have sent it.
 */
export function secretsIn(content: unknown): string[] {
	const found = new Set<string>();
	collectSecrets(content, found);
	return [...found];
}

function collectSecrets(content: unknown, found: Set<string>): void {
	if (typeof content !== 'object' || content === null) return;
	for (const [key, value] of Object.entries(content) as Array<[string, unknown]>) {
		if (found.size >= MAX_SECRETS_OF_A_DELIVERY) return;
		if (typeof value !== 'string' || !SECRET_KEY_IN_DELIVERY.test(key)) {
			collectSecrets(value, found);
		} else if (value.length >= MIN_SECRET_AMONG_WORDS) {
			found.add(value);
		}
	}
}

/** Makes what takes secrets out of texts. @param shortest how long a secret is at least */
function createRedactor(secrets: readonly string[], shortest: number): (text: string) => string {
	// The longest first, so that one that is part of another leaves no rest.
	const longestFirst = [...new Set(secrets)]
		.filter(({ length }) => length >= shortest)
		.sort((a, b) => b.length - a.length);
	// Looking first costs little. Replacing costs seconds where a delivery holds a million short texts.
	const hide = (text: string, secret: string) =>
		secret.length <= text.length && text.includes(secret) ? text.replaceAll(secret, HIDDEN) : text;
	return (text) => longestFirst.reduce(hide, text);
}

function hideLookalikes(text: string): string {
	let result = text;
	for (const [pattern, replacement] of SECRET_TEXT) result = result.replace(pattern, replacement);
	return result;
}

/** How a value is copied. */
interface CopyRules {
	isLeftOut(key: string, value: unknown): boolean;
	/** Whether a text is copied as it is, because the user asked for it. */
	isVerbatim(key: string): boolean;
	clean(text: string): string;
}

function copyObject(value: object, rules: CopyRules): JsonObject {
	const entries: Array<[string, Json]> = [];
	for (const [key, entry] of Object.entries(value) as Array<[string, unknown]>) {
		if (rules.isLeftOut(key, entry)) continue;
		const isVerbatim = typeof entry === 'string' && rules.isVerbatim(key);
		const copied = isVerbatim ? entry : copy(entry, rules);
		if (copied !== undefined) entries.push([rules.clean(key), copied]);
	}
	// Not by assignment, which takes `__proto__` for something else than a field.
	return Object.fromEntries(entries);
}

function copy(value: unknown, rules: CopyRules): Json | undefined {
	if (typeof value === 'string') return rules.clean(value);
	if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
	if (Array.isArray(value)) return value.map((entry) => copy(entry, rules) ?? null);
	return typeof value === 'object' ? copyObject(value, rules) : undefined;
}

function isSecretField(key: string, value: unknown): boolean {
	const holdsText = typeof value === 'string' || (typeof value === 'object' && value !== null);
	return SECRET_KEY.test(key) || (holdsText && SECRET_KEY_END.test(key));
}

function isImage(key: string, value: unknown): boolean {
	if (typeof value !== 'string') return false;
	return key === 'qr_code' || key === 'base64' || IMAGE_TEXT.test(value);
}

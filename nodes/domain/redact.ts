import type { Json, JsonObject } from './json';

const HIDDEN = '[hidden]';

/**
 * How one vendor's secrets are recognized, besides what is usual everywhere. Field names are in
 * lower case, without `_` and `-`.
 */
export interface SecretRules {
	/** Fields of a response that contain nothing but a secret. */
	readonly fields: readonly string[];
	/** The same for a webhook delivery, where a message may have fields of its own. */
	readonly deliveryFields: readonly string[];
	/** What the vendor's keys and tokens look like in text; global regular expressions. */
	readonly patterns: readonly RegExp[];
	/** Fields of a response that contain a QR code image as base64. */
	readonly imageFields: readonly string[];
}

/** What must not leave the node: secrets in every spelling, and the rules that recognize others. */
export interface KnownSecrets {
	readonly values: readonly string[];
	readonly rules: SecretRules;
}

// Field names that APIs usually give to a secret.
const SECRET_FIELD =
	/^(access_?token|client_?secret|auth_?token|refresh_?token|x-api-key|api_?key|api_?token|token|secret|webhook_?secret|authorization|password)$/i;

// Other field names that end like one, such as `metaAccessToken`. A number is not a secret, nor is
// a `hasToken` that is true or false.
const SECRET_FIELD_ENDING = /(token|secret|password|bearer|api[_-]?keys?|secret[_-]?key)$/i;

// A message may have a `token` of its own, so fewer names count in a delivery.
const SECRET_DELIVERY_FIELD =
	/^(access_?token|client_?secret|auth_?token|refresh_?token|x-api-key|api_?key|webhook_?secret|authorization)$/i;

// In characters. Hiding a shorter one would spoil texts that happen to contain it, and even more so
// words and IDs.
const MIN_SECRET = 4;
const MIN_SECRET_AMONG_WORDS = 8;

// Each one is searched for in every text of the delivery.
const MAX_SECRETS_OF_A_DELIVERY = 20;

const SECRET_TEXT: ReadonlyArray<readonly [RegExp, string]> = [
	[/\bbearer\s+[^\s"',;]+/gi, `Bearer ${HIDDEN}`],
	// A token of Laravel Sanctum.
	[/\b\d{1,12}(\||%7c)[a-z0-9]{20,}/gi, HIDDEN],
	[/\b(api_?key|access_?token|token)=[^&\s"']+/gi, `$1=${HIDDEN}`],
];

// A data URI, or the first bytes of a PNG in base64.
const IMAGE_TEXT = /^(data:image\/|iVBORw0KGgo)/i;

/**
 * Removes secrets from a text that somebody will see: the known ones wherever they occur, and
 * whatever looks like a bearer token, a key in a URL or one of the vendor's own secrets.
 */
export function redactText(text: string, { values, rules }: KnownSecrets): string {
	return hideLookalikes(createRedactor(values, MIN_SECRET)(text), rules);
}

/**
 * Removes the given secrets from a text that must otherwise stay as it is: an ID, a name, what
 * people write. Nothing else counts as a secret there, however much it looks like one.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
	return createRedactor(secrets, MIN_SECRET_AMONG_WORDS)(text);
}

/**
 * Copies a provider's response without its secrets and without QR code images, which leave the node
 * as binary data. A top-level `error` is renamed `providerError`, because n8n takes an item with
 * that key for a failed one; it does the same with `$error` beside `$json`.
 *
 * @param keep keys that stay although they contain a secret, because the user asked for them
 */
export function presentableResponse(
	response: Readonly<Record<string, unknown>>,
	{ values, rules }: KnownSecrets,
	keep: readonly string[] = [],
): JsonObject {
	const hide = createRedactor(values, MIN_SECRET);
	const { error, $error, ...rest } = copyObject(response, {
		isLeftOut: (key, value) =>
			!keep.includes(key) && (isSecretField(key, value, rules) || isImage(key, value, rules)),
		isVerbatim: (key) => keep.includes(key) && isSecretName(key, rules),
		clean: (text) => hideLookalikes(hide(text), rules),
	});
	const providerError = error === undefined ? $error : error;
	return providerError === undefined ? rest : { ...rest, providerError };
}

/**
 * Copies the content of a webhook delivery. Its texts are what people wrote to each other, so only
 * known secrets are removed from them, and the fields that can contain nothing but a secret.
 *
 * @param withImages whether base64 images stay, as the content of a message
 */
export function presentableDelivery(
	content: unknown,
	{ values, rules }: KnownSecrets,
	{ withImages }: { withImages: boolean },
): Json {
	const copyRules: CopyRules = {
		isLeftOut: (key, value) =>
			isSecretDeliveryField(key, rules) || (!withImages && isImage(key, value, rules)),
		isVerbatim: () => false,
		clean: createRedactor(values, MIN_SECRET_AMONG_WORDS),
	};
	return copy(content, copyRules) ?? null;
}

/**
 * The secrets that a webhook delivery contains under their usual names, such as the key of the
 * upstream server. Only the first few, because anybody may have sent it.
 */
export function secretsIn(content: unknown, rules: SecretRules): string[] {
	const found = new Set<string>();
	collectSecrets(content, rules, found);
	return [...found];
}

function collectSecrets(content: unknown, rules: SecretRules, found: Set<string>): void {
	if (typeof content !== 'object' || content === null) return;
	for (const [key, value] of Object.entries(content) as Array<[string, unknown]>) {
		if (found.size >= MAX_SECRETS_OF_A_DELIVERY) return;
		if (typeof value !== 'string' || !isSecretDeliveryField(key, rules)) {
			collectSecrets(value, rules, found);
		} else if (value.length >= MIN_SECRET_AMONG_WORDS) {
			found.add(value);
		}
	}
}

/**
 * Makes the function that removes secrets from texts.
 *
 * @param shortest the minimum length of a secret, in characters
 */
function createRedactor(secrets: readonly string[], shortest: number): (text: string) => string {
	// Longest first, so that nothing is left of a secret that contains another one.
	const longestFirst = [...new Set(secrets)]
		.filter(({ length }) => length >= shortest)
		.sort((a, b) => b.length - a.length);
	// Searching first costs little. Replacing takes seconds where a delivery contains a million short
	// texts.
	const hide = (text: string, secret: string) =>
		secret.length <= text.length && text.includes(secret) ? text.replaceAll(secret, HIDDEN) : text;
	return (text) => longestFirst.reduce(hide, text);
}

function hideLookalikes(text: string, { patterns }: SecretRules): string {
	let result = text;
	for (const [pattern, replacement] of SECRET_TEXT) result = result.replace(pattern, replacement);
	for (const pattern of patterns) result = result.replace(pattern, HIDDEN);
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
	// Not by assignment, which does not treat `__proto__` as a field.
	return Object.fromEntries(entries);
}

function copy(value: unknown, rules: CopyRules): Json | undefined {
	if (typeof value === 'string') return rules.clean(value);
	if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
	if (Array.isArray(value)) return value.map((entry) => copy(entry, rules) ?? null);
	return typeof value === 'object' ? copyObject(value, rules) : undefined;
}

function isSecretName(key: string, { fields }: SecretRules): boolean {
	return SECRET_FIELD.test(key) || fields.includes(plain(key));
}

function isSecretField(key: string, value: unknown, rules: SecretRules): boolean {
	const holdsText = typeof value === 'string' || (typeof value === 'object' && value !== null);
	return isSecretName(key, rules) || (holdsText && SECRET_FIELD_ENDING.test(key));
}

function isSecretDeliveryField(key: string, { deliveryFields }: SecretRules): boolean {
	return SECRET_DELIVERY_FIELD.test(key) || deliveryFields.includes(plain(key));
}

function plain(key: string): string {
	return key.toLowerCase().replace(/[_-]/g, '');
}

function isImage(key: string, value: unknown, { imageFields }: SecretRules): boolean {
	if (typeof value !== 'string') return false;
	return key === 'base64' || imageFields.includes(plain(key)) || IMAGE_TEXT.test(value);
}

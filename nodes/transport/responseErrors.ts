import { ProviderError, type ProviderErrorKind } from './ProviderError';

/** What the texts need to know about the provider and the request. */
export interface ErrorContext {
	providerTitle: string;
	credentialTitle: string;
	/** What a 404 is about, for example `instance 'c9a1…'`; absent where no single thing is meant. */
	resourceLabel?: string | undefined;
	/** The name of the parameter that leaves the request no more time; else the options do. */
	endSetBy?: string | undefined;
	/** Takes secrets out of what the provider said. */
	redact: (text: string) => string;
}

interface Words {
	kind: ProviderErrorKind;
	message: string;
	description: string;
}

/**
 * Turns an answer with a status other than 2xx into an error in plain words, with the provider's
 * own.
 *
 * @param body the parsed JSON body, or `undefined` when it was none
 */
export function errorFromResponse(
	status: number,
	body: unknown,
	errorContext: ErrorContext,
): ProviderError {
	const fieldErrors = readFieldErrors(body);
	const words = wordsForStatus(status, errorContext);
	const providerMessage = readWords(body, errorContext);
	const quoted =
		providerMessage === '' ? '' : `. ${errorContext.providerTitle} says: ${providerMessage}`;
	return new ProviderError(words.kind, words.message, {
		description: `${words.description}${quoted}`,
		status,
		providerMessage,
		fieldErrors,
	});
}

/** All that the provider itself says in an answer, without secrets. */
function readWords(body: unknown, errorContext: ErrorContext): string {
	const fields = describeFields(readFieldErrors(body));
	const texts = [readMessage(body), ...readLooseErrors(body), ...fields];
	return shorten(errorContext.redact(texts.filter((text) => text !== '').join(' ')));
}

/** A 2xx answer that cannot be used. `reason` completes "The answer cannot be used: ". */
export function unreadableResponse(
	status: number,
	reason: string,
	{ providerTitle, credentialTitle }: ErrorContext,
): ProviderError {
	return new ProviderError('unreadable', `${providerTitle} sent an answer that cannot be used`, {
		description: `${upperFirst(reason)}. Check that 'Base URL' in the credential '${credentialTitle}' is the address of the API`,
		status,
	});
}

/** A list of which only a part came. `part` completes "It holds only ". */
export function incompleteResponse(
	status: number,
	part: string,
	{ providerTitle }: ErrorContext,
): ProviderError {
	return new ProviderError('unreadable', `${providerTitle} sent a list that is not complete`, {
		description: `It holds only ${part}. Instances that are missing would seem not to exist, so the list is not used. Try again in a moment. If it stays so, look for a newer version of this node`,
		status,
	});
}

/** A 429 that outlasted the time an item may wait. */
export function rateLimitError(
	errorContext: ErrorContext,
	rateLimitWait: number,
	retryAfter: number | undefined,
	body?: unknown,
): ProviderError {
	const seconds = Math.round(rateLimitWait / 1000);
	const providerMessage = readWords(body, errorContext);
	const quoted =
		providerMessage === '' ? '' : `. ${errorContext.providerTitle} says: ${providerMessage}`;
	const wish =
		retryAfter === undefined
			? ''
			: ` ${errorContext.providerTitle} asks to wait ${Math.ceil(retryAfter / 1000)} seconds.`;
	const cure =
		errorContext.endSetBy === undefined
			? "Raise 'Rate Limit Wait' in the options, or run fewer items at a time"
			: `Raise '${errorContext.endSetBy}', or try again in a minute`;
	const advice =
		seconds === 0
			? `Try again in a minute.${wish}`
			: `An item may wait ${seconds} seconds for it, which is not long enough.${wish} ${cure}`;
	return new ProviderError(
		'rateLimited',
		`The request limit of ${errorContext.providerTitle} is used up`,
		{
			description: `${advice}${quoted}`,
			providerMessage,
			status: 429,
		},
	);
}

function wordsForStatus(status: number, errorContext: ErrorContext): Words {
	const { providerTitle, credentialTitle, resourceLabel } = errorContext;
	if (status >= 300 && status < 400) {
		return {
			kind: 'redirected',
			message: `The address of ${providerTitle} leads to another one (HTTP ${status})`,
			description: `The key is not sent there. Enter the final address as 'Base URL' in the credential '${credentialTitle}'`,
		};
	}
	// After a 408 from something on the way, the request may still have gone on.
	if (status >= 500 || status === 408) {
		return {
			kind: 'providerFailure',
			message: `${providerTitle} could not process the request (HTTP ${status})`,
			description: 'Try again in a few minutes',
		};
	}
	switch (status) {
		case 401:
			return {
				kind: 'invalidKey',
				message: `${providerTitle} refused the API key`,
				description: `Check 'API Key' in the credential '${credentialTitle}'`,
			};
		case 402:
		case 403:
			return {
				kind: 'forbidden',
				message: `${providerTitle} does not allow this with this API key (HTTP ${status})`,
				description: 'Check the plan, its instance limit and the rights of the key',
			};
		case 404:
			return resourceLabel === undefined
				? {
						kind: 'notFound',
						message: `${providerTitle} has nothing at this address`,
						description: `Check 'Base URL' in the credential '${credentialTitle}'`,
					}
				: {
						kind: 'notFound',
						message: `${providerTitle} knows no ${resourceLabel}`,
						description: `Check the ID, and that the instance belongs to the account of the credential '${credentialTitle}'`,
					};
		case 409:
			return {
				kind: 'conflict',
				message: `${providerTitle} refused this in the instance's current state`,
				description: 'Look at the status of the instance, and whether its kind allows this',
			};
		case 422:
			return {
				kind: 'validation',
				message: `${providerTitle} did not accept the values`,
				description: 'Correct the parameters that are named',
			};
		default:
			return {
				kind: 'badRequest',
				message: `${providerTitle} did not accept the request (HTTP ${status})`,
				description: 'Check the parameters',
			};
	}
}

/** Reads the provider's own words in the order of apis.md 2.6, "Error shapes". */
function readMessage(body: unknown): string {
	if (!isRecord(body)) return '';
	const nested = isRecord(body.error) ? body.error : {};
	for (const candidate of [body.error, nested.message, body.message, body.details]) {
		if (typeof candidate === 'string' && candidate.trim() !== '') {
			const text = candidate.trim();
			return /[.!?]$/.test(text) ? text : `${text}.`;
		}
	}
	return '';
}

/** `errors` maps a field to its complaints, but other values occur beside them (apis.md 1.6). */
function readFieldErrors(body: unknown): Record<string, string[]> {
	const errors = isRecord(body) && isRecord(body.errors) ? body.errors : {};
	const result: Record<string, string[]> = {};
	for (const [field, complaints] of Object.entries(errors)) {
		const texts = (Array.isArray(complaints) ? complaints : [complaints]).filter(
			(text): text is string => typeof text === 'string',
		);
		if (texts.length > 0) result[field] = texts;
	}
	return result;
}

/** Some APIs send a plain list of complaints instead. */
function readLooseErrors(body: unknown): string[] {
	const errors = isRecord(body) && Array.isArray(body.errors) ? body.errors : [];
	return errors.filter((text): text is string => typeof text === 'string');
}

function describeFields(fieldErrors: Record<string, string[]>): string[] {
	return Object.entries(fieldErrors).map(([field, texts]) => `${field}: ${texts.join(' ')}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(text: string): string {
	return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

function upperFirst(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

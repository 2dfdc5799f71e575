import { ProviderError } from './ProviderError';
import type { ErrorContext, Refusal, RefusalKind } from './types';

const MAX_QUOTE = 600;

// The status of a proxy that wants to be signed in to.
const PROXY_REFUSED = 407;

interface Words {
	message: string;
	description: string;
}

const WORDS: Record<RefusalKind, (status: number, context: ErrorContext) => Words> = {
	badRequest: (status, { providerTitle }) => ({
		// The status would only confuse where a 2xx response reports a failure.
		message: `${providerTitle} did not accept the request${isSuccess(status) ? '' : ` (HTTP ${status})`}`,
		description: 'Check the parameters',
	}),
	conflict: (_status, { providerTitle }) => ({
		message: `${providerTitle} refused this in the instance's current state`,
		description: 'Check the status of the instance, and whether its type supports this',
	}),
	forbidden: (status, { providerTitle }) => ({
		message: `${providerTitle} does not allow this with this API key (HTTP ${status})`,
		description: 'Check the plan, its instance limit and the rights of the key',
	}),
	invalidKey: (_status, { providerTitle, credentialTitle }) => ({
		message: `${providerTitle} refused the API key`,
		description: `Check 'API Key' in the credential '${credentialTitle}'`,
	}),
	notFound: (_status, { providerTitle, credentialTitle, resourceLabel }) =>
		resourceLabel === undefined
			? {
					message: `${providerTitle} returned 404 for this address`,
					description: `Check 'Base URL' in the credential '${credentialTitle}'`,
				}
			: {
					message: `${upperFirst(resourceLabel)} was not found at ${providerTitle}`,
					description: `Check the ID, and that the instance belongs to the account of the credential '${credentialTitle}'`,
				},
	providerFailure: (status, { providerTitle }) => ({
		message: `${providerTitle} could not process the request (HTTP ${status})`,
		description: 'Try again in a few minutes',
	}),
	redirected: (status, { providerTitle, credentialTitle }) => ({
		message: `${providerTitle} redirected the request (HTTP ${status})`,
		description: `The key is not sent there. Enter the final address as 'Base URL' in the credential '${credentialTitle}'`,
	}),
	validation: (_status, { providerTitle }) => ({
		message: `${providerTitle} did not accept the values`,
		description: 'Correct the parameters that it names',
	}),
};

/** What an HTTP status means, unless a provider uses it in another way. */
export function kindOfStatus(status: number): RefusalKind {
	if (status >= 300 && status < 400) return 'redirected';
	// A 408 may come from an intermediary, and the request may still have reached the provider.
	if (status >= 500 || status === 408) return 'providerFailure';
	switch (status) {
		case 401:
			return 'invalidKey';
		case 402:
		case 403:
			return 'forbidden';
		case 404:
			return 'notFound';
		case 409:
			return 'conflict';
		case 422:
			return 'validation';
		default:
			return 'badRequest';
	}
}

/** Makes the error for a response that is not a success, with the provider's own words. */
export function refusalError(refusal: Refusal, context: ErrorContext): ProviderError {
	const { kind, status } = refusal;
	const { message, description } = WORDS[kind](status, context);
	const providerMessage = wordsOf(refusal, context);
	return new ProviderError(kind, message, {
		description: `${description}${quote(providerMessage, context)}`,
		status,
		providerMessage,
		fieldErrors: refusal.fieldErrors,
	});
}

/**
 * Makes the error for a 2xx response that cannot be used.
 *
 * @param reason why, as a clause such as "it is empty"
 */
export function unreadableResponse(
	status: number,
	reason: string,
	{ providerTitle, credentialTitle }: ErrorContext,
): ProviderError {
	return new ProviderError('unreadable', `${providerTitle} sent a response that cannot be used`, {
		description: `${upperFirst(reason)}. Check that 'Base URL' in the credential '${credentialTitle}' is the address of the API`,
		status,
	});
}

/**
 * Makes the error for a list of which only a part arrived.
 *
 * @param part completes "It contains only "
 */
export function incompleteResponse(
	status: number,
	part: string,
	{ providerTitle }: ErrorContext,
): ProviderError {
	return new ProviderError('unreadable', `${providerTitle} sent an incomplete list`, {
		description: `It contains only ${part}. What is missing would seem not to exist, so the list is not used. Try again in a moment. If this keeps happening, check for a newer version of this node`,
		status,
	});
}

interface RateLimitDetails {
	/** How long the provider asks to wait, in milliseconds. */
	retryAfter: number | undefined;
	/** Its own words. */
	refusal: Refusal | null;
}

/**
 * Makes the error for a rate limit that outlasted the time an item may wait.
 *
 * @param rateLimitWait milliseconds the item may wait in total
 * @param details what the provider responded; absent where no request was sent
 */
export function rateLimitError(
	context: ErrorContext,
	rateLimitWait: number,
	details?: RateLimitDetails,
): ProviderError {
	const { providerTitle, endSetBy } = context;
	const seconds = Math.round(rateLimitWait / 1000);
	const providerMessage = details?.refusal ? wordsOf(details.refusal, context) : '';
	const retryAfter = details?.retryAfter;
	const requestedWait =
		retryAfter === undefined
			? []
			: [`${providerTitle} asks to wait ${Math.ceil(retryAfter / 1000)} seconds`];
	const remedy =
		endSetBy === undefined
			? "Raise 'Rate Limit Wait' in the options, or run fewer items at a time"
			: `Raise '${endSetBy}', or try again in a minute`;
	const sentences =
		seconds === 0
			? ['Try again in a minute', ...requestedWait]
			: [`An item may wait ${seconds} seconds, which is not long enough`, ...requestedWait, remedy];
	const advice = sentences.join('. ');
	return new ProviderError('rateLimited', `${providerTitle}'s rate limit was reached`, {
		description: `${advice}${quote(providerMessage, context)}`,
		providerMessage,
		status: 429,
	});
}

/** What to check when a refusal does not come from the API itself. */
type Suspect = 'address' | 'inBetween' | 'none';

const SUSPECTS: Record<RefusalKind, Suspect> = {
	// For example 400, 405 and 406 of a web server that is no API.
	badRequest: 'address',
	conflict: 'none',
	// What refuses may be a firewall, a proxy or a content delivery network in front of the API.
	forbidden: 'inBetween',
	invalidKey: 'inBetween',
	notFound: 'address',
	// An outage of what stands in between is an outage all the same.
	providerFailure: 'none',
	redirected: 'none',
	validation: 'none',
};

/**
 * Makes the error for a refusal that does not look like the API's: it has no JSON. Then neither the key
 * nor the plan need be the cause, nor does a 404 say anything about an instance.
 *
 * @param content what came instead, as a clause such as "it is a web page"
 */
export function foreignRefusalError(
	refusal: Refusal,
	content: string,
	context: ErrorContext,
): ProviderError {
	const { kind, status } = refusal;
	const { providerTitle, credentialTitle } = context;
	const address = `'Base URL' in the credential '${credentialTitle}'`;
	const suspect = status === PROXY_REFUSED ? 'inBetween' : SUSPECTS[kind];
	if (suspect === 'none') return refusalError(refusal, context);
	if (suspect === 'address') {
		const { message } = WORDS[kind](status, { ...context, resourceLabel: undefined });
		const rest = kind === 'badRequest' ? ', then the parameters' : '';
		const description = `${upperFirst(content)}, so it hardly comes from the API. Check ${address}${rest}`;
		return new ProviderError(kind, message, { description, status });
	}
	return new ProviderError(
		kind,
		`The address of ${providerTitle} refused the request (HTTP ${status}), not in the form of its API`,
		{
			description: `${upperFirst(content)}. A firewall, a proxy or a content delivery network may have refused it: check ${address}, and that the address of this n8n is allowed there. If nothing stands in between, check 'API Key' and the plan`,
			status,
		},
	);
}

/** Everything the provider itself says in a response, without secrets. */
function wordsOf({ message, fieldErrors }: Refusal, { redact }: ErrorContext): string {
	const fields = Object.entries(fieldErrors).map(
		([field, complaints]) => `${field}: ${complaints.join(' ')}`,
	);
	const text = redact([message, ...fields].filter((part) => part !== '').join(' '));
	return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}

function quote(providerMessage: string, { providerTitle }: ErrorContext): string {
	return providerMessage === '' ? '' : `. ${providerTitle} says: ${providerMessage}`;
}

/** Whether a status is 2xx. */
export function isSuccess(status: number): boolean {
	return status >= 200 && status <= 299;
}

function upperFirst(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

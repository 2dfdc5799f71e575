import { ProviderError } from './ProviderError';
import { entryOf } from '../domain/text';
import type { ErrorContext } from './types';

interface ExceptionContext extends ErrorContext {
	cancelled: boolean;
	/** Whether the deadline of the request has passed, `timeout` milliseconds after its start. */
	timedOut: boolean;
	timeout: number;
}

// With these codes, the request certainly has not reached the provider.
const NEVER_ARRIVED: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'the host name is not known',
	EAI_AGAIN: 'the host name could not be looked up',
	EHOSTUNREACH: 'the host cannot be reached',
	ENETUNREACH: 'the network cannot be reached',
	CERT_HAS_EXPIRED: 'its certificate has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain is self-signed',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const TIMEOUT_CODES = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];

/**
 * Turns whatever n8n's request helper threw into an error in plain words. There was no response, or
 * only part of one.
 */
export function errorFromException(
	exception: unknown,
	errorContext: ExceptionContext,
): ProviderError {
	const { providerTitle, credentialTitle } = errorContext;
	if (errorContext.cancelled) {
		return new ProviderError('cancelled', 'The execution was cancelled', {
			description: `A request to ${providerTitle} was under way`,
		});
	}

	const code = findCode(exception);
	if (errorContext.timedOut || TIMEOUT_CODES.includes(code)) {
		const bound = errorContext.endSetBy
			? `'${errorContext.endSetBy}'`
			: "'Request Timeout' in the options";
		return new ProviderError(
			'timedOut',
			`${providerTitle} did not answer within ${Math.round(errorContext.timeout / 100) / 10} seconds`,
			{ description: `Try again, or raise ${bound}` },
		);
	}
	const block = causes(exception).find(isSsrfBlock);
	if (block !== undefined) {
		const description = 'description' in block ? String(block.description) : '';
		return new ProviderError('blocked', block.message, { description });
	}
	const reason = entryOf(NEVER_ARRIVED, code);
	if (reason !== undefined) {
		return new ProviderError('unreachable', `${providerTitle} could not be reached: ${reason}`, {
			description: `Check 'Base URL' in the credential '${credentialTitle}', and the network and proxy of this n8n`,
		});
	}
	return new ProviderError('connectionLost', `The connection to ${providerTitle} was lost`, {
		description: `Try again in a moment (${errorContext.redact(code || textOf(exception))})`,
	});
}

/**
 * n8n wraps the error of its HTTP library, sometimes more than once. Up to n8n 2.20, the wrapper
 * loses its cause, and only its `httpCode` says what happened.
 */
function findCode(exception: unknown): string {
	for (const error of causes(exception)) {
		const { code, httpCode } = error as { code?: unknown; httpCode?: unknown };
		const name = [code, httpCode].find((one) => typeof one === 'string' && /^[A-Z]/.test(one));
		if (name !== undefined) return String(name);
	}
	return '';
}

// n8n's own words for a block are the best there are: they name the setting to change
// (@n8n/backend-network, ssrf: `SsrfBlockedIpError` and `SsrfBlockedHostnameError`).
function isSsrfBlock(error: Error): boolean {
	return /^SsrfBlocked/.test(error.name);
}

function causes(exception: unknown): Error[] {
	const found: Error[] = [];
	let error: unknown = exception;
	while (error instanceof Error && found.length < 5) {
		found.push(error);
		error = error.cause;
	}
	return found;
}

function textOf(exception: unknown): string {
	return exception instanceof Error ? exception.message : 'no further details';
}

import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { deadline, uptime } from './clock';
import { errorFromException } from './connectionErrors';
import { readBody } from './readResponse';
import { RequestSignal } from './RequestSignal';
import type {
	ApiContext,
	ApiRequest,
	Endpoint,
	ErrorContext,
	FullResponse,
	RequestBounds,
} from './types';

// In milliseconds. Even at the end of an item's time, a request gets a chance to succeed.
const MIN_TIMEOUT = 1000;

/** One request, with everything needed to send it. */
export interface Exchange {
	context: ApiContext;
	endpoint: Endpoint;
	credentials: ICredentialDataDecryptedObject;
	baseUrl: string;
	request: ApiRequest;
	bounds: RequestBounds;
	/** @param boundsMatter whether the bounds of the item may be the cause of the error */
	errorContext: (boundsMatter: boolean) => ErrorContext;
	/** Aborts when the execution is cancelled. */
	signal: AbortSignal | undefined;
}

/**
 * Sends one request with n8n's own helper and reads the whole response, whatever its status.
 *
 * @throws {ProviderError} when there is no response, or only part of one
 */
export async function exchange({
	context,
	endpoint,
	credentials,
	baseUrl,
	request,
	bounds,
	errorContext,
	signal,
}: Exchange): Promise<FullResponse> {
	const timeout = timeFor(bounds);
	const late = deadline(timeout);
	const end = new RequestSignal(signal ? [late, signal] : [late]);
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${baseUrl}${request.path}`,
		headers: { Accept: request.image ? 'image/png, application/json' : 'application/json' },
		// Otherwise n8n would read any amount before this node sees the first byte.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// By default, n8n sends the key to whatever host a redirect names.
		disableFollowRedirect: true,
		timeout,
		...(request.query ? { qs: request.query } : {}),
		...(request.body ? { body: request.body } : {}),
	};
	const { credentialType: type, credentialTitle: name } = endpoint;
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, end.signal),
			type,
			options,
			{ credentialsDecrypted: { id: '', name, type, data: credentials } },
		)) as FullResponse<AsyncIterable<Buffer>>;
		return { ...response, body: await readBody(response, end.abort) };
	} catch (error) {
		throw errorFromException(error, {
			...errorContext(timeout < bounds.requestTimeout),
			cancelled: signal?.aborted ?? false,
			timedOut: late.aborted,
			timeout,
		});
	} finally {
		end.release();
	}
}

/**
 * n8n's request helper overwrites the request's own abort signal with the one its caller reports
 * (n8n-core, `httpRequestWithAuthentication`), and its `timeout` bounds silence, not the whole
 * response. So the caller reports a signal that also aborts at the deadline.
 */
function withSignal(context: ApiContext, signal: AbortSignal): IExecuteFunctions {
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as IExecuteFunctions;
}

/** Milliseconds the next request may take. */
function timeFor({ requestTimeout, endsAt = Infinity }: RequestBounds): number {
	return Math.min(requestTimeout, Math.max(MIN_TIMEOUT, endsAt - uptime()));
}

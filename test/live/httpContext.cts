import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { EnvHttpProxyAgent, fetch } from 'undici';

import { authenticateWith } from '../../nodes/transport/authenticate.ts';
import { parseJson, readHeaders } from '../../nodes/transport/decode.ts';
import type { ApiContext, Endpoint } from '../../nodes/transport/types.ts';
import type { Exchange } from './Evidence.cts';

/** How `ApiClient` calls the helper of n8n that sends a request with a credential. */
type SendRequest = (
	this: { getExecutionCancelSignal(): AbortSignal },
	credentialType: string,
	options: IHttpRequestOptions,
	additional: { credentialsDecrypted: { data: ICredentialDataDecryptedObject } },
) => Promise<{ statusCode: number; headers: Record<string, string>; body: AsyncIterable<Buffer> }>;

/**
 * Makes what `ApiClient` needs of n8n: the one helper that sends requests, as n8n does, but without
 * n8n. The proxy is that of the environment, and redirects are not followed.
 *
 * @param observe gets every response once it has arrived whole
 */
export function createContext(
	endpoint: Endpoint,
	observe: (exchange: Exchange) => void,
): ApiContext {
	const authenticate = authenticateWith(endpoint);
	const dispatcher = new EnvHttpProxyAgent();
	const httpRequestWithAuthentication: SendRequest = async function (_type, options, additional) {
		const started = performance.now();
		const {
			method = 'GET',
			url,
			headers,
			qs,
			body: content,
		} = await authenticate(additional.credentialsDecrypted.data, options);
		const address = new URL(url);
		address.search = new URLSearchParams(qs as Record<string, string>).toString();
		const response = await request(address, {
			method,
			headers: {
				...(headers as Record<string, string>),
				...(content !== undefined && { 'Content-Type': 'application/json' }),
			},
			...(content !== undefined && { body: JSON.stringify(content) }),
			redirect: 'manual',
			signal: this.getExecutionCancelSignal(),
			dispatcher,
		});
		const received = Object.fromEntries(response.headers);
		const finish = (bytes: Buffer): void => {
			observe({
				status: response.status,
				headers: readHeaders(received),
				json: parseJson(bytes),
				milliseconds: performance.now() - started,
			});
		};
		const body = observed(response.body ?? [], finish);
		return { statusCode: response.status, headers: received, body };
	};
	return { helpers: { httpRequestWithAuthentication } } as unknown as ApiContext;
}

/** As `fetch`, whose error hides in its cause what has happened to the connection. */
async function request(...[url, init]: Parameters<typeof fetch>): ReturnType<typeof fetch> {
	try {
		return await fetch(url, init);
	} catch (error) {
		const { cause } = error as { cause?: { code?: unknown } };
		if (typeof cause?.code !== 'string') throw error;
		throw Object.assign(new Error('the request has failed', { cause }), { code: cause.code });
	}
}

/** Hands a body on as it arrives, and reports what was taken of it; nothing when it breaks off. */
async function* observed(
	body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	finish: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
	const pieces: Buffer[] = [];
	let isBroken = false;
	try {
		for await (const chunk of body) {
			const piece = Buffer.from(chunk);
			pieces.push(piece);
			yield piece;
		}
	} catch (error) {
		isBroken = true;
		throw error;
	} finally {
		// Also when the reader has stopped because it is too large.
		if (!isBroken) finish(Buffer.concat(pieces));
	}
}

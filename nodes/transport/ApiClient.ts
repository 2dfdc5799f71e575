import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { readApiKey, readBaseUrl, addressRules } from '../domain/credentialFields';
import { hideSecrets } from '../domain/redact';
import { parseRetryAfter } from '../domain/retryAfter';
import { now, uptime, wait } from './clock';
import { exchange } from './httpExchange';
import { ProviderError } from './ProviderError';
import type { Permit, RateLimit, RateLimiter } from './RateLimiter';
import { readResponse, receive } from './readResponse';
import { rateLimitError } from './responseErrors';
import { SecretRegistry } from './SecretRegistry';
import {
	type Api,
	type ApiContext,
	type ApiRequest,
	type ApiResponse,
	type Endpoint,
	type ErrorContext,
	type ReceivedResponse,
	type RequestBounds,
	type Send,
} from './types';

// In milliseconds. A longer wait is not trusted, because some servers send a point in time as
// seconds.
const MAX_RETRY_AFTER = 120_000;

// In milliseconds, for a 429 without 'Retry-After' from an endpoint without a documented limit.
const USUAL_RETRY_AFTER = 10_000;

/** Where the requests of an account go, and the key that they carry. */
export interface Access {
	baseUrl: string;
	apiKey: string;
	/** Identifies the account by its address and key. Keep it in memory only. */
	accountId: string;
}

/**
 * Reads the address and the key of a credential. However they are written, the same address and key
 * give the same account.
 *
 * @throws {ParameterError} when one of them cannot be used
 */
export function readAccess(
	endpoint: Endpoint,
	credentials: ICredentialDataDecryptedObject,
): Access {
	const baseUrl = readBaseUrl(credentials.baseUrl, addressRules(endpoint));
	const apiKey = readApiKey(credentials.apiKey);
	const accountId = createHash('sha256').update(`${baseUrl} ${apiKey}`).digest('hex');
	return { baseUrl, apiKey, accountId };
}

interface Dependencies {
	context: ApiContext;
	api: Api;
	credentials: ICredentialDataDecryptedObject;
	/** Keeps the limits of this account; clients that share it share the limits. */
	limiter: RateLimiter;
	/** Aborts when the execution is cancelled. */
	signal?: AbortSignal | undefined;
}

/**
 * All requests of one run to one account. The only place that handles HTTP: authentication, limits,
 * redirects, timeouts, decoding and errors.
 */
export class ApiClient {
	/** Identifies this client without keeping it in memory. */
	readonly id = Symbol('client');

	/** Identifies the account. Keep it in memory only. */
	readonly accountId: string;

	/** What must not leave the node. */
	readonly secrets: SecretRegistry;

	/** Milliseconds that all items together have waited for the provider's limits. */
	waitedForLimits = 0;

	private readonly access: Access;

	private readonly signal: AbortSignal | undefined;

	/** @throws {ParameterError} when the credential's address or key cannot be used */
	constructor(private readonly dependencies: Dependencies) {
		const { api, credentials, signal } = dependencies;
		this.access = readAccess(api.endpoint, credentials);
		this.accountId = this.access.accountId;
		this.signal = signal;
		this.secrets = new SecretRegistry(api.secrets);
		this.secrets.add(this.access.apiKey);
		this.secrets.add(credentials.webhookSecret);
	}

	/** Returns the function that sends requests within an item's bounds. */
	sender(bounds: RequestBounds): Send {
		return async (request) => await this.send(request, bounds);
	}

	/**
	 * Pauses between two requests.
	 *
	 * @throws {ProviderError} of kind `cancelled` when the execution is cancelled in the meantime
	 */
	async pause(milliseconds: number): Promise<void> {
		if (!(await wait(milliseconds, this.signal))) throw this.cancelled();
	}

	private async send(request: ApiRequest, bounds: RequestBounds): Promise<ApiResponse> {
		const { api, context, credentials } = this.dependencies;
		const permit = request.limit && (await this.acquire(request, request.limit, bounds));
		try {
			for (;;) {
				await this.confirm(bounds, permit);
				const answer = await exchange({
					context,
					endpoint: api.endpoint,
					credentials,
					baseUrl: this.access.baseUrl,
					request,
					bounds,
					errorContext: (late) => this.errorContext(request, late ? bounds : undefined),
					signal: this.signal,
				});
				const response = receive(request, answer, api.errors);
				if (response.status !== 429) {
					return readResponse(request, response, this.errorContext(request));
				}
				const sendAgain = permit?.refused();
				try {
					await this.waitAfterRefusal(request, response, bounds);
				} finally {
					sendAgain?.();
				}
			}
		} finally {
			permit?.end();
		}
	}

	private async acquire(
		request: ApiRequest,
		limit: RateLimit,
		bounds: RequestBounds,
	): Promise<Permit> {
		const { budget, rateLimitWait } = bounds;
		const started = uptime();
		const permit = await this.dependencies.limiter.acquire(limit, budget, this.signal);
		this.waitedForLimits += uptime() - started;
		if (this.signal?.aborted) {
			// Requests that wait for this place must not wait forever.
			permit?.end();
			throw this.cancelled();
		}
		if (permit === null) throw rateLimitError(this.errorContext(request, bounds), rateLimitWait);
		return permit;
	}

	/**
	 * Calls `beforeSending`. When that throws, the next request gets the place of this one at once.
	 */
	private async confirm({ beforeSending }: RequestBounds, permit?: Permit): Promise<void> {
		let isCalledOff = true;
		try {
			await beforeSending?.();
			isCalledOff = false;
		} finally {
			if (isCalledOff) permit?.giveBack();
		}
	}

	private async waitAfterRefusal(
		request: ApiRequest,
		{ headers, refusal }: ReceivedResponse,
		bounds: RequestBounds,
	): Promise<void> {
		const retryAfter = parseRetryAfter(headers['retry-after'], headers.date, now());
		const usual = request.limit?.perMilliseconds ?? USUAL_RETRY_AFTER;
		const pause = Math.min(Math.max(retryAfter ?? usual, 1000), MAX_RETRY_AFTER);
		if (pause > bounds.budget.remaining) {
			throw rateLimitError(this.errorContext(request, bounds), bounds.rateLimitWait, {
				retryAfter,
				refusal,
			});
		}
		bounds.budget.remaining -= pause;
		this.waitedForLimits += pause;
		await this.pause(pause);
	}

	/** @param bounds given where they may be the cause of the error */
	private errorContext(request: ApiRequest, bounds?: RequestBounds): ErrorContext {
		const { title, credentialTitle } = this.dependencies.api.endpoint;
		return {
			providerTitle: title,
			credentialTitle,
			resourceLabel:
				request.resourceLabel && hideSecrets(request.resourceLabel, this.secrets.values),
			endSetBy: bounds?.endSetBy,
			redact: this.secrets.redact,
		};
	}

	private cancelled(): ProviderError {
		return new ProviderError('cancelled', 'The execution was cancelled', {
			description: 'Nothing more was sent to the provider',
		});
	}
}

import { createHash } from 'node:crypto';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { readApiKey, readBaseUrl } from '../domain/credentialFields';
import { parseRetryAfter } from '../domain/retryAfter';
import { hideSecrets, redactText } from '../domain/redact';
import { secretVariants } from '../domain/secretVariants';
import { rateLimitError, type ErrorContext } from './responseErrors';
import { deadline, now, uptime, wait } from './clock';
import { errorFromException } from './connectionErrors';
import { parseJson, readHeaders } from './decode';
import { ProviderError } from './ProviderError';
import { RateLimiter, type Permit, type RateLimit, type WaitBudget } from './RateLimiter';
import { readResponse, readBody, type FullResponse } from './readResponse';
import { RequestSignal } from './RequestSignal';

/** What a client needs to know of the provider it talks to. */
export interface Endpoint {
	title: string;
	credentialType: string;
	credentialTitle: string;
	defaultBaseUrl: string;
}

export interface ProviderRequest {
	method: IHttpRequestMethods;
	/** Path below the base address, its variable parts encoded. */
	path: string;
	query?: Record<string, string>;
	body?: Record<string, unknown>;
	/** Whether a PNG may come instead of JSON. */
	image?: boolean;
	/** Whether a good status is answer enough, because no body is documented. */
	bodyOptional?: boolean;
	limit?: RateLimit;
	/** What a 404 is about, for example `instance 'c9a1…'`. */
	resourceLabel?: string;
}

/** A 2xx answer. `json` is set for JSON, `bytes` always. */
export interface ProviderResponse {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, string>;
	bytes: Buffer;
	json?: unknown;
	/** Makes the error for an answer whose content is not what was asked for. */
	unreadable: (reason: string) => ProviderError;
	/** Makes the error for a list of which only a part came. */
	incomplete: (part: string) => ProviderError;
	/** Makes the error for an answer that says itself that it is none of success. */
	refused: () => ProviderError;
}

/** The bounds of the item a request is made for. */
export interface RequestBounds {
	/** Milliseconds a request may take from its start to the end of its answer. */
	requestTimeout: number;
	/** The uptime at which the last request should be over, however often it was sent. */
	endsAt?: number;
	/** The name of the parameter that sets `endsAt`. */
	endSetBy?: string;
	/** Milliseconds the item may wait for limits at all. */
	rateLimitWait: number;
	/** What is left of `rateLimitWait`. */
	budget: WaitBudget;
	/** Called each time before a request is sent, after any waiting. What it throws calls it off. */
	beforeSending?: () => Promise<void>;
}

/** Sends one request within an item's bounds. */
export type Send = (request: ProviderRequest) => Promise<ProviderResponse>;

export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions;

// A longer wish is not believed at once: some servers send a point in time as seconds.
const MAX_RETRY_AFTER = 120_000;

// For a 429 without 'Retry-After' from an endpoint without a documented limit.
const USUAL_RETRY_AFTER = 10_000;

// Even at the end of its time, a request gets the chance to be answered.
const MIN_TIMEOUT = 1000;

/**
 * All requests of one run to one account. The only place that talks HTTP: authentication, limits,
 * redirects, time-outs, decoding and errors.
 */
export class ApiClient {
	/** Tells this client from others without keeping it in memory. */
	readonly id = Symbol('client');

	/** Tells one account's address and key from another's. To be kept in memory only. */
	readonly accessFingerprint: string;

	private readonly baseUrl: string;

	private readonly apiKey: string;

	private readonly limiter = new RateLimiter();

	private readonly secrets: string[] = [];

	/** Milliseconds all items together have waited for the provider's limits. */
	waitedForLimits = 0;

	/** @throws {ParameterError} when the credential's address or key cannot be used */
	constructor(
		private readonly context: ApiContext,
		private readonly endpoint: Endpoint,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly signal?: AbortSignal,
	) {
		this.baseUrl = readBaseUrl(credentials.baseUrl, endpoint.defaultBaseUrl);
		this.apiKey = readApiKey(credentials.apiKey);
		this.accessFingerprint = fingerprint(`${this.baseUrl} ${this.apiKey}`);
		this.addSecret(this.apiKey);
		if (typeof credentials.webhookSecret === 'string') this.addSecret(credentials.webhookSecret);
	}

	/** Takes this account's secrets, and whatever looks like one, out of a text. */
	readonly redact = (text: string): string => redactText(text, this.secrets);

	/** The secrets that must not leave the node, in all forms. */
	get knownSecrets(): readonly string[] {
		return this.secrets;
	}

	/** Has a secret hidden as well that does not stand in the credential. */
	addSecret(secret: string): void {
		const added = secretVariants(secret).filter((form) => !this.secrets.includes(form));
		this.secrets.push(...added);
	}

	/** Gives the function that sends requests within an item's bounds. */
	sender(bounds: RequestBounds): Send {
		return async (request) => await this.send(request, bounds);
	}

	/**
	 * Pauses between two requests.
	 *
	 * @throws {ProviderError} of kind `cancelled` when the execution is cancelled meanwhile
	 */
	async pause(milliseconds: number): Promise<void> {
		if (!(await wait(milliseconds, this.signal))) throw this.cancelled();
	}

	private async send(request: ProviderRequest, bounds: RequestBounds): Promise<ProviderResponse> {
		const permit = request.limit && (await this.acquire(request, request.limit, bounds));
		try {
			for (;;) {
				await this.confirm(bounds, permit);
				const response = await this.exchange(request, bounds);
				if (response.statusCode !== 429) {
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
		request: ProviderRequest,
		limit: RateLimit,
		bounds: RequestBounds,
	): Promise<Permit> {
		const { budget, rateLimitWait } = bounds;
		const started = uptime();
		const permit = await this.limiter.acquire(limit, budget, this.signal);
		this.waitedForLimits += uptime() - started;
		if (this.signal?.aborted) {
			// Whoever waits for this place must not wait for ever.
			permit?.end();
			throw this.cancelled();
		}
		if (permit === null)
			throw rateLimitError(this.errorContext(request, bounds), rateLimitWait, undefined);
		return permit;
	}

	/** Whoever waits for the place of a request that is called off goes at once. */
	private async confirm({ beforeSending }: RequestBounds, permit?: Permit): Promise<void> {
		let isCalledOff = true;
		try {
			await beforeSending?.();
			isCalledOff = false;
		} finally {
			if (isCalledOff) permit?.giveBack();
		}
	}

	private async exchange(request: ProviderRequest, bounds: RequestBounds): Promise<FullResponse> {
		const timeout = timeFor(bounds);
		const late = deadline(timeout);
		const end = new RequestSignal(this.signal ? [late, this.signal] : [late]);
		const options: IHttpRequestOptions = {
			method: request.method,
			url: `${this.baseUrl}${request.path}`,
			headers: { Accept: request.image ? 'image/png, application/json' : 'application/json' },
			// Otherwise n8n would take in any amount before this node sees the first byte.
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// By default n8n sends the key along to whatever host a redirect names.
			disableFollowRedirect: true,
			timeout,
			...(request.query ? { qs: request.query } : {}),
			...(request.body ? { body: request.body } : {}),
		};
		try {
			const response = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.contextWithSignal(end.signal),
				this.endpoint.credentialType,
				options,
				{ credentialsDecrypted: this.decrypted() },
			)) as FullResponse<AsyncIterable<Buffer>>;
			return { ...response, body: await readBody(response, end.abort) };
		} catch (error) {
			throw errorFromException(error, {
				...this.errorContext(request, timeout < bounds.requestTimeout ? bounds : undefined),
				cancelled: this.signal?.aborted ?? false,
				timedOut: late.aborted,
				timeout,
			});
		} finally {
			end.release();
		}
	}

	/**
	 * n8n's request helper overwrites the request's own abort signal by the one its caller reports
	 * (n8n-core, `httpRequestWithAuthentication`), and its `timeout` bounds silence, not the whole
	 * answer. So the caller reports a signal that also aborts at the deadline.
	 */
	private contextWithSignal(signal: AbortSignal): IExecuteFunctions {
		return Object.create(this.context, {
			getExecutionCancelSignal: { value: () => signal },
		}) as IExecuteFunctions;
	}

	private decrypted() {
		return {
			id: '',
			name: this.endpoint.credentialTitle,
			type: this.endpoint.credentialType,
			data: this.credentials,
		};
	}

	private async waitAfterRefusal(
		request: ProviderRequest,
		response: FullResponse,
		bounds: RequestBounds,
	): Promise<void> {
		const headers = readHeaders(response.headers);
		const asked = parseRetryAfter(headers['retry-after'], headers.date, now());
		const usual = request.limit?.perMilliseconds ?? USUAL_RETRY_AFTER;
		const pause = Math.min(Math.max(asked ?? usual, 1000), MAX_RETRY_AFTER);
		if (pause > bounds.budget.remaining) {
			const providerMessage = parseJson(response.body);
			throw rateLimitError(
				this.errorContext(request, bounds),
				bounds.rateLimitWait,
				asked,
				providerMessage,
			);
		}
		bounds.budget.remaining -= pause;
		this.waitedForLimits += pause;
		await this.pause(pause);
	}

	/** @param bounds where they may be what went wrong */
	private errorContext(request: ProviderRequest, bounds?: RequestBounds): ErrorContext {
		return {
			providerTitle: this.endpoint.title,
			credentialTitle: this.endpoint.credentialTitle,
			resourceLabel: request.resourceLabel && hideSecrets(request.resourceLabel, this.secrets),
			endSetBy: bounds?.endSetBy,
			redact: this.redact,
		};
	}

	private cancelled(): ProviderError {
		return new ProviderError('cancelled', 'The execution was cancelled', {
			description: 'Nothing more was sent to the provider',
		});
	}
}

function fingerprint(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** Milliseconds the next request may take. */
function timeFor({ requestTimeout, endsAt = Infinity }: RequestBounds): number {
	return Math.min(requestTimeout, Math.max(MIN_TIMEOUT, endsAt - uptime()));
}

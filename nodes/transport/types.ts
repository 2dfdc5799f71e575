import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { PlainHttp } from '../domain/credentialFields';
import type { SecretRules } from '../domain/redact';
import type { ProviderError, ProviderErrorKind } from './ProviderError';
import type { RateLimit, WaitBudget } from './RateLimiter';

/** The request header that carries the API key, and the scheme before the key, if there is one. */
export interface KeyHeader {
	readonly name: string;
	readonly scheme: 'Bearer' | null;
}

/** How an API is reached. A credential needs nothing else from a provider. */
export interface Endpoint {
	/** The name people know the provider by. */
	readonly title: string;
	readonly credentialType: string;
	readonly credentialTitle: string;
	/** The address of the API, or an example where every user has their own. */
	readonly address: { readonly default: string } | { readonly example: string };
	readonly keyHeader: KeyHeader;
	/** Where plain http is allowed. */
	readonly plainHttp: PlainHttp;
}

/**
 * The kinds of errors that a provider expresses by its response; only the transport finds the
 * others.
 */
export type RefusalKind = Exclude<
	ProviderErrorKind,
	| 'blocked'
	| 'cancelled'
	| 'connectionLost'
	| 'rateLimited'
	| 'timedOut'
	| 'unreachable'
	| 'unreadable'
>;

/** What a response that is not a success says. */
export interface Refusal {
	kind: RefusalKind;
	/** The HTTP status that it stands for; in a 2xx response, the body may name another one. */
	status: number;
	/** The provider's own words; empty when it says nothing. */
	message: string;
	/** The provider's complaints, by field name. */
	fieldErrors: Record<string, string[]>;
}

/** How a provider reports that a request has failed. */
export interface ErrorReader {
	/** Whether the JSON of a 2xx response itself says that the request has failed. */
	isFailure(json: unknown): boolean;
	/**
	 * Reads a response that is not a success.
	 *
	 * @param body the parsed JSON, or `undefined` when there was none
	 */
	read(status: number, body: unknown): Refusal;
}

/** What the transport needs to know about an API. */
export interface Api {
	readonly endpoint: Endpoint;
	readonly secrets: SecretRules;
	readonly errors: ErrorReader;
}

/** One request to a provider. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path below the base URL, with its variable parts encoded. */
	path: string;
	query?: Record<string, string>;
	body?: Record<string, unknown>;
	/** Whether the response may be a PNG instead of JSON. */
	image?: boolean;
	/** Whether a 2xx status is enough, because no body is documented. */
	bodyOptional?: boolean;
	/**
	 * Whether a 2xx response that says that something failed shows that the request was carried out all
	 * the same: a created instance exists, whatever else failed.
	 */
	wasCarriedOut?: (json: unknown) => boolean;
	limit?: RateLimit;
	/** What a 404 is about, for example `instance 'c9a1…'`. */
	resourceLabel?: string;
}

/** A response whose body has been read. */
export interface ReceivedResponse {
	/** As its body reports it, where that says that a 2xx response is an error. */
	status: number;
	/** Header names in lower case. */
	headers: Record<string, string>;
	bytes: Buffer;
	/** The parsed JSON, or `undefined` when there was none. */
	json: unknown;
	/** What it says when it is not a success. */
	refusal: Refusal | null;
}

/** A 2xx response. `json` is set for JSON, `bytes` always. */
export interface ApiResponse {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, string>;
	bytes: Buffer;
	json?: unknown;
	/** Makes the error for a response whose content is not what was requested. */
	unreadable: (reason: string) => ProviderError;
	/** Makes the error for a list of which only a part arrived. */
	incomplete: (part: string) => ProviderError;
}

/** The bounds of the item a request is made for. */
export interface RequestBounds {
	/** Milliseconds a request may take from its start to the end of its response. */
	requestTimeout: number;
	/** The `uptime` by which the last request should be over, however often it is sent. */
	endsAt?: number;
	/** The name of the parameter that sets `endsAt`. */
	endSetBy?: string;
	/** Milliseconds the item may wait for rate limits in total. */
	rateLimitWait: number;
	/** What is left of `rateLimitWait`. */
	budget: WaitBudget;
	/**
	 * Called each time before a request is sent, after any wait. If it throws, the request is not
	 * sent.
	 */
	beforeSending?: () => Promise<void>;
}

/**
 * Sends one request within an item's bounds.
 *
 * @throws {ProviderError}
 */
export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** The contexts of n8n that can send requests. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

/** A response as received. */
export interface FullResponse<Body = Buffer> {
	body: Body;
	headers: Record<string, unknown>;
	statusCode: number;
}

/** What error texts need to know about the provider and the request. */
export interface ErrorContext {
	providerTitle: string;
	credentialTitle: string;
	/**
	 * What a 404 is about, for example `instance 'c9a1…'`; absent where it is not about a single
	 * thing.
	 */
	resourceLabel?: string | undefined;
	/** The name of the parameter that left the request no more time; absent when the options did. */
	endSetBy?: string | undefined;
	/** Removes secrets from what the provider said. */
	redact: (text: string) => string;
}

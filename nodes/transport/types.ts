import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import type { AddressRules, PlainHttp } from '../domain/credentialFields';
import type { SecretRules } from '../domain/redact';
import type { ProviderError, ProviderErrorKind } from './ProviderError';
import type { RateLimit, WaitBudget } from './RateLimiter';

/** The request header that carries the API key, with the word before it, if there is one. */
export interface KeyHeader {
	readonly name: string;
	readonly scheme: 'Bearer' | null;
}

/** How an API is reached. A credential needs no more than this of a provider. */
export interface Endpoint {
	/** What people call the provider. */
	readonly title: string;
	readonly credentialType: string;
	readonly credentialTitle: string;
	/** The address of the API, or an example of one where everybody has their own. */
	readonly address: { readonly default: string } | { readonly example: string };
	readonly keyHeader: KeyHeader;
	/** Where plain http is allowed. */
	readonly plainHttp: PlainHttp;
}

/** What the 'Base URL' of an endpoint may be. */
export function addressRules({ address, plainHttp }: Endpoint): AddressRules {
	return { example: 'default' in address ? address.default : address.example, plainHttp };
}

/** The kinds of errors that a response can mean; the others come about without one. */
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

/** What a response says that is not a success. */
export interface Refusal {
	kind: RefusalKind;
	/** The provider's own words; empty when it says nothing. */
	message: string;
	/** The provider's complaints, by the name of the field. */
	fieldErrors: Record<string, string[]>;
}

/** How a provider says that a request has failed. */
export interface ErrorReader {
	/** Whether the JSON of a 2xx response says itself that the request has failed. */
	isFailure(json: unknown): boolean;
	/**
	 * Reads a response that is not a success.
	 *
	 * @param body the parsed JSON, or `undefined` when there was none
	 */
	read(status: number, body: unknown): Refusal;
}

/** What the transport has to know of an API. */
export interface Api {
	readonly endpoint: Endpoint;
	readonly secrets: SecretRules;
	readonly errors: ErrorReader;
}

/** One request to a provider. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Path below the base URL, its variable parts encoded. */
	path: string;
	query?: Record<string, string>;
	body?: Record<string, unknown>;
	/** Whether a PNG may come instead of JSON. */
	image?: boolean;
	/** Whether a 2xx status is enough, because no body is documented. */
	bodyOptional?: boolean;
	limit?: RateLimit;
	/** What a 404 is about, for example `instance 'c9a1…'`. */
	resourceLabel?: string;
}

/** A 2xx response. `json` is set for JSON, `bytes` always. */
export interface ApiResponse {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, string>;
	bytes: Buffer;
	json?: unknown;
	/** Makes the error for a response whose content is not what was asked for. */
	unreadable: (reason: string) => ProviderError;
	/** Makes the error for a list of which only a part came. */
	incomplete: (part: string) => ProviderError;
}

/** The bounds of the item a request is made for. */
export interface RequestBounds {
	/** Milliseconds a request may take from its start to the end of its response. */
	requestTimeout: number;
	/** The uptime at which the last request should be over, however often it was sent. */
	endsAt?: number;
	/** The name of the parameter that sets `endsAt`. */
	endSetBy?: string;
	/** Milliseconds the item may wait for rate limits in all. */
	rateLimitWait: number;
	/** What is left of `rateLimitWait`. */
	budget: WaitBudget;
	/** Called each time before a request is sent, after any waiting. What it throws calls it off. */
	beforeSending?: () => Promise<void>;
}

/** Sends one request within an item's bounds. @throws {ProviderError} */
export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** The contexts of n8n that can send requests. */
export type ApiContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions;

/** A response as it came in. */
export interface FullResponse<Body = Buffer> {
	body: Body;
	headers: Record<string, unknown>;
	statusCode: number;
}

/** What the texts of errors need to know about the provider and the request. */
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

/** What can go wrong between this node and a provider; each kind has its own text. */
export type ProviderErrorKind =
	| 'badRequest'
	| 'blocked'
	| 'cancelled'
	| 'conflict'
	| 'connectionLost'
	| 'forbidden'
	| 'invalidKey'
	| 'notFound'
	| 'providerFailure'
	| 'rateLimited'
	| 'redirected'
	| 'timedOut'
	| 'unreachable'
	| 'unreadable'
	| 'validation';

const CONCERNS_ACCOUNT: readonly ProviderErrorKind[] = [
	'blocked',
	'cancelled',
	'forbidden',
	'invalidKey',
	'rateLimited',
	'redirected',
	'unreachable',
];

interface Details {
	description: string;
	/** HTTP status, when there was an answer. */
	status?: number;
	/** The provider's own words, without secrets. */
	providerMessage?: string;
	/** The provider's complaints, field by field (Hypersender seed, `ValidationError`). */
	fieldErrors?: Record<string, string[]>;
}

/**
 * A request that did not bring what was asked for. `message` says what happened, `description`
 * what to do about it, both without secrets.
 */
export class ProviderError extends Error {
	readonly description: string;

	readonly status: number | undefined;

	readonly providerMessage: string;

	readonly fieldErrors: Record<string, string[]>;

	constructor(
		readonly kind: ProviderErrorKind,
		message: string,
		{ description, status, providerMessage = '', fieldErrors = {} }: Details,
	) {
		super(message);
		this.description = description;
		this.status = status;
		this.providerMessage = providerMessage;
		this.fieldErrors = fieldErrors;
	}

	/** Whether every other request of this account would meet the same end just now. */
	get isAccountWide(): boolean {
		return CONCERNS_ACCOUNT.includes(this.kind);
	}

	/**
	 * Whether the provider may have carried the request out all the same: it got the request, and
	 * nobody knows what became of it.
	 */
	get outcomeUnknown(): boolean {
		return ['connectionLost', 'providerFailure', 'timedOut', 'unreadable'].includes(this.kind);
	}
}

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

/** Whether waiting for a status may continue after an error. */
type Waiting =
	/** The same request may succeed in a moment. */
	| 'mayHelp'
	/** Only if an earlier request has succeeded: otherwise, for example, the address is wrong. */
	| 'mayHelpOnceReached'
	/** The next request would meet the same error. */
	| 'cannotHelp';

/** What the code needs to know about a kind of error to decide what to do next. */
export interface ErrorTraits {
	/** Whether the execution was cancelled. */
	readonly isCancellation: boolean;
	/** Whether what the request was about does not exist. */
	readonly meansMissing: boolean;
	/** Whether the provider refused something because of the instance's state. */
	readonly isConflict: boolean;
	/** Whether a rate limit was reached. */
	readonly isRateLimit: boolean;
	/** Whether every other request of this account would currently meet the same error. */
	readonly isAccountWide: boolean;
	/** Whether even a different kind of request of this account would fail. */
	readonly blocksEveryRequest: boolean;
	/**
	 * Whether it lasts for the rest of the run, so that repeating the request within it is useless.
	 */
	readonly lastsForRun: boolean;
	/**
	 * Whether the provider may have carried out the request anyway: it may have received it, and the
	 * outcome is unknown.
	 */
	readonly outcomeUnknown: boolean;
	/** Whether the provider refused what was requested for an instance. */
	readonly isRefusal: boolean;
	/** Whether the status of the instance may be the cause. */
	readonly mayBeInstanceStatus: boolean;
	/** Whether the same request may succeed a moment later. */
	readonly isTransient: boolean;
	readonly waiting: Waiting;
}

const NONE: ErrorTraits = {
	isCancellation: false,
	meansMissing: false,
	isConflict: false,
	isRateLimit: false,
	isAccountWide: false,
	blocksEveryRequest: false,
	lastsForRun: false,
	outcomeUnknown: false,
	isRefusal: false,
	mayBeInstanceStatus: false,
	isTransient: false,
	waiting: 'mayHelp',
};

/** The traits of every kind of error, in one table. */
export const ERROR_TRAITS = {
	badRequest: { ...NONE, isRefusal: true, mayBeInstanceStatus: true, waiting: 'cannotHelp' },
	blocked: {
		...NONE,
		isAccountWide: true,
		blocksEveryRequest: true,
		lastsForRun: true,
		waiting: 'cannotHelp',
	},
	cancelled: { ...NONE, isCancellation: true, isAccountWide: true, blocksEveryRequest: true },
	conflict: {
		...NONE,
		isConflict: true,
		isRefusal: true,
		mayBeInstanceStatus: true,
		waiting: 'cannotHelp',
	},
	connectionLost: { ...NONE, outcomeUnknown: true },
	forbidden: { ...NONE, isAccountWide: true, lastsForRun: true, waiting: 'cannotHelp' },
	invalidKey: {
		...NONE,
		isAccountWide: true,
		blocksEveryRequest: true,
		lastsForRun: true,
		waiting: 'cannotHelp',
	},
	notFound: { ...NONE, meansMissing: true, waiting: 'mayHelpOnceReached' },
	providerFailure: {
		...NONE,
		outcomeUnknown: true,
		mayBeInstanceStatus: true,
		isTransient: true,
	},
	rateLimited: { ...NONE, isRateLimit: true, isAccountWide: true },
	redirected: {
		...NONE,
		isAccountWide: true,
		blocksEveryRequest: true,
		lastsForRun: true,
		waiting: 'cannotHelp',
	},
	timedOut: { ...NONE, outcomeUnknown: true },
	unreachable: {
		...NONE,
		isAccountWide: true,
		blocksEveryRequest: true,
		lastsForRun: true,
		waiting: 'mayHelpOnceReached',
	},
	unreadable: { ...NONE, outcomeUnknown: true, waiting: 'mayHelpOnceReached' },
	validation: { ...NONE, mayBeInstanceStatus: true, waiting: 'cannotHelp' },
} satisfies Record<ProviderErrorKind, ErrorTraits>;

const ENDPOINT_MISSING = [404, 405, 410, 501];

interface Details {
	description: string;
	/** HTTP status, when there was a response. */
	status?: number;
	/** The provider's own words, without secrets. */
	providerMessage?: string;
	/** The provider's complaints, by field name. */
	fieldErrors?: Record<string, string[]>;
}

/**
 * A request that did not succeed. `message` says what happened, `description` what to do about it,
 * both without secrets.
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

	/** Whether the provider has nothing at the address of the request, for any instance. */
	get isEndpointMissing(): boolean {
		return this.status !== undefined && ENDPOINT_MISSING.includes(this.status);
	}

	/** The same error with another description. */
	withDescription(description: string): ProviderError {
		const { kind, message, status, providerMessage, fieldErrors } = this;
		return new ProviderError(kind, message, {
			description,
			providerMessage,
			fieldErrors,
			...(status === undefined ? {} : { status }),
		});
	}

	/** What the code needs to know to decide what to do next. */
	get traits(): ErrorTraits {
		return ERROR_TRAITS[this.kind];
	}
}

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

/** Whether waiting for a status may go on after an error. */
type Waiting =
	/** The same request may succeed in a moment. */
	| 'mayHelp'
	/** Only if a request has succeeded before: otherwise the address, for example, is wrong. */
	| 'mayHelpOnceReached'
	/** The next request would meet the same error. */
	| 'cannotHelp';

/** What the code needs to know of a kind of error to decide what to do next. */
export interface ErrorTraits {
	/** Whether the execution was cancelled. */
	readonly isCancellation: boolean;
	/** Whether what the request was about does not exist. */
	readonly meansMissing: boolean;
	/** Whether the provider refused what does not fit the state of the instance. */
	readonly isConflict: boolean;
	/** Whether a rate limit was reached. */
	readonly isRateLimit: boolean;
	/** Whether every other request of this account would meet the same error just now. */
	readonly isAccountWide: boolean;
	/** Whether not even another kind of request of this account could succeed. */
	readonly blocksEveryRequest: boolean;
	/** Whether it stays for the rest of the run, so that asking again within it is useless. */
	readonly lastsForRun: boolean;
	/**
	 * Whether the provider may have carried the request out all the same: it got the request, and
	 * nobody knows what became of it.
	 */
	readonly outcomeUnknown: boolean;
	/** Whether the provider refused what was asked of an instance. */
	readonly isRefusal: boolean;
	/** Whether the status of the instance may be the reason. */
	readonly mayBeInstanceStatus: boolean;
	/** Whether a moment later the same request may bring what it did not bring now. */
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

/** The one table that says of each kind of error what the code decides by. */
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

interface Details {
	description: string;
	/** HTTP status, when there was a response. */
	status?: number;
	/** The provider's own words, without secrets. */
	providerMessage?: string;
	/** The provider's complaints, by the name of the field. */
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

	/** What the code decides by. */
	get traits(): ErrorTraits {
		return ERROR_TRAITS[this.kind];
	}
}

import { isRecord } from '../../nodes/domain/json.ts';
import type { ProviderError } from '../../nodes/transport/ProviderError.ts';

/** One response, as it arrived. It stays in memory: what is printed goes through `cleaning.cts`. */
export interface Exchange {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, string>;
	/** The parsed JSON, or `undefined` when there was none. */
	json: unknown;
	/** From sending the request to the end of the response. */
	milliseconds: number;
}

// What stands in these fields are words of the provider's own, not somebody's.
const OWN_WORDS = /^(status|state|connectionState|reason|message|errors?|details)$/;

/**
 * What a run of the check has seen, by the step that saw it.
 *
 * @typeParam Step the steps of one provider, so that no judge asks for one that is never taken
 */
export class Evidence<Step extends string = string> {
	private readonly exchanges: { step: string; exchange: Exchange }[] = [];

	private readonly errors = new Map<string, ProviderError>();

	/** Adds a response; a step may have several. */
	add(step: string, exchange: Exchange): void {
		this.exchanges.push({ step, exchange });
	}

	/** Notes that a step ended with an error. */
	fail(step: string, error: ProviderError): void {
		this.errors.set(step, error);
	}

	/** The responses of a step, oldest first. */
	of(step: Step): Exchange[] {
		return this.exchanges.filter((one) => one.step === step).map(({ exchange }) => exchange);
	}

	/** The last response of a step; `undefined` when there was none. */
	last(step: Step): Exchange | undefined {
		return this.of(step).at(-1);
	}

	/** The error a step ended with. */
	errorOf(step: Step): ProviderError | undefined {
		return this.errors.get(step);
	}

	/** Every response of the run. */
	all(): Exchange[] {
		return this.exchanges.map(({ exchange }) => exchange);
	}

	/**
	 * The words in all responses that may be about somebody, in lower case: everything but the
	 * provider's own words for a status and what it says of an error.
	 */
	personalWords(): ReadonlySet<string> {
		const found = new Set<string>();
		for (const { json } of this.all()) collectWords(json, found);
		return found;
	}
}

function collectWords(value: unknown, found: Set<string>): void {
	if (typeof value === 'string') {
		for (const word of value.toLowerCase().split(/[^a-z_]+/)) found.add(word);
	}
	if (Array.isArray(value)) for (const entry of value) collectWords(entry, found);
	if (!isRecord(value)) return;
	for (const [key, entry] of Object.entries(value)) {
		if (!OWN_WORDS.test(key)) collectWords(entry, found);
	}
}

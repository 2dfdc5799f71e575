import { ProviderError } from '../../transport/ProviderError';

/**
 * Responses that several items of a run need: each is requested once. A transient failure is not
 * cached, so that the next item can try again; one that lasts for the run, or says that the provider
 * has no such request, is.
 */
export class RequestCache<Question, Answer> {
	private readonly answers = new Map<Question, Promise<Answer>>();

	/**
	 * Returns the cached response, or waits for the request in progress, or sends one.
	 *
	 * @param question the key of the response
	 * @param ask sends the request; only called when nothing is cached
	 * @throws what `ask` throws
	 */
	async get(question: Question, ask: () => Promise<Answer>): Promise<Answer> {
		const known = this.answers.get(question);
		if (known !== undefined) return await known;

		const answer = ask();
		this.answers.set(question, answer);
		answer.catch((error: unknown) => {
			const isLasting =
				error instanceof ProviderError && (error.traits.lastsForRun || error.isEndpointMissing);
			if (!isLasting) this.answers.delete(question);
		});
		return await answer;
	}

	/** Discards all responses, so that each is requested again. */
	clear(): void {
		this.answers.clear();
	}
}

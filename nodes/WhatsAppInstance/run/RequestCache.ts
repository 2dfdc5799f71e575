import { ProviderError } from '../../transport/ProviderError';

/**
 * Answers that many items of a run want: each question is asked once. A passing failure is not
 * remembered, so that the next item can try again; what will not change within a run is.
 */
export class RequestCache<Question, Answer> {
	private readonly answers = new Map<Question, Promise<Answer>>();

	/** @param ask asks when nobody has asked before */
	async get(question: Question, ask: () => Promise<Answer>): Promise<Answer> {
		const known = this.answers.get(question);
		if (known !== undefined) return await known;

		const answer = ask();
		this.answers.set(question, answer);
		answer.catch((error: unknown) => {
			const isLasting = error instanceof ProviderError && error.traits.lastsForRun;
			if (!isLasting) this.answers.delete(question);
		});
		return await answer;
	}

	/** Has every question asked anew. */
	clear(): void {
		this.answers.clear();
	}
}

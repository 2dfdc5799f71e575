import { ProviderError } from '../../transport/ProviderError';

/**
 * Responses that several items of a run need: each is requested once. A transient failure is not
 * cached, so that the next item can try again; one that lasts for the run, or says that the provider
 * has no such request, is.
 */
export class RequestCache<Key, Response> {
	private readonly responses = new Map<Key, Promise<Response>>();

	/**
	 * Returns the cached response, or waits for the request in progress, or sends one.
	 *
	 * @param key identifies the response
	 * @param send sends the request; only called when nothing is cached
	 * @throws what `send` throws
	 */
	async get(key: Key, send: () => Promise<Response>): Promise<Response> {
		const known = this.responses.get(key);
		if (known !== undefined) return await known;

		const response = send();
		this.responses.set(key, response);
		response.catch((error: unknown) => {
			const isLasting =
				error instanceof ProviderError && (error.traits.lastsForRun || error.isEndpointMissing);
			if (!isLasting) this.responses.delete(key);
		});
		return await response;
	}

	/** Discards all responses, so that each is requested again. */
	clear(): void {
		this.responses.clear();
	}
}

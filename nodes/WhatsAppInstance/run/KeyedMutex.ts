/** Runs work with the same key one at a time, in the order it was requested. */
export class KeyedMutex {
	private readonly last = new Map<string, Promise<unknown>>();

	/**
	 * Waits for earlier work with the same key, then runs this.
	 *
	 * @returns what `work` returns
	 * @throws what `work` throws
	 */
	async run<T>(key: string, work: () => Promise<T>): Promise<T> {
		const previous = this.last.get(key) ?? Promise.resolve();
		// Runs whether or not the previous work failed.
		const result = previous.then(work, work);
		this.last.set(key, result);
		return await result;
	}
}

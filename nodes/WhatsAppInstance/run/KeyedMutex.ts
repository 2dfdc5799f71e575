/** Runs work with the same key one after the other, in the order it was asked for. */
export class KeyedMutex {
	private readonly last = new Map<string, Promise<unknown>>();

	async run<T>(key: string, work: () => Promise<T>): Promise<T> {
		const previous = this.last.get(key) ?? Promise.resolve();
		// Work goes on whatever became of the work before it.
		const result = previous.then(work, work);
		this.last.set(key, result);
		return await result;
	}
}

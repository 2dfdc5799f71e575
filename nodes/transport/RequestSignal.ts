/**
 * Aborts as soon as one of several signals does, or on request, until it is released. It replaces
 * `AbortSignal.any`, whose listeners stay in memory until V8 clears weak references, which it only
 * does in its large and rare collections: with axios, that is everything a request holds.
 */
export class RequestSignal {
	private readonly controller = new AbortController();

	constructor(private readonly causes: readonly AbortSignal[]) {
		for (const cause of causes) {
			if (cause.aborted) this.abort();
			cause.addEventListener('abort', this.abort);
		}
	}

	get signal(): AbortSignal {
		return this.controller.signal;
	}

	readonly abort = (): void => {
		this.controller.abort();
	};

	/** Stops listening to the other signals. */
	release(): void {
		for (const cause of this.causes) cause.removeEventListener('abort', this.abort);
	}
}

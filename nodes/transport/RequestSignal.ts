/**
 * Aborts as soon as one of several signals does, or when told to, until it is released. What listens
 * to a signal of `AbortSignal.any` stays in memory until V8 clears weak references, which it does in
 * its large and rare collections only: with axios, that is all of a request.
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

	/** Lets go of the other signals. */
	release(): void {
		for (const cause of this.causes) cause.removeEventListener('abort', this.abort);
	}
}

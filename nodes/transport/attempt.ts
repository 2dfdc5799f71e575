import { ProviderError } from './ProviderError';

export type Attempt<T> = { value: T } | { error: ProviderError };

/**
 * Waits for work that may meet the errors of a provider, and gives the error back as a value.
 * Everything else is thrown on, because nobody here can answer for it.
 */
export async function attempt<T>(work: Promise<T>): Promise<Attempt<T>> {
	return await work.then(
		(value) => ({ value }),
		(error: unknown) => {
			if (error instanceof ProviderError) return { error };
			throw error;
		},
	);
}

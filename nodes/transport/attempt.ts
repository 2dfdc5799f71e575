import { ProviderError } from './ProviderError';

export type Attempt<T> = { value: T } | { error: ProviderError };

/**
 * Waits for work that may fail with a `ProviderError`, and returns that error as a value.
 *
 * @throws every other error, because the caller cannot handle it
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

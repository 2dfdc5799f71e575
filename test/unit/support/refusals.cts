import { ProviderError } from '../../../nodes/transport/ProviderError.ts';
import { ParameterError } from '../../../nodes/domain/parameters.ts';

/** What a value was refused with; fails the test when it was taken, or anything else was thrown. */
export function refusalOf(work: () => unknown): ParameterError {
	try {
		work();
	} catch (error) {
		if (error instanceof ParameterError) return error;
		throw error;
	}
	throw new Error('nothing was refused');
}

/** What a request ended with; fails the test when it succeeded, or anything else was thrown. */
export async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
	const outcome = await work.then(
		() => new Error('nothing failed'),
		(error: unknown) => error,
	);
	if (outcome instanceof ProviderError) return outcome;
	throw outcome instanceof Error ? outcome : new Error(`thrown: ${String(outcome)}`);
}

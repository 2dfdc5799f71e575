import { attempt } from '../../transport/attempt';
import { ProviderError } from '../../transport/ProviderError';
import { unknownInstanceError } from './findInstance';
import type { Run, RunItem } from './Run';

/**
 * Checks in the account's list that an instance no longer exists, after a response said so. A 404
 * alone does not prove it: with a wrong path in the base URL, every request gets one.
 *
 * @throws {ProviderError} when the list has the instance, or cannot be fetched
 */
export async function confirmGone(
	{ provider }: Run,
	item: RunItem,
	instanceId: string,
): Promise<void> {
	const listed = await attempt(item.instances.isListed(item.send, instanceId));
	const { title, credentialTitle } = provider.endpoint;
	if ('error' in listed) {
		if (listed.error.traits.isCancellation) throw listed.error;
		throw listed.error.withDescription(
			`${listed.error.description}. ${title} returned 404 for instance '${instanceId}', but without the list of instances that does not show whether it still exists`,
		);
	}
	if (!listed.value) return;
	throw new ProviderError(
		'unreadable',
		`${title} lists instance '${instanceId}', but returned 404 for it`,
		{
			description: `Check that 'Base URL' in the credential '${credentialTitle}' is the address of the API, with its whole path`,
			status: 404,
		},
	);
}

/**
 * Waits for a request about an instance, and explains a 404.
 *
 * @returns what the request returns
 * @throws {ProviderError} see `explain404`
 */
export async function explained404<T>(
	run: Run,
	item: RunItem,
	instanceId: string,
	request: Promise<T>,
): Promise<T> {
	const response = await attempt(request);
	if ('value' in response) return response.value;
	throw await explain404(run, item, instanceId, response.error);
}

/**
 * Explains a 404 for an instance by the account's list.
 *
 * @returns the error to throw: that of the request, unless it is a 404
 * @throws {ProviderError} when the list has the instance, or cannot be fetched
 */
export async function explain404(
	run: Run,
	item: RunItem,
	instanceId: string,
	error: ProviderError,
): Promise<ProviderError> {
	if (!error.traits.meansMissing) return error;
	await confirmGone(run, item, instanceId);
	return unknownInstanceError(run, instanceId);
}

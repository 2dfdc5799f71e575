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
		const { kind, message, description, status } = listed.error;
		throw new ProviderError(kind, message, {
			description: `${description}. ${title} returned 404 for instance '${instanceId}', but without the list of instances that does not show whether it still exists`,
			...(status === undefined ? {} : { status }),
		});
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
 * @throws {ProviderError} that of the request; after a 404, one that says whether the account's list
 * has the instance
 */
export async function explained404<T>(
	run: Run,
	item: RunItem,
	instanceId: string,
	request: Promise<T>,
): Promise<T> {
	const response = await attempt(request);
	if ('value' in response) return response.value;
	if (!response.error.traits.meansMissing) throw response.error;
	await confirmGone(run, item, instanceId);
	throw unknownInstanceError(run, instanceId);
}

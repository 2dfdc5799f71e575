import { unknownInstance, type Instance } from '../../domain/instance';
import type { InstanceRecord } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { ProviderError } from '../../transport/ProviderError';
import type { Run, RunItem } from './Run';

/**
 * Finds an instance in the account's list, which is requested once for all items.
 *
 * @throws {ProviderError} of kind `notFound` when the account has none with this ID; of another
 * kind when the list cannot be fetched
 */
export async function findInstance(
	run: Run,
	item: RunItem,
	instanceId: string,
): Promise<InstanceRecord> {
	const found = await findListed(run, item, instanceId);
	if (found === undefined) throw unknownInstanceError(run, instanceId);
	return found;
}

/**
 * Like `findInstance`, for operations that take only name and phone from the list: when it cannot
 * be fetched, they continue with the ID alone.
 *
 * @throws {ProviderError} when the list has no instance with this ID, or when every other request
 * would fail too
 */
export async function findInstanceIfListed(
	run: Run,
	item: RunItem,
	instanceId: string,
): Promise<Instance> {
	const listed = await attempt(findListed(run, item, instanceId));
	if ('error' in listed) {
		if (listed.error.traits.isAccountWide) throw listed.error;
		return unknownInstance(instanceId);
	}
	if (listed.value === undefined) throw unknownInstanceError(run, instanceId);
	return listed.value.instance;
}

/** The error for an instance that the account does not have. */
export function unknownInstanceError({ provider }: Run, instanceId: string): ProviderError {
	const { title, credentialTitle } = provider.endpoint;
	return new ProviderError('notFound', `Instance '${instanceId}' was not found at ${title}`, {
		description: `Use the 'instanceId' that Create or Get Many returns, and check that the instance belongs to the account of the credential '${credentialTitle}'`,
		status: 404,
	});
}

async function findListed(run: Run, item: RunItem, instanceId: string) {
	const onlyItem = run.itemCount === 1 ? { instanceId } : undefined;
	return await item.instances.find(item.send, instanceId, onlyItem);
}

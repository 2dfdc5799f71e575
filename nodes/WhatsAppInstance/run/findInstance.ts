import { unknownInstance } from '../../domain/instance';
import { attempt } from '../../transport/attempt';
import { ProviderError } from '../../transport/ProviderError';
import type { InstanceRecord } from '../../providers/Provider';
import type { Run, RunItem } from './Run';

const USE_ID = "Use the 'instanceId' that Create or Get Many has put out";

/**
 * Finds an instance in the account's list, which is asked for once for all items.
 *
 * @throws {ProviderError} of kind `notFound` when the account has none with this ID
 */
export async function findInstance(
	run: Run,
	item: RunItem,
	instanceId: string,
): Promise<InstanceRecord> {
	const onlyItem = run.itemCount === 1 ? { instanceId } : undefined;
	const found = await item.instances.find(item.send, instanceId, onlyItem);
	if (found === undefined) throw unknownInstanceError(run, instanceId);
	return found;
}

/**
 * The same for operations to which the list only adds name and phone: where it does not answer,
 * they go on with the ID alone.
 */
export async function findInstanceIfListed(run: Run, item: RunItem, instanceId: string) {
	const found = await attempt(findInstance(run, item, instanceId));
	if ('value' in found) return found.value.instance;
	const isUnknown = found.error.kind === 'notFound' && found.error.description.startsWith(USE_ID);
	if (isUnknown || found.error.isAccountWide) throw found.error;
	return unknownInstance(instanceId);
}

/** Says that the account has no such instance. */
export function unknownInstanceError({ provider }: Run, instanceId: string): ProviderError {
	return new ProviderError('notFound', `${provider.title} knows no instance '${instanceId}'`, {
		description: `${USE_ID}, and check that the instance belongs to the account of the credential '${provider.credentialTitle}'`,
		status: 404,
	});
}

import { ProviderError } from '../transport/ProviderError';
import type { Listed } from '../providers/Provider';
import type { Run, RunItem } from './Run';

/**
 * Finds an instance in the account's list, which is asked for once for all items.
 *
 * @throws {ProviderError} of kind `notFound` when the account has none with this ID
 */
export async function findInstance(run: Run, item: RunItem, instanceId: string): Promise<Listed> {
	const onlyItem = run.itemCount === 1 ? { instanceId } : undefined;
	const listed = await item.directory.all(item.send, onlyItem);
	const found = listed.find(({ instance }) => instance.instanceId === instanceId);
	if (found === undefined) throw unknownInstanceError(run, instanceId);
	return found;
}

/** Says that the account has no such instance. */
export function unknownInstanceError({ provider }: Run, instanceId: string): ProviderError {
	return new ProviderError('notFound', `${provider.title} knows no instance '${instanceId}'`, {
		description: `Use the 'instanceId' that Create or Get Many has put out, and check that the instance belongs to the account of the credential '${provider.credentialTitle}'`,
		status: 404,
	});
}

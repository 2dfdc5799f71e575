import { entryOf } from '../domain/text';
import type { Provider } from '../providers/Provider';

/**
 * What a person has to do about an instance, as a field for its output item: for words of the
 * provider that the shared statuses do not have.
 *
 * @param providerStatus the provider's own word for the status; `null` when it sent none
 */
export function statusHintOf(
	{ statusHints }: Pick<Provider, 'statusHints'>,
	providerStatus: string | null,
): { statusHint?: string } {
	const statusHint = entryOf(statusHints, providerStatus ?? '');
	return statusHint === undefined ? {} : { statusHint };
}

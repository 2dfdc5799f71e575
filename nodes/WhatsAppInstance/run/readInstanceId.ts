import type { Provider } from '../../providers/Provider';

import { readOutputChoices, type OutputChoices } from './outputItem';
import type { RunItem } from './Run';
import { EmptyParameterError, ParameterError, readTextField } from '../../domain/parameters';
import { instanceIdRule, isInstanceId } from '../../shared/instanceField';
import { attempt } from '../../transport/attempt';

/**
 * Reads which instance an item is about, whether it was picked, typed or comes from an expression.
 *
 * @throws {ParameterError} when it is empty, not text, or not an ID of the provider
 * @throws {ProviderError} of kind `cancelled`
 */
export async function readInstanceId(provider: Provider, item: RunItem): Promise<string> {
	return await toInstanceId(provider, item, item.readInstance(), {
		label: 'Instance',
		whenEmpty: `Pick an instance from the list, or enter ${instanceIdRule(provider)}`,
	});
}

/**
 * Reads an instance ID. What the nodes return is accepted unchanged: a text that does not look like
 * an ID of this provider, or has white space around it, is looked for in the account's list before
 * it is refused or trimmed.
 *
 * @param label the display name of the parameter
 * @param whenEmpty what to do when there is none
 * @throws {ParameterError} when it is empty, not text, or not an ID of the provider
 * @throws {ProviderError} of kind `cancelled`
 */
export async function toInstanceId(
	provider: Provider,
	item: RunItem,
	value: unknown,
	{ label, whenEmpty }: { label: string; whenEmpty: string },
): Promise<string> {
	const trimmed = readTextField(value, label);
	if (trimmed === '') throw new EmptyParameterError(label, whenEmpty);
	const exact = typeof value === 'string' ? value : trimmed;
	const looksRight = isInstanceId(provider, trimmed);
	if (looksRight && exact === trimmed) return exact;

	const listed = await attempt(item.instances.find(item.send, exact));
	if ('error' in listed && listed.error.traits.isCancellation) throw listed.error;
	if ('value' in listed && listed.value !== undefined) return exact;
	if (looksRight) return trimmed;
	throw new ParameterError(
		`'${label}' is not an instance ID of ${provider.endpoint.title}: ${trimmed.slice(0, 60)}`,
		`Enter ${instanceIdRule(provider)}`,
	);
}

/**
 * Reads which instance an item is about, and what its output item is to contain.
 *
 * @throws {ParameterError}
 * @throws {ProviderError} of kind `cancelled`
 */
export async function readInstanceAndOutput(
	provider: Provider,
	item: RunItem,
): Promise<{ instanceId: string; choices: OutputChoices }> {
	const choices = readOutputChoices(item);
	return { instanceId: await readInstanceId(provider, item), choices };
}

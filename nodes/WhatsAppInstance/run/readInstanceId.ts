import type { Provider } from '../../providers/Provider';

import type { Run, RunItem } from './Run';
import { ParameterError, readTextField } from '../../domain/parameters';
import { instanceIdRule, isInstanceId } from '../../shared/instanceField';

/**
 * Reads which instance an item is about, whether it was picked, typed or comes from an expression.
 *
 * @throws {ParameterError} when it is empty, not text, or not in the form of the provider's IDs
 */
export function readInstanceId({ context, provider }: Run, { index }: RunItem): string {
	const value = context.getNodeParameter('instanceId', index, '', { extractValue: true });
	const instanceId = readTextField(value, 'Instance');
	if (instanceId === '') {
		throw new ParameterError(
			"'Instance' is empty",
			`Pick an instance from the list, or enter ${instanceIdRule(provider)}`,
		);
	}
	return checkInstanceId(provider, instanceId, 'Instance');
}

/**
 * Checks the form of an instance ID.
 *
 * @param label the display name of the parameter
 * @returns the same ID
 * @throws {ParameterError} when it is not in the form of the provider's IDs
 */
export function checkInstanceId(provider: Provider, instanceId: string, label: string): string {
	if (isInstanceId(provider, instanceId)) return instanceId;
	throw new ParameterError(
		`'${label}' is not an instance ID of ${provider.endpoint.title}: ${instanceId.slice(0, 60)}`,
		`Enter ${instanceIdRule(provider)}`,
	);
}

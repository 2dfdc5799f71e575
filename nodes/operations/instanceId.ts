import { ParameterError } from '../domain/ParameterError';
import type { Run, RunItem } from './Run';

/**
 * Reads which instance an item is about, whether it was picked, typed or comes from an expression.
 *
 * @throws {ParameterError} when it is empty or not of the provider's form
 */
export function readInstanceId({ context, provider }: Run, { index }: RunItem): string {
	const value = context.getNodeParameter('instanceId', index, '', { extractValue: true });
	const instanceId = typeof value === 'string' ? value.trim() : '';
	if (instanceId === '') {
		throw new ParameterError(
			"'Instance' is empty",
			"Pick an instance from the list, or give the 'instanceId' that Create has put out",
		);
	}
	if (!new RegExp(provider.instanceIdPattern).test(instanceId)) {
		throw new ParameterError(
			`'Instance' is not an instance ID of ${provider.title}: ${instanceId.slice(0, 60)}`,
			`It is ${provider.instanceIdRule}, for example ${provider.instanceIdExample}`,
		);
	}
	return instanceId;
}

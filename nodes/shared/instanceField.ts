import type { INodeProperties } from 'n8n-workflow';

import type { Provider } from '../providers/Provider';

/** Describes a provider's instance IDs and where to find them, for the end of a sentence. */
export function instanceIdRule({ instanceId }: Provider): string {
	return `the 'instanceId' that Create or Get Many returns, e.g. ${instanceId.example}`;
}

/** Whether a text is in the form of a provider's instance IDs. */
export function isInstanceId({ instanceId: { pattern } }: Provider, text: string): boolean {
	return new RegExp(pattern).test(text);
}

/** The instance an operation works on, picked from a list or entered by its ID. */
export function instanceIdField(provider: Provider): INodeProperties {
	return {
		displayName: 'Instance',
		name: 'instanceId',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: `The ${provider.endpoint.title} instance to work on`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select an instance...',
				typeOptions: { searchListMethod: 'searchInstances', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${provider.instanceId.example}`,
				validation: [
					{
						type: 'regex',
						properties: {
							regex: provider.instanceId.pattern,
							errorMessage: `Not an instance ID of ${provider.endpoint.title}. Enter ${instanceIdRule(provider)}.`,
						},
					},
				],
			},
		],
	};
}

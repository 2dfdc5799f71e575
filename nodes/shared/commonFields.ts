import type { INodeProperties } from 'n8n-workflow';

/** The binary field that a trigger puts the QR code image in; one of its options. */
export const outputFileOption: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the QR code image in',
};

/** The collection 'Options' with these entries. */
export function optionsCollection(entries: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: entries,
	};
}

/** Shows a field only for these values of others, in addition to its own conditions. */
export function showFor(show: Record<string, string[]>, field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { ...show, ...field.displayOptions?.show } } };
}

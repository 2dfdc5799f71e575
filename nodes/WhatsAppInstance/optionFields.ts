import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

import { providerList } from '../providers';
import type { Provider } from '../providers/Provider';

/** Which service a node works with. */
export const providerProperty: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	noDataExpression: true,
	options: providerList.map(({ name, title, description }) => ({
		name: title,
		value: name,
		description,
	})),
	default: 'hypersender',
	description: 'The service that runs the instances',
};

/**
 * The credential of each provider, shown when it is chosen. Said with `hide`, because n8n's editor
 * takes a parameter all of whose values stand in a credential's `show` for the choice of the
 * authentication, and does not show it (n8n 2.41.1, n8n-editor-ui, `getMainAuthField`).
 */
export const providerCredentials: INodeCredentialDescription[] = providerList.map(
	({ name, credentialType }) => ({
		name: credentialType,
		required: true,
		displayOptions: {
			hide: { provider: providerList.map((one) => one.name).filter((other) => other !== name) },
		},
	}),
);

/** What an instance ID looks like, and where to take it from. */
export function instanceIdRule({ instanceIdExample }: Provider): string {
	return `the 'instanceId' that Create or Get Many puts out, e.g. ${instanceIdExample}`;
}

/** The instance an operation works on, picked from a list or given by its ID. */
export function instanceIdField(provider: Provider): INodeProperties {
	return {
		displayName: 'Instance',
		name: 'instanceId',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: `The ${provider.title} instance to work on`,
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
				placeholder: `e.g. ${provider.instanceIdExample}`,
				validation: [
					{
						type: 'regex',
						properties: {
							regex: provider.instanceIdPattern,
							errorMessage: `Not an instance ID of ${provider.title}. Enter ${instanceIdRule(provider)}.`,
						},
					},
				],
			},
		],
	};
}

/** Where a trigger puts the QR code image, among its options. */
export const outputFileOption: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the QR code image in',
};

/** Where an operation puts the QR code image. */
export const outputFileField: INodeProperties = { ...outputFileOption, required: true };

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

const includeAccessToken: INodeProperties = {
	displayName: 'Include Access Token',
	name: 'includeAccessToken',
	type: 'boolean',
	default: false,
	description:
		"Whether to put the instance's own access token into the output, where executions store it readable",
};

const fileName: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. qr-code.png',
	description: 'Name of the QR code image. Without one, it is made from the name of the instance.',
};

const rateLimitWait: INodeProperties = {
	displayName: 'Rate Limit Wait',
	name: 'rateLimitWait',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 300,
	description: "How many seconds an item may wait for the provider's request limits",
};

const requestTimeout: INodeProperties = {
	displayName: 'Request Timeout',
	name: 'requestTimeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 600 },
	default: 60,
	description: 'How many seconds a single request may take',
};

const returnFreshQrCode: INodeProperties = {
	displayName: 'Return Fresh QR Code',
	name: 'returnFreshQrCode',
	type: 'boolean',
	default: true,
	description:
		'Whether to attach a new QR code to items that timed out, so that it can be sent again',
};

interface OptionsFor {
	/** Whether the operation puts a QR code image out. */
	image?: boolean;
	/** Whether the operation waits for a scan. */
	waits?: boolean;
}

/** The collection 'Options' of an operation, its entries in alphabetical order. */
export function optionsField(
	provider: Provider,
	{ image = false, waits = false }: OptionsFor = {},
): INodeProperties {
	return optionsCollection([
		...(image ? [fileName] : []),
		...(provider.hasAccessTokens ? [includeAccessToken] : []),
		rateLimitWait,
		requestTimeout,
		...(waits ? [returnFreshQrCode] : []),
	]);
}

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

/** Shows a field only for these values of others, besides those it is shown for already. */
export function showFor(show: Record<string, string[]>, field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { ...show, ...field.displayOptions?.show } } };
}

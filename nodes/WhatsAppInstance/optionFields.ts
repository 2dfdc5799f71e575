import type { INodeProperties } from 'n8n-workflow';

import type { Provider } from '../providers/Provider';
import { outputFileOption, optionsCollection } from '../shared/commonFields';

/** The binary field that an operation puts the QR code image in. */
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
		"Whether to include the instance's own access token in the output, where executions store it in plain text",
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
	description: "How many seconds an item may wait for the provider's rate limits",
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
	/** Whether the operation returns a QR code image. */
	image?: boolean;
	/** Whether the operation waits for a scan. */
	waits?: boolean;
}

/** The collection 'Options' of an operation, with its entries in alphabetical order. */
export function optionsField(
	provider: Provider,
	{ image = false, waits = false }: OptionsFor = {},
): INodeProperties {
	return optionsCollection([
		...(image ? [fileName] : []),
		...(provider.accessTokenField !== undefined ? [includeAccessToken] : []),
		rateLimitWait,
		requestTimeout,
		...(waits ? [returnFreshQrCode] : []),
	]);
}

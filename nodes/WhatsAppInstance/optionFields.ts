import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../domain/parameters';
import type { Provider, ReadParameter } from '../providers/Provider';
import { DEFAULT_LINK_HOURS } from '../domain/pairingLink';
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

const restartIfNeeded: INodeProperties = {
	displayName: 'Restart If Needed',
	name: 'restartIfNeeded',
	type: 'boolean',
	default: true,
	description:
		'Whether to restart an existing instance that has stopped or failed, which takes up to a minute, instead of returning it without a QR code',
};

const returnFreshQrCode: INodeProperties = {
	displayName: 'Return Fresh QR Code',
	name: 'returnFreshQrCode',
	type: 'boolean',
	default: true,
	description:
		'Whether to attach a new QR code to items that timed out, so that it can be sent again',
};

/** Where a pairing link leads. */
export const pairingPageUrlField: INodeProperties = {
	displayName: 'Pairing Page URL',
	name: 'pairingPageUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/6f1c…/pairing-page',
	description:
		"The production URL of a 'WhatsApp Instance Pairing Page Trigger' that uses the same credential",
};

const optionalPairingPageUrl: INodeProperties = {
	...pairingPageUrlField,
	description: `Adds a pairing link to the item. Enter the production URL of a 'WhatsApp Instance Pairing Page Trigger' that uses the same credential.`,
};

/** How long a pairing link is valid. */
export const linkValidForField: INodeProperties = {
	displayName: 'Link Valid For',
	name: 'linkValidFor',
	type: 'number',
	typeOptions: { minValue: 0.05, maxValue: 720, numberPrecision: 2 },
	default: DEFAULT_LINK_HOURS,
	description: 'How many hours the pairing link works, at most 720 (30 days)',
};

interface OptionsFor {
	/** Whether the operation restarts what has stopped, where the provider offers it. */
	restart?: boolean;
	/** Whether the operation can add a pairing link. */
	pairingLink?: boolean;
	/** Whether the operation returns a QR code image. */
	image?: boolean;
	/** Whether the operation waits for a scan. */
	waits?: boolean;
}

/** The collection 'Options' of an operation, with its entries in alphabetical order. */
export function optionsField(
	provider: Provider,
	{ image = false, waits = false, pairingLink = false, restart = false }: OptionsFor = {},
): INodeProperties {
	return optionsCollection([
		...(image ? [fileName] : []),
		...(provider.accessTokenField !== undefined ? [includeAccessToken] : []),
		...(pairingLink ? [linkValidForField, optionalPairingPageUrl] : []),
		rateLimitWait,
		requestTimeout,
		...(restart && provider.restart !== undefined ? [restartIfNeeded] : []),
		...(waits ? [returnFreshQrCode] : []),
	]);
}

/**
 * Reads the option 'Restart If Needed', which is on by default.
 *
 * @throws {ParameterError} when it is neither on nor off
 */
export function readRestartOption({ read }: { read: ReadParameter }): boolean {
	const { restartIfNeeded: chosen = true } = read<Record<string, unknown>>('options', {});
	return readBoolean(chosen, restartIfNeeded.displayName);
}

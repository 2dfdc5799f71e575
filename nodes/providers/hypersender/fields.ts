import type { INodeProperties } from 'n8n-workflow';

/** The parameters of Create (API.md, "POST /create-instance"). */
export const createFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Cairo Store',
		description: 'Name of the new instance, at most 50 characters and unique in the account',
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +20 123 456 7890',
		description: 'Number of the phone to connect, with its country code',
	},
	{
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/webhooks/whatsapp',
		description: 'Address that Hypersender sends the events of this instance to',
	},
];

/** Makes Get request the live status as well (API.md, "GET /{instance}/health"). */
export const checkHealthField: INodeProperties = {
	displayName: 'Check Health',
	name: 'checkHealth',
	type: 'boolean',
	default: false,
	description:
		'Whether to also get the live status and the time of connection. More than 10 items wait for the limit of 10 requests a minute.',
};

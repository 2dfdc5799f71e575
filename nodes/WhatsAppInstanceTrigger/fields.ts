import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection, outputFileOption } from '../WhatsAppInstance/optionFields';

/** The parameters of the status trigger after the provider. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Any Status Change',
				value: 'anyStatusChange',
				description: 'An instance has another status than at the last look',
			},
			{
				name: 'Connected',
				value: 'connected',
				description: 'A phone has been connected, for the first time or again',
			},
			{
				name: 'Disconnected',
				value: 'disconnected',
				description: 'A phone has been logged out, or the instance stopped',
			},
			{
				name: 'Failed',
				value: 'failed',
				description: 'An instance has failed, or nobody scanned its QR codes',
			},
			{
				name: 'Instance Added',
				value: 'instanceAdded',
				description: 'The account has a new instance',
			},
			{
				name: 'Instance Removed',
				value: 'instanceRemoved',
				description: 'An instance has been deleted',
			},
			{
				name: 'QR Code Needed',
				value: 'qrCodeNeeded',
				description: 'An instance waits for somebody to scan its QR code',
			},
		],
		default: ['disconnected', 'failed'],
	},
	{
		displayName: 'Instances',
		name: 'instances',
		type: 'options',
		options: [
			{ name: 'All', value: 'all', description: 'All instances of the account' },
			{ name: 'Chosen', value: 'chosen', description: 'Only those chosen below' },
		],
		default: 'all',
		description: 'Which instances to watch',
	},
	{
		displayName: 'Instance Names or IDs',
		name: 'instanceIds',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getInstanceOptions', loadOptionsDependsOn: ['provider'] },
		default: [],
		displayOptions: { show: { instances: ['chosen'] } },
		description:
			'The instances to watch. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	optionsCollection([
		{
			displayName: 'Attach QR Code',
			name: 'attachQrCode',
			type: 'boolean',
			default: true,
			description:
				'Whether to add a fresh QR code to instances that wait for a scan, as far as the limits of the provider allow',
		},
		outputFileOption,
	]),
];

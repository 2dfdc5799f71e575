import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection, outputFileOption } from '../shared/commonFields';
import { type StatusEvent, STATUS_EVENTS } from './statusChanges';
import { providerField } from '../shared/providerFields';
import { providerList } from '../providers';
import { byName } from '../domain/text';

/** How each event is shown. */
const EVENTS: Record<StatusEvent, { name: string; description: string }> = {
	anyStatusChange: {
		name: 'Any Status Change',
		description: 'The status of an instance differs from the last poll',
	},
	connected: {
		name: 'Connected',
		description: 'A phone has been connected, for the first time or again',
	},
	disconnected: {
		name: 'Disconnected',
		description: 'A phone was connected, and two polls in a row found that it is not any more',
	},
	failed: {
		name: 'Failed',
		description: 'An instance has failed, or nobody scanned its QR codes',
	},
	instanceAdded: {
		name: 'Instance Added',
		description: 'The account has a new instance',
	},
	instanceRemoved: {
		name: 'Instance Removed',
		description: 'An instance has been deleted: two lists in a row do not have it',
	},
	qrCodeNeeded: {
		name: 'QR Code Needed',
		description:
			'An instance is waiting for its QR code to be scanned, directly after a connection only when a second poll confirms it',
	},
};

/** The parameters of the status trigger. */
export const properties: INodeProperties[] = [
	providerField(providerList),
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: STATUS_EVENTS.map((value) => ({ ...EVENTS[value], value })).sort(byName),
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

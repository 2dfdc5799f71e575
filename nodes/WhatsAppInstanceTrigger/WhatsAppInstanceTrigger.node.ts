import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getInstanceOptions } from '../shared/searchInstances';

import { pollStatus } from './poll';
import { properties } from './fields';
import { providerCredentials } from '../shared/providerFields';
import { providerList } from '../providers';

export class WhatsAppInstanceTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WhatsApp Instance Trigger',
		name: 'whatsAppInstanceTrigger',
		icon: {
			light: 'file:../../icons/whatsapp-instance.svg',
			dark: 'file:../../icons/whatsapp-instance.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["provider"] }}',
		description: 'Starts the workflow when the status of a WhatsApp instance changes',
		defaults: { name: 'WhatsApp Instance Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: providerCredentials(providerList),
		properties,
	};

	methods = { loadOptions: { getInstanceOptions } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const items = await pollStatus(this);
		return items && [items];
	}
}

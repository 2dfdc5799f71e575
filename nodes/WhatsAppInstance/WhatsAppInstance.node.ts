import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { properties, runOperation } from './operationTable';

import { searchInstances } from '../shared/searchInstances';
import { providerCredentials, titlesOf } from '../shared/providerFields';
import { providerList } from '../providers';

export class WhatsAppInstance implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WhatsApp Instance',
		name: 'whatsAppInstance',
		icon: {
			light: 'file:../../icons/whatsapp-instance.svg',
			dark: 'file:../../icons/whatsapp-instance.dark.svg',
		},
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["provider"] }}',
		description: `Create WhatsApp instances at ${titlesOf(providerList, 'and')} and connect phones by QR code`,
		defaults: { name: 'WhatsApp Instance' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: providerCredentials(providerList),
		properties,
	};

	methods = { listSearch: { searchInstances } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this)];
	}
}

import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { PAIRING_PAGE_PATH } from '../domain/pairingLink';
import { providerList } from '../providers';
import { providerCredentials } from '../shared/providerFields';
import { properties, triggerPanel } from './fields';
import { endFollowing, handleRequest } from './handleRequest';

export class WhatsAppInstancePairingPageTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WhatsApp Instance Pairing Page Trigger',
		name: 'whatsAppInstancePairingPageTrigger',
		icon: {
			light: 'file:../../icons/whatsapp-instance.svg',
			dark: 'file:../../icons/whatsapp-instance.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["provider"] }}',
		description:
			'Shows customers a page that connects their phone, and starts the workflow when it is connected',
		eventTriggerDescription: 'Waiting for somebody to open a pairing link with the test URL',
		defaults: { name: 'WhatsApp Instance Pairing Page Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: providerCredentials(providerList),
		webhooks: [
			{
				name: 'setup',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				path: PAIRING_PAGE_PATH,
			},
			{
				name: 'default',
				httpMethod: 'POST',
				// The empty `responseData` makes n8n use the response that `webhook` below returns.
				responseMode: 'onReceived',
				responseData: '',
				path: PAIRING_PAGE_PATH,
			},
		],
		triggerPanel,
		properties,
	};

	// The page needs nothing at the provider: there is nothing to register, and nothing to remove.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(true);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(true);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				endFollowing(this);
				return await Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleRequest(this);
	}
}

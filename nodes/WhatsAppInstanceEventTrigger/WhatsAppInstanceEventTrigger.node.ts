import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { searchInstances } from '../shared/searchInstances';
import { properties, triggerPanel, senderList } from './fields';
import { reconcileWebhooks, register, unregister } from './webhookMethods';
import { receiveDelivery } from './receiveDelivery';
import { providerCredentials, titlesOf } from '../shared/providerFields';

export class WhatsAppInstanceEventTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WhatsApp Instance Event Trigger',
		name: 'whatsAppInstanceEventTrigger',
		icon: {
			light: 'file:../../icons/whatsapp-instance.svg',
			dark: 'file:../../icons/whatsapp-instance.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["provider"] }}',
		description: `Starts the workflow when ${titlesOf(senderList, 'or')} sends an event by webhook, once it is verified`,
		eventTriggerDescription: 'Waiting for an event of the provider',
		defaults: { name: 'WhatsApp Instance Event Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: providerCredentials(senderList),
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				// Respond at once: a provider that waits too long sends the event again. The empty
				// `responseData` makes n8n use the response that `webhook` below returns.
				responseMode: 'onReceived',
				responseData: '',
				path: 'webhook',
			},
		],
		triggerPanel,
		properties,
	};

	methods = { listSearch: { searchInstances } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await reconcileWebhooks(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await register(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveDelivery(this);
	}
}

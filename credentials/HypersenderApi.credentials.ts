import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { endpoint } from '../nodes/providers/hypersender/endpoint';
import { authenticateWith } from '../nodes/transport/authenticate';
import { listRules } from '../nodes/transport/credentialTestRules';

export class HypersenderApi implements ICredentialType {
	name = 'hypersenderApi';

	displayName = 'Hypersender API';

	icon = {
		light: 'file:../icons/hypersender.svg',
		dark: 'file:../icons/hypersender.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-whatsapp-instance/n8n-nodes-whatsapp-instance/blob/main/docs/providers/hypersender.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'API token of the account, from the Hypersender dashboard. Managing instances is part of its Enterprise plan.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: endpoint.address.default,
			placeholder: `e.g. ${endpoint.address.default}`,
			description: 'Address of the API. Keep the default unless Hypersender gives you another one.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'What Hypersender sends in the Authorization header of its webhooks, used to tell real deliveries from forged ones',
		},
	];

	authenticate = authenticateWith(endpoint);

	test: ICredentialTestRequest = {
		request: {
			// As the nodes read it: without what is easily copied along.
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			url: '/instances',
			// The response as bytes, because the rules below check its first one.
			encoding: 'arraybuffer',
			disableFollowRedirect: true,
			headers: { Accept: 'application/json' },
		},
		rules: listRules(endpoint.title),
	};
}

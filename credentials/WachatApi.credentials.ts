import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { endpoint } from '../nodes/providers/wachat/endpoint';
import { authenticateWith } from '../nodes/transport/authenticate';
import { flagRules } from '../nodes/transport/credentialTestRules';

export class WachatApi implements ICredentialType {
	name = 'wachatApi';

	displayName = 'Wachat API';

	icon = { light: 'file:../icons/wachat.svg', dark: 'file:../icons/wachat.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-whatsapp-instance/n8n-nodes-whatsapp-instance/blob/main/docs/providers/wachat.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Key from Settings > API Keys in Wachat',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: endpoint.address.default,
			placeholder: `e.g. ${endpoint.address.default}`,
			description: 'Address of the API. Keep the default unless Wachat gives you another one.',
		},
	];

	authenticate = authenticateWith(endpoint);

	test: ICredentialTestRequest = {
		request: {
			// As the nodes read it: without what is easily copied along.
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			url: '/instance/list',
			disableFollowRedirect: true,
			headers: { Accept: 'application/json' },
		},
		rules: flagRules(endpoint.title, 'success'),
	};
}

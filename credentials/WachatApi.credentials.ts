import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { authenticateWith } from '../nodes/transport/authenticate';
import { successRules } from '../nodes/transport/credentialTestRules';

const BASE_URL = 'https://app.wachat.net/api/v1';

export class WachatApi implements ICredentialType {
	name = 'wachatApi';

	displayName = 'Wachat API';

	icon = { light: 'file:../icons/wachat.svg', dark: 'file:../icons/wachat.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-whatsapp-instance/n8n-nodes-whatsapp-instance#wachat';

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
			default: BASE_URL,
			placeholder: `e.g. ${BASE_URL}`,
			description: 'Address of the API. Change it only when Wachat tells you to.',
		},
	];

	authenticate = authenticateWith(BASE_URL);

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/instance/list',
			disableFollowRedirect: true,
			headers: { Accept: 'application/json' },
		},
		rules: successRules('Wachat'),
	};
}

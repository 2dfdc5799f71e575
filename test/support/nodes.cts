import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { descriptors, isProviderName, PROVIDER_NAMES } from '../providers/descriptors.cts';
import type { Access, ProviderName, Sandbox } from '../sandbox/index.cts';
import type { Credentials } from './engine.cts';

export const NODE_NAME = 'WhatsApp Instance';

/** The type of the credential that a node with these parameters takes. */
export function credentialTypeOf({ provider }: INodeParameters): string {
	if (!isProviderName(provider))
		throw new Error(`there is no provider ${JSON.stringify(provider)}`);
	return descriptors[provider].credential.type;
}

/** A WhatsApp Instance node as it stands in a workflow. */
export function instanceNode(parameters: INodeParameters, settings: Partial<INode> = {}): INode {
	return {
		id: 'a1b2c3d4-0000-4000-8000-000000000001',
		name: NODE_NAME,
		type: 'n8n-nodes-whatsapp-instance.whatsAppInstance',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'instance', ...parameters },
		credentials: { [credentialTypeOf(parameters)]: { id: 'credential', name: 'Sandbox' } },
		...settings,
	};
}

/** The credentials for all accounts, without what only deliveries need. */
export function credentialsFor({ accounts }: Pick<Sandbox, 'accounts'>): Credentials {
	return credentialsOf(accounts, ({ baseUrl, apiKey }) => ({ baseUrl, apiKey }));
}

/** The credentials for all accounts, with everything a user can enter. */
export function fullCredentialsFor({ accounts }: Pick<Sandbox, 'accounts'>): Credentials {
	return credentialsOf(accounts, (access) => access);
}

function credentialsOf(
	accounts: Record<ProviderName, Access>,
	choose: (access: Access) => Access,
): Credentials {
	return Object.fromEntries(
		PROVIDER_NAMES.map((name) => {
			const { type, data } = descriptors[name].credential;
			return [type, data(choose(accounts[name]))];
		}),
	);
}

/** Input items made of plain JSON. */
export function inputItems(...rows: Array<INodeExecutionData['json']>): INodeExecutionData[] {
	return rows.map((json) => ({ json }));
}

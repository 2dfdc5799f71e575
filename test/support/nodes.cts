import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../sandbox/index.cts';
import type { Credentials } from './engine.cts';

export const NODE_NAME = 'WhatsApp Instance';

/** A WhatsApp Instance node as it stands in a workflow. */
export function instanceNode(parameters: INodeParameters, settings: Partial<INode> = {}): INode {
	const provider = parameters.provider === 'wachat' ? 'wachatApi' : 'hypersenderApi';
	return {
		id: 'a1b2c3d4-0000-4000-8000-000000000001',
		name: NODE_NAME,
		type: 'n8n-nodes-whatsapp-instance.whatsAppInstance',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'instance', ...parameters },
		credentials: { [provider]: { id: 'credential', name: 'Sandbox' } },
		...settings,
	};
}

/** The sandbox's credentials, as a user would enter them. */
export function credentialsFor({ hypersender, wachat }: Sandbox): Credentials {
	return {
		hypersenderApi: { ...hypersender, webhookSecret: '' },
		wachatApi: { ...wachat },
	};
}

/** Input items made of plain JSON. */
export function inputItems(...rows: Array<INodeExecutionData['json']>): INodeExecutionData[] {
	return rows.map((json) => ({ json }));
}

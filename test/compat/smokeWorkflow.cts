import type { INodeParameters } from 'n8n-workflow';

import { descriptors } from '../providers/descriptors.cts';
import type { ProviderName } from '../sandbox/index.cts';
import { credentialTypeOf, instanceNode, NODE_NAME } from '../support/nodes.cts';

export const CREATE = NODE_NAME;
export const READ_BACK = 'Read Back';

/** A workflow that n8n can import: it creates an instance and reads the file with its QR code. */
export function smokeWorkflow(provider: ProviderName): object {
	const parameters: INodeParameters = {
		provider,
		operation: 'create',
		name: 'Smoke',
		phone: '+6281234567890',
		...descriptors[provider].createParameters,
	};
	const type = credentialTypeOf(parameters);
	return {
		id: provider,
		name: `Create at ${provider}`,
		active: false,
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				id: 'a1b2c3d4-0000-4000-8000-000000000010',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [-200, 0],
				parameters: {},
			},
			{
				...instanceNode(parameters),
				credentials: { [type]: { id: type, name: type } },
			},
			{
				id: 'a1b2c3d4-0000-4000-8000-000000000011',
				name: READ_BACK,
				type: 'n8n-nodes-base.extractFromFile',
				typeVersion: 1,
				position: [200, 0],
				parameters: {
					operation: 'binaryToPropery',
					binaryPropertyName: 'data',
					destinationKey: 'png',
					options: {},
				},
			},
		],
		connections: {
			Start: { main: [[{ node: CREATE, type: 'main', index: 0 }]] },
			[CREATE]: { main: [[{ node: READ_BACK, type: 'main', index: 0 }]] },
		},
	};
}

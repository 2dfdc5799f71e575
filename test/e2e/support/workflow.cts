import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowFile } from '../../n8n/RestClient.cts';
import { descriptors } from '../../providers/descriptors.cts';
import type { ProviderName } from '../../sandbox/index.cts';
import type { ConnectedSandbox } from './SharedBench.cts';

export const PACKAGE = 'n8n-nodes-whatsapp-instance';

/** A node as it stands in a workflow; `chain` gives it a place. */
export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters = {},
	more: Partial<INode> = {},
): INode {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, ...more };
}

/** The trigger a workflow is started with by hand. */
export function manualStart(): INode {
	return node('Start', 'n8n-nodes-base.manualTrigger', 1);
}

/** A WhatsApp Instance node. */
export function instanceNode(
	name: string,
	provider: ProviderName,
	operation: string,
	{ credentials }: Pick<ConnectedSandbox, 'credentials'>,
	parameters: INodeParameters = {},
): INode {
	return node(
		name,
		`${PACKAGE}.whatsAppInstance`,
		1,
		{ provider, resource: 'instance', operation, ...parameters },
		credentialOf(provider, credentials),
	);
}

/** The credential of one provider, as it stands in a node. */
export function credentialOf(
	provider: ProviderName,
	credentials: ConnectedSandbox['credentials'],
): Pick<INode, 'credentials'> {
	const { type } = descriptors[provider].credential;
	const reference = credentials[type];
	if (reference === undefined) throw new Error(`there is no credential '${type}'`);
	return { credentials: { [type]: reference } };
}

/** The field 'Instance', filled in by an expression or an ID. */
export function byId(value: string): { __rl: true; mode: 'id'; value: string } {
	return { __rl: true, mode: 'id', value };
}

/** A workflow of nodes that follow one another. */
export function chain(...nodes: INode[]): WorkflowFile {
	const connections: WorkflowFile['connections'] = {};
	nodes.forEach((one, index) => {
		one.position = [index * 220, 0];
		const next = nodes[index + 1];
		if (next) connections[one.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	});
	return { name: nodes.map(({ name }) => name).join(', '), nodes, connections };
}

import { randomUUID } from 'node:crypto';

import type { IConnections, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { WorkflowFile } from '../../support/engine.cts';
import { inputItems, instanceNode } from '../../support/nodes.cts';

/** The last node of each workflow, whose items are its result. */
export interface MeasuredWorkflow extends WorkflowFile {
	first: string;
	last: string;
}

function chain(nodes: INode[]): MeasuredWorkflow {
	const connections: IConnections = {};
	nodes.forEach(({ name }, index) => {
		const next = nodes[index + 1];
		if (next) connections[name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	});
	const names = nodes.map(({ name }) => name);
	return { nodes, connections, first: names[0] ?? '', last: names.at(-1) ?? '' };
}

function node(name: string, type: string, typeVersion: number, parameters: INodeParameters) {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters } as INode;
}

const bearer = { httpHeaderAuth: { id: 'credential', name: 'Sandbox' } };
const signedIn = { authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth' };

/** Onboarding with this package. */
export const ourOnboarding = chain([
	instanceNode({
		provider: 'wachat',
		operation: 'create',
		name: '={{ $json.name }}',
		phone: '={{ $json.phone }}',
	}),
]);

/**
 * Onboarding with n8n's own nodes: create, take the ID and the bare base64 out of the answer, make a
 * file of it. (Wachat's code is a data URI; Convert to File would make a damaged file of that.)
 */
export function chainOnboarding(baseUrl: string): MeasuredWorkflow {
	return chain([createRequest(baseUrl, '$json'), ...makeFile]);
}

/**
 * The same with the list asked for before each creation, so that a second run could find what exists.
 * What it would do with that is left out: it is cheaper here than in earnest.
 */
export function safeChainOnboarding(baseUrl: string): MeasuredWorkflow {
	const customers = node('Customers', 'n8n-nodes-base.set', 3.4, {
		includeOtherFields: true,
		options: {},
	});
	const list: INode = {
		...node('List', 'n8n-nodes-base.httpRequest', 4.2, {
			url: `${baseUrl}/instance/list`,
			...signedIn,
			options: {},
		}),
		credentials: bearer,
	};
	const create = createRequest(baseUrl, "$('Customers').item.json");
	return chain([customers, list, create, ...makeFile]);
}

function createRequest(baseUrl: string, customer: string): INode {
	return {
		...node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `${baseUrl}/instance/create`,
			...signedIn,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `={{ { instanceName: ${customer}.name, number: ${customer}.phone.slice(1) } }}`,
			options: {},
		}),
		credentials: bearer,
	};
}

const makeFile: INode[] = [
	node('Edit Fields', 'n8n-nodes-base.set', 3.4, {
		assignments: {
			assignments: [
				assignment('instanceId', '={{ $json.instance.apiInstanceName }}'),
				assignment('name', '={{ $json.instance.displayName }}'),
				assignment('phone', '={{ $json.instance.number }}'),
				assignment('qrCode', "={{ $json.qrcode.base64.split(',')[1] }}"),
			],
		},
		options: {},
	}),
	node('Convert to File', 'n8n-nodes-base.convertToFile', 1.1, {
		operation: 'toBinary',
		sourceProperty: 'qrCode',
		options: { fileName: '={{ $json.name }}.png', mimeType: 'image/png' },
	}),
];

/** The least a node could do to onboard (see leastNode.cts). */
export const leastOnboarding = chain([
	{
		...node('Least', 'bench.leastCreate', 1, {
			name: '={{ $json.name }}',
			phone: '={{ $json.phone }}',
		}),
		credentials: { wachatApi: { id: 'credential', name: 'Sandbox' } },
	},
]);

/** The status of instances with this package. */
export const ourStatus = chain([
	instanceNode({
		provider: 'wachat',
		operation: 'get',
		instanceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
	}),
]);

/** The status of instances with one HTTP Request for each. */
export function chainStatus(baseUrl: string): MeasuredWorkflow {
	return chain([
		{
			...node('HTTP Request', 'n8n-nodes-base.httpRequest', 4.2, {
				url: `${baseUrl}/instance/state`,
				...signedIn,
				sendQuery: true,
				queryParameters: { parameters: [{ name: 'instanceName', value: '={{ $json.id }}' }] },
				options: {},
			}),
			credentials: bearer,
		},
	]);
}

/** The least a node could do to return the status of instances (see leastNode.cts). */
export const leastStatus = chain([
	{
		...node('Least', 'bench.least', 1, { id: '={{ $json.id }}' }),
		credentials: { wachatApi: { id: 'credential', name: 'Sandbox' } },
	},
]);

function assignment(name: string, value: string) {
	return { id: randomUUID(), name, value, type: 'string' };
}

/** Items for so many customers. */
export function customers(count: number): INodeExecutionData[] {
	return inputItems(...Array.from({ length: count }, (_, index) => customer(index)));
}

export function customer(index: number): { name: string; phone: string } {
	return { name: `Shop ${index}`, phone: `+62812${String(index).padStart(7, '0')}` };
}

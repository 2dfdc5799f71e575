import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';

import { itemsOf, type Execution, type WorkflowFile } from '../../n8n/RestClient.cts';
import type { ProviderName } from '../../sandbox/index.cts';
import type { ConnectedSandbox } from '../support/SharedBench.cts';
import { instanceNode, node } from '../support/workflow.cts';

/** One customer who asks for an instance. */
export interface Customer {
	name: string;
	phone: string;
	provider: ProviderName;
}

/** The node that puts out the QR code, by provider. */
const CREATE_NODES = { hypersender: 'At Hypersender', wachat: 'At Wachat' } as const;

const RECEIVE = 'Customer Asks';

/**
 * The workflow of a customer portal: a webhook, Create at the provider the customer chose, and an
 * upload of the picture by another node.
 *
 * @param path of the webhook
 * @param uploadUrl where the pictures go
 */
export function onboardingWorkflow(
	path: string,
	uploadUrl: string,
	credentials: ConnectedSandbox['credentials'],
): WorkflowFile {
	const customer = { name: '={{ $json.body.name }}', phone: '={{ $json.body.phone }}' };
	const create = (provider: ProviderName) =>
		instanceNode(CREATE_NODES[provider], provider, 'create', { credentials }, customer);
	return {
		name: `Onboarding ${path}`,
		nodes: [
			node(
				RECEIVE,
				'n8n-nodes-base.webhook',
				2,
				{ httpMethod: 'POST', path, responseMode: 'onReceived' },
				{ webhookId: path },
			),
			node('Which Provider', 'n8n-nodes-base.if', 2.2, isHypersender()),
			create('hypersender'),
			create('wachat'),
			node('Upload', 'n8n-nodes-base.httpRequest', 4.2, upload(uploadUrl)),
		],
		connections: {
			[RECEIVE]: { main: [[to('Which Provider')]] },
			'Which Provider': { main: [[to(CREATE_NODES.hypersender)], [to(CREATE_NODES.wachat)]] },
			[CREATE_NODES.hypersender]: { main: [[to('Upload')]] },
			[CREATE_NODES.wachat]: { main: [[to('Upload')]] },
		},
	};
}

/** What one onboarding has put out. @throws when there is no instance or no picture */
export function resultOf(execution: Execution) {
	const [item] = Object.values(CREATE_NODES).flatMap((name) => itemsOf(execution, name));
	const picture: IBinaryData | undefined = item?.binary?.data;
	if (item === undefined || picture === undefined) {
		throw new Error(`execution ${execution.id} put out ${JSON.stringify(item)}`);
	}
	return { json: item.json as IDataObject & { name: string; instanceId: string }, picture };
}

/** The end of a connection. */
function to(name: string) {
	return { node: name, type: 'main' as const, index: 0 };
}

function isHypersender(): INodeParameters {
	return {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			combinator: 'and',
			conditions: [
				{
					id: 'provider',
					leftValue: '={{ $json.body.provider }}',
					rightValue: 'hypersender',
					operator: { type: 'string', operation: 'equals' },
				},
			],
		},
	};
}

function upload(url: string): INodeParameters {
	const field = (name: string, value: string) => ({ parameterType: 'formData', name, value });
	return {
		method: 'POST',
		url,
		sendBody: true,
		contentType: 'multipart-form-data',
		bodyParameters: {
			parameters: [
				field('executionId', '={{ $execution.id }}'),
				field('instanceId', '={{ $json.instanceId }}'),
				{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
			],
		},
	};
}

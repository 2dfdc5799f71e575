import type { IBinaryData, IDataObject, INodeParameters } from 'n8n-workflow';

import { itemsOf, type Execution, type WorkflowFile } from '../../n8n/RestClient.cts';
import { descriptors, forEachProvider, PROVIDER_NAMES } from '../../providers/descriptors.cts';
import type { ProviderName } from '../../sandbox/index.cts';
import type { ConnectedSandbox } from '../support/SharedBench.cts';
import { instanceNode, node } from '../support/workflow.cts';

/** One customer who asks for an instance. */
export interface Customer {
	name: string;
	phone: string;
	provider: ProviderName;
}

/** The node that returns the QR code, by provider. */
const CREATE_NODES = forEachProvider((name) => `At ${descriptors[name].title}`);

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
	// The last provider takes whoever has chosen none of the others.
	const asked = PROVIDER_NAMES.slice(0, -1);
	const question = (provider: ProviderName) => `Is It ${descriptors[provider].title}`;
	const ways = PROVIDER_NAMES.map((provider, index) =>
		index < asked.length ? question(provider) : CREATE_NODES[provider],
	);
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
			...asked.map((provider) =>
				node(question(provider), 'n8n-nodes-base.if', 2.2, isProvider(provider)),
			),
			...PROVIDER_NAMES.map(create),
			node('Upload', 'n8n-nodes-base.httpRequest', 4.2, upload(uploadUrl)),
		],
		connections: {
			[RECEIVE]: { main: ways.slice(0, 1).map((way) => [to(way)]) },
			...Object.fromEntries(
				asked.map((provider, index) => [
					question(provider),
					{ main: [[to(CREATE_NODES[provider])], ways.slice(index + 1, index + 2).map(to)] },
				]),
			),
			...Object.fromEntries(
				Object.values(CREATE_NODES).map((name) => [name, { main: [[to('Upload')]] }]),
			),
		},
	};
}

/** What one onboarding has returned. @throws when there is no instance or no image */
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

function isProvider(provider: ProviderName): INodeParameters {
	return {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			combinator: 'and',
			conditions: [
				{
					id: 'provider',
					leftValue: '={{ $json.body.provider }}',
					rightValue: provider,
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

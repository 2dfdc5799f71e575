import './engineEnvironment.cts';
import { ExecuteContext, RoutingNode, type PackageDirectoryLoader } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { EngineCredentials } from './engineCredentials.cts';

interface Verdict {
	status: 'OK' | 'Error';
	message: string;
}

/**
 * Tests a credential as the button in the editor does: its `test` request goes through n8n's own
 * routing node, then the rules judge the answer. The judging is part of the n8n server and follows
 * it here (n8n 2.41.1, credentials-tester.service.js, runRequestTest).
 */
export async function testCredential(
	loader: PackageDirectoryLoader,
	credentialType: string,
	data: ICredentialDataDecryptedObject,
): Promise<Verdict> {
	const { test } = loader.getCredential(credentialType).type;
	if (!test) throw new Error(`${credentialType} has no test`);

	try {
		const response = await sendTestRequest(loader, credentialType, data, test.request);
		for (const rule of test.rules ?? []) {
			if (rule.type !== 'responseSuccessBody') continue;
			const json: unknown = response?.[0]?.[0]?.json;
			if (json === undefined) throw new Error('n8n would crash: there is no first item');
			const value = (json as Record<string, unknown>)[rule.properties.key];
			if (value === rule.properties.value) {
				return { status: 'Error', message: rule.properties.message };
			}
		}
		return { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		const { cause, message } = error as Error & {
			cause?: { response?: { status: number; statusText: string }; code?: string };
		};
		if (cause?.response === undefined) return { status: 'Error', message: cause?.code ?? message };
		const { status, statusText } = cause.response;
		const rule = test.rules?.find(
			(one) => one.type === 'responseCode' && one.properties.value === status,
		);
		return { status: 'Error', message: rule?.properties.message ?? statusText };
	}
}

async function sendTestRequest(
	loader: PackageDirectoryLoader,
	credentialType: string,
	data: ICredentialDataDecryptedObject,
	request: object,
) {
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [credentialType]: { id: 'credential', name: 'Tested' } },
	};
	const nodeType: INodeType = {
		description: {
			displayName: 'Temp-Node',
			name: 'noOp',
			group: ['organization'],
			version: 1,
			description: 'Stands for the node n8n makes up for the test',
			defaults: { name: 'Temp-Node' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: credentialType, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
	});
	// The routing node uses no more than this.
	const additionalData = {
		credentialsHelper: new EngineCredentials(loader, { [credentialType]: data }),
		variables: {},
		restApiUrl: 'http://localhost/rest',
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
	} as unknown as IWorkflowExecuteAdditionalData;
	const input = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData(),
		0,
		[],
		input,
		{ node, data: input, source: null },
		[],
	);
	const decrypted = { id: 'credential', name: 'Tested', type: credentialType, data };
	return await new RoutingNode(context, nodeType, decrypted).runNode();
}

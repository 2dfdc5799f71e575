import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { HookContext, WebhookContext } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type IDataObject,
	type IHookFunctions,
	type IHttpRequestMethods,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IWebhookData,
	type IWebhookFunctions,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { callDirectly, type DirectAnswer } from './directCall.cts';
import { EngineCredentials } from './engineCredentials.cts';
import type { Credentials, Engine } from './engine.cts';
import { credentialTypeOf } from './nodes.cts';
import { EarlyAnswer, WebhookServer, type N8nRequest, type N8nResponse } from './webhookServer.cts';

export const EVENT_NODE = 'WhatsApp Instance Event Trigger';

/** How one test differs from the usual. */
interface HostOptions {
	workflowId?: string;
	/** What n8n has kept from an earlier time. */
	staticData?: IDataObject;
	/** The public address of this n8n instead of the server's own. */
	webhookUrl?: string;
	/**
	 * Whether n8n stores static data that a webhook has changed when it starts the workflow, as
	 * before n8n 2.20. True unless something else is said.
	 */
	storesOnStart?: boolean;
	/** Called each time the workflow is started. */
	onRun?: (items: INodeExecutionData[]) => void;
}

/** An event trigger as it stands in a workflow. */
export function eventNode(parameters: INodeParameters): INode {
	return {
		id: 'a1b2c3d4-0000-4000-8000-000000000002',
		webhookId: 'b2c3d4e5-0000-4000-8000-000000000003',
		name: EVENT_NODE,
		type: 'n8n-nodes-whatsapp-instance.whatsAppInstanceEventTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [credentialTypeOf(parameters)]: { id: 'credential', name: 'Sandbox' } },
	};
}

/**
 * The part of the n8n server that has to do with webhooks, around n8n-core's own contexts: it
 * activates and deactivates a webhook trigger of this package, takes requests in over HTTP, answers
 * them as n8n 2.41.1 does, and keeps the static data between calls as n8n's database would.
 */
export class TriggerHost {
	/** What the workflow was started with, in order. */
	readonly runs: INodeExecutionData[][] = [];

	/** What n8n has stored; what was not stored is lost with the process. */
	staticData: IDataObject;

	/** Lines the node has logged. */
	readonly log: string[] = [];

	/** Makes n8n unable to run workflows, as while its database is gone. */
	failsToRun = false;

	private server: WebhookServer | undefined;

	/** Responses that n8n is done with, and the node is not. */
	private readonly open = new Set<N8nResponse>();

	private constructor(
		private readonly engine: Engine,
		public node: INode,
		public credentials: Credentials,
		private readonly options: HostOptions,
	) {
		this.staticData = options.staticData ?? {};
	}

	static async start(
		engine: Engine,
		node: INode,
		credentials: Credentials,
		options: HostOptions = {},
	): Promise<TriggerHost> {
		const host = new TriggerHost(engine, node, credentials, options);
		host.server = await WebhookServer.start(async (request, response) => {
			await host.receive(request, response);
		});
		return host;
	}

	/** Where deliveries go. */
	get url(): string {
		const { description } = this.nodeType();
		const path = description.webhooks?.[0]?.path ?? '';
		return NodeHelpers.getNodeWebhookUrl(this.baseUrl(), this.workflowId, this.node, path);
	}

	async close(): Promise<void> {
		await this.server?.close();
	}

	/** Activates the workflow. A crash loses what the node wanted to be kept. */
	async activate({ crash = false } = {}): Promise<void> {
		const workflow = this.workflow();
		const { checkExists, create } = this.nodeType().webhookMethods?.default ?? {};
		if (!checkExists || !create) throw new Error('the node has no webhook methods');
		if (!(await checkExists.call(this.hook(workflow, 'activate')))) {
			await create.call(this.hook(workflow, 'activate'));
		}
		if (!crash) this.save(workflow);
	}

	async deactivate(): Promise<void> {
		const workflow = this.workflow();
		await this.nodeType().webhookMethods?.default?.delete.call(this.hook(workflow, 'update'));
		this.save(workflow);
	}

	/** Opens the address as a browser does. */
	async get(headers: Record<string, string> = {}): Promise<Response> {
		return await fetch(this.address(), { headers, signal: AbortSignal.timeout(5000) });
	}

	/** Answers a request without a network. @param onPart is called with what comes in parts */
	async call(
		method: 'GET' | 'POST',
		body = '',
		onPart?: (part: string) => void,
	): Promise<DirectAnswer> {
		const handle = async (request: N8nRequest, response: N8nResponse) => {
			await this.receive(request, response);
		};
		return await callDirectly(method, body, handle, onPart);
	}

	/** Sends a request whose response may stay open. */
	async stream(body: string, signal: AbortSignal): Promise<Response> {
		const headers = { 'content-type': 'text/plain' };
		return await fetch(this.address(), { method: 'POST', body, headers, signal });
	}

	/** n8n is stopped and started again: what it has not stored is lost. */
	restart(): void {
		// What this process knows of a node, it knows by its ID.
		this.node = { ...this.node, id: randomUUID() };
		for (const response of this.open) response.destroy();
		this.open.clear();
	}

	/** Sends a request of one's own making. */
	async post(
		body: string | Buffer,
		headers: IncomingHttpHeaders,
		path?: string,
	): Promise<[number, unknown]> {
		const answer = await fetch(this.address(path), {
			method: 'POST',
			body,
			headers: headers as Record<string, string>,
			signal: AbortSignal.timeout(5000),
		});
		const text = await answer.text();
		return [answer.status, JSON.parse(text)];
	}

	/** The JSON of the only item of the only run; fails the test when there is another number. */
	get onlyJson(): IDataObject {
		if (this.runs.length !== 1 || this.runs[0]?.length !== 1 || !this.runs[0][0]) {
			throw new Error(`the workflow was started ${this.runs.length} times`);
		}
		return this.runs[0][0].json;
	}

	// n8n 2.41.1, webhooks/webhook-helpers.js, `executeWebhook`, and webhook-request-handler.js.
	private async receive(request: N8nRequest, response: N8nResponse): Promise<void> {
		const workflow = this.workflow();
		const data = this.additionalData();
		Object.assign(data, { httpRequest: request, httpResponse: response });
		const webhookData = this.webhookData(data, request.method);
		const context = new WebhookContext(workflow, this.node, data, 'webhook', webhookData, [], null);
		Object.defineProperty(context, 'logger', { value: this.logger() });
		const functions = context as unknown as IWebhookFunctions;
		const result = await this.nodeType().webhook?.call(functions);
		// Whoever gives the node another ID starts n8n again, which ends all that is under way.
		if (this.node.id !== context.getNode().id) throw new Error('n8n was stopped');
		if (!result) throw new Error('the node takes no webhooks');

		if (result.noWebhookResponse === true) {
			this.save(workflow);
			if (!response.writableEnded) this.open.add(response);
			return;
		}
		if (result.workflowData === undefined) {
			this.save(workflow);
			response.status(200).json(result.webhookResponse ?? { message: 'Webhook call received' });
			return;
		}
		if (this.failsToRun) throw new Error('There was a problem executing the workflow');
		this.runs.push(...result.workflowData);
		for (const items of result.workflowData) this.options.onRun?.(items);
		const { responseData } = webhookData.webhookDescription;
		const fallback = 'firstEntryJson';
		const text = workflow.expression.getComplexParameterValue(
			this.node,
			responseData,
			'webhook',
			{},
			undefined,
			fallback,
		);
		if (text) throw new Error(`n8n would answer with the text '${JSON.stringify(text)}'`);
		if (this.options.storesOnStart !== false) this.save(workflow);
		response.status(200).json(result.webhookResponse ?? { message: 'Workflow was started' });
	}

	/** Where this server listens for what is sent to a path. */
	private address(path = new URL(this.url).pathname): URL {
		return new URL(path, this.server?.address);
	}

	private get workflowId(): string {
		return this.options.workflowId ?? 'workflow';
	}

	private baseUrl(): string {
		return this.options.webhookUrl ?? `${this.server?.address ?? ''}/webhook`;
	}

	private nodeType() {
		const name = this.node.type.split('.').at(-1) ?? this.node.type;
		return NodeHelpers.getVersionedNodeType(this.engine.loader.getNode(name).type);
	}

	/** n8n loads the workflow again for everything that happens. */
	private workflow(): Workflow {
		return new Workflow({
			id: this.workflowId,
			name: 'Alerts',
			nodes: [this.node],
			connections: {},
			active: true,
			nodeTypes: {
				getByName: () => this.nodeType(),
				getByNameAndVersion: () => this.nodeType(),
				getKnownTypes: () => ({}),
			},
			staticData: structuredClone(this.staticData),
			settings: { executionOrder: 'v1' },
		});
	}

	// n8n 2.41.1, workflows/workflow-static-data.service.js: what has not been changed is not stored, so
	// that a request that takes long does not undo what others have stored meanwhile.
	private save(workflow: Workflow): void {
		if (workflow.staticData.__dataChanged !== true) return;
		this.staticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
	}

	private hook(workflow: Workflow, activation: WorkflowActivateMode): IHookFunctions {
		const data = this.additionalData();
		const mode: WorkflowExecuteMode = 'trigger';
		const webhookData = this.webhookData(data);
		const context = new HookContext(workflow, this.node, data, mode, activation, webhookData);
		// Their types differ in optional fields only.
		return context as unknown as IHookFunctions;
	}

	private webhookData(
		additionalData: IWorkflowExecuteAdditionalData,
		method = 'POST',
	): IWebhookData {
		const webhookDescription = this.nodeType().description.webhooks?.find(
			({ httpMethod }) => httpMethod === method,
		);
		if (!webhookDescription) throw new EarlyAnswer(404, `There is no webhook for ${method}`);
		return {
			httpMethod: webhookDescription.httpMethod as IHttpRequestMethods,
			node: this.node.name,
			path: webhookDescription.path,
			webhookDescription,
			workflowId: this.workflowId,
			workflowExecuteAdditionalData: additionalData,
		};
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		// The contexts use no more than this; the rest belongs to the n8n server.
		const data: Partial<IWorkflowExecuteAdditionalData> = {
			credentialsHelper: new EngineCredentials(this.engine.loader, this.credentials),
			variables: {},
			restApiUrl: 'http://localhost/rest',
			webhookBaseUrl: this.baseUrl(),
			webhookTestBaseUrl: `${this.baseUrl()}-test`,
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
		};
		return data as IWorkflowExecuteAdditionalData;
	}

	private logger() {
		const write = (line: string) => this.log.push(line);
		return { debug: write, info: write, warn: write, error: write };
	}
}

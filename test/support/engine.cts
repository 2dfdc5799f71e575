import './engineEnvironment.cts';
import 'reflect-metadata';
import { join } from 'node:path';

import { Container } from '@n8n/di';
import {
	BinaryDataService,
	LoadOptionsContext,
	PollContext,
	PackageDirectoryLoader,
	WorkflowExecute,
} from 'n8n-core';
import { ExecutionLifecycleHooks } from 'n8n-core/dist/execution-engine/execution-lifecycle-hooks';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteData,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type INodeTypes,
	type IPollFunctions,
	type IRun,
	type IVersionedNodeType,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { EngineCredentials } from './engineCredentials.cts';
import { withoutFiles } from './engineVersion.cts';

/** What n8n shows of the error a node has ended with. */
interface ShownError {
	name: string;
	message: string;
	description?: string | null;
	httpCode?: string;
}

export type Credentials = Record<string, ICredentialDataDecryptedObject>;

export interface WorkflowFile {
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** What n8n keeps of the workflow from one run to the next. */
	staticData?: IDataObject;
}

/** Polls once. @returns what the workflow starts with, `null` when there is nothing */
export type Poll = () => Promise<INodeExecutionData[] | null>;

/** A workflow that has been run. */
export class FinishedRun {
	constructor(
		readonly run: IRun,
		private readonly binaryData: BinaryDataService,
	) {}

	/** The items a node returned, on its first output unless another one is named. */
	items(nodeName: string, output = 0): INodeExecutionData[] {
		return this.run.data.resultData.runData[nodeName]?.at(-1)?.data?.main?.[output] ?? [];
	}

	/** The error a node ended with; fails the test when there was none. */
	error(nodeName: string): ShownError {
		const error = this.run.data.resultData.runData[nodeName]?.at(-1)?.error;
		if (!error) throw new Error(`'${nodeName}' ended without an error`);
		return error as ShownError;
	}

	/** The bytes of an item's binary field, read back from n8n's store. */
	async file(item: INodeExecutionData | undefined, field = 'data'): Promise<Buffer> {
		return await readFile(this.binaryData, item, field);
	}

	/** All that n8n would store of this run but its files, as text, for looking through it. */
	stored(): string {
		return JSON.stringify(this.run.data, (key, value: unknown) =>
			value instanceof Error
				? {
						...Object.fromEntries(Object.entries(value)),
						message: value.message,
						stack: value.stack,
					}
				: withoutFiles(key, value),
		);
	}
}

async function readFile(
	binaryData: BinaryDataService,
	item: INodeExecutionData | undefined,
	field: string,
): Promise<Buffer> {
	const file = item?.binary?.[field];
	if (!file) throw new Error(`the item has no binary field '${field}'`);
	return await binaryData.getAsBuffer(file);
}

/** n8n's own execution engine with the built package loaded into it, as n8n loads it. */
export class Engine {
	private constructor(
		readonly loader: PackageDirectoryLoader,
		private readonly binaryData: BinaryDataService,
		private readonly helperNodes: Record<string, INodeType | IVersionedNodeType>,
	) {}

	/** @param helperNodes further node types a workflow needs, by their full name */
	static async start(
		helperNodes: Record<string, INodeType | IVersionedNodeType> = {},
	): Promise<Engine> {
		const loader = new PackageDirectoryLoader(join(__dirname, '..', '..'));
		await loader.loadAll();
		const binaryData = Container.get(BinaryDataService);
		await binaryData.init();
		return new Engine(loader, binaryData, helperNodes);
	}

	/** Starts a workflow at a node with the given items. `cancel` is what the stop button does. */
	start(
		file: WorkflowFile,
		startNode: string,
		input: INodeExecutionData[],
		credentials: Credentials,
		onNodeFinished?: (nodeName: string, items: INodeExecutionData[]) => Promise<void>,
	): { finished: Promise<FinishedRun>; cancel: () => void } {
		const workflow = this.workflow(file);
		const node = workflow.getNode(startNode);
		if (!node) throw new Error(`the workflow has no node '${startNode}'`);

		const hooks = new ExecutionLifecycleHooks('trigger', '7', {
			id: 'workflow',
			name: 'workflow',
			active: false,
			isArchived: false,
			activeVersionId: null,
			createdAt: new Date(),
			updatedAt: new Date(),
			...file,
		});
		hooks.addHandler('nodeExecuteAfter', async (name, { data }) => {
			await onNodeFinished?.(name, data?.main?.[0] ?? []);
		});
		const stack: IExecuteData[] = [{ node, data: { main: [input] }, source: null }];
		const data = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
		const execution = new WorkflowExecute(
			this.additionalData(credentials, hooks),
			'trigger',
			data,
		).processRunExecutionData(workflow);
		return {
			finished: execution.then((run) => new FinishedRun(run, this.binaryData)),
			cancel: () => {
				execution.cancel();
			},
		};
	}

	/** The bytes of an item's binary field, also while the workflow is still running. */
	async file(item: INodeExecutionData | undefined, field = 'data'): Promise<Buffer> {
		return await readFile(this.binaryData, item, field);
	}

	/** Asks a node for the entries of its instance picker, as the editor does. */
	async listSearch(node: INode, filter: string, credentials: Credentials, page?: string) {
		const workflow = this.workflow({ nodes: [node], connections: {} });
		const nodeType = NodeHelpers.getVersionedNodeType(this.nodeType(node.type));
		const method = nodeType.methods?.listSearch?.searchInstances;
		if (!method) throw new Error('the node has no list search');
		const additionalData = this.additionalData(credentials);
		additionalData.currentNodeParameters = node.parameters;
		const context = new LoadOptionsContext(workflow, node, additionalData, '');
		const result: INodeListSearchResult = await method.call(
			context as unknown as ILoadOptionsFunctions,
			filter,
			page,
		);
		return result;
	}

	/**
	 * Polls a trigger once, as n8n does after a restart with an active workflow or, with `manual`, the
	 * editor.
	 *
	 * @param staticData what the workflow remembers; changed in place, as n8n does before storing it
	 */
	async poll(
		node: INode,
		credentials: Credentials,
		staticData: IDataObject,
		mode: 'trigger' | 'manual' = 'trigger',
	): Promise<INodeExecutionData[] | null> {
		const activation = mode === 'manual' ? 'manual' : 'init';
		return await this.poller(node, credentials, staticData, { mode, activation })();
	}

	/** Activates a polling trigger. @returns what polls it, with one context for all polls, as in n8n */
	activatePoll(node: INode, credentials: Credentials, staticData: IDataObject): Poll {
		return this.poller(node, credentials, staticData, { mode: 'trigger', activation: 'activate' });
	}

	private poller(
		node: INode,
		credentials: Credentials,
		staticData: IDataObject,
		{ mode, activation }: { mode: WorkflowExecuteMode; activation: WorkflowActivateMode },
	): Poll {
		const workflow = this.workflow({ nodes: [node], connections: {}, staticData });
		const data = this.additionalData(credentials);
		const context = new PollContext(workflow, node, data, mode, activation);
		const nodeType = NodeHelpers.getVersionedNodeType(this.nodeType(node.type));
		return async () => {
			const items = await nodeType.poll?.call(context as unknown as IPollFunctions);
			Object.assign(staticData, workflow.staticData);
			return items?.[0] ?? null;
		};
	}

	private workflow({ nodes, connections, settings, staticData }: WorkflowFile): Workflow {
		const nodeTypes: INodeTypes = {
			getByName: (name) => this.nodeType(name),
			getByNameAndVersion: (name, version) =>
				NodeHelpers.getVersionedNodeType(this.nodeType(name), version),
			getKnownTypes: () => ({}),
		};
		return new Workflow({
			id: 'workflow',
			nodes,
			connections,
			active: false,
			nodeTypes,
			settings: { executionOrder: 'v1', ...settings },
			...(staticData && { staticData }),
		});
	}

	private nodeType(name: string) {
		const helper = this.helperNodes[name];
		return helper ?? this.loader.getNode(name.split('.').at(-1) ?? name).type;
	}

	private additionalData(
		credentials: Credentials,
		hooks?: ExecutionLifecycleHooks,
	): IWorkflowExecuteAdditionalData {
		// The engine itself uses no more than this; the rest belongs to the n8n server.
		const data: Partial<IWorkflowExecuteAdditionalData> = {
			executionId: '7',
			credentialsHelper: new EngineCredentials(this.loader, credentials),
			variables: {},
			restApiUrl: 'http://localhost/rest',
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
			setExecutionStatus: () => undefined,
			sendDataToUI: () => undefined,
			...(hooks && { hooks }),
		};
		return data as IWorkflowExecuteAdditionalData;
	}
}

export const MAIN = NodeConnectionTypes.Main;

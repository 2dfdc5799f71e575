import { randomBytes, randomUUID } from 'node:crypto';

import type { IBinaryData, INode, IWorkflowBase } from 'n8n-workflow';

import { RestConnection } from './RestConnection.cts';
import type {
	Execution,
	ExecutionSummary,
	NodeTypeInfo,
	Verdict,
	WorkflowFile,
} from './restTypes.cts';
import { until } from './until.cts';

export { RefusedError } from './RestConnection.cts';
export * from './restTypes.cts';

/** Talks to a running n8n as its editor does, and reads executions by its public API. */
export class RestClient extends RestConnection {
	private constructor(
		address: string,
		/** What a person signs in with. */
		readonly owner: { email: string; password: string },
	) {
		super(address);
	}

	/** Makes the owner of a new n8n and signs in. */
	static async setUp(address: string): Promise<RestClient> {
		const owner = {
			email: 'owner@example.com',
			password: `${randomBytes(12).toString('hex')}A1`,
		};
		const client = new RestClient(address, owner);
		await client.post('/rest/owner/setup', { ...owner, firstName: 'Olivia', lastName: 'Owner' });
		await client.openPublicApi();
		return client;
	}

	/** Signs in to an n8n that has an owner already. */
	static async signIn(
		address: string,
		owner: { email: string; password: string },
	): Promise<RestClient> {
		const client = new RestClient(address, owner);
		const { email, password } = owner;
		await client.post('/rest/login', { emailOrLdapLoginId: email, password });
		await client.openPublicApi();
		return client;
	}

	/** Stores a credential. @returns what nodes refer to it by */
	async createCredential(
		type: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<{ id: string; name: string }> {
		const { id } = await this.post<{ id: string }>('/rest/credentials', { name, type, data });
		return { id, name };
	}

	/** Does what the editor does when a credential has been entered. */
	async testCredential(type: string, data: Record<string, unknown>): Promise<Verdict> {
		const credentials = { id: '', name: 'Tested', type, data };
		return await this.post('/rest/credentials/test', { credentials });
	}

	/** Stores a workflow, switched off. @returns its ID */
	async createWorkflow(workflow: WorkflowFile): Promise<string> {
		const { id } = await this.post<{ id: string }>('/rest/workflows', {
			name: 'Test',
			settings: { executionOrder: 'v1' },
			...workflow,
			active: false,
		});
		return id;
	}

	/** @returns the workflow as n8n has stored it, its static data included */
	async workflow(id: string): Promise<IWorkflowBase & { versionId: string; nodes: INode[] }> {
		return await this.get(`/rest/workflows/${id}`);
	}

	/** Switches a workflow on and waits until its triggers are. @throws when one of them fails */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.post(`/rest/workflows/${id}/activate`, { versionId });
		await this.publication(id, 'published');
	}

	/** Switches a workflow off and waits until its triggers are. */
	async deactivate(id: string): Promise<void> {
		await this.post(`/rest/workflows/${id}/deactivate`, {});
		await this.publication(id, 'not_published');
	}

	/** The IDs of all workflows that are switched on. */
	async activeWorkflows(): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ active: true }));
		const found = await this.get<{ id: string }[]>(`/rest/workflows?filter=${filter}`);
		return found.map(({ id }) => id);
	}

	async deleteWorkflow(id: string): Promise<void> {
		await this.post(`/rest/workflows/${id}/archive`, {});
		await this.request('DELETE', `/rest/workflows/${id}`);
	}

	/**
	 * Does what the editor's Execute button does.
	 *
	 * @param trigger name of the node to begin with
	 * @returns the ID of the execution; `undefined` while n8n waits for the trigger's webhook
	 */
	async run(id: string, trigger: string): Promise<string | undefined> {
		const { executionId } = await this.post<{ executionId?: string }>(`/rest/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
		});
		return executionId;
	}

	/** Stops waiting for a webhook that `run` began to wait for. */
	async stopListening(workflowId: string): Promise<void> {
		await this.request('DELETE', `/rest/test-webhook/${workflowId}`);
	}

	async stop(executionId: string): Promise<void> {
		await this.post(`/rest/executions/${executionId}/stop`, {});
	}

	/** The executions of a workflow, the oldest first; at most 250. */
	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const path = `/api/v1/executions?workflowId=${workflowId}&limit=250`;
		const { data } = await this.get<{ data: ExecutionSummary[] }>(path);
		return data.map((one) => ({ ...one, id: String(one.id) })).reverse();
	}

	async execution(id: string): Promise<Execution> {
		return await this.get(`/api/v1/executions/${id}?includeData=true`);
	}

	/** Waits until an execution has ended, well or badly. */
	async finished(id: string, seconds = 60): Promise<Execution> {
		return await until(
			`execution ${id} to end`,
			async () => {
				const execution = await this.execution(id);
				return ENDINGS.includes(execution.status) ? execution : undefined;
			},
			{ seconds, everyMilliseconds: 250 },
		);
	}

	/** Runs a workflow from a trigger that needs no webhook, and waits for its end. */
	async runToEnd(id: string, trigger: string, seconds?: number): Promise<Execution> {
		const executionId = await this.run(id, trigger);
		if (executionId === undefined) throw new Error(`'${trigger}' waits for a webhook`);
		return await this.finished(executionId, seconds);
	}

	/** Reads a file that a node has returned, the way the editor shows it. */
	async file({ id, data, mimeType }: IBinaryData): Promise<Buffer> {
		if (id === undefined) return Buffer.from(data, 'base64');
		const query = new URLSearchParams({ id, action: 'view', mimeType });
		const answer = await this.fetch('GET', `/rest/binary-data?${query.toString()}`);
		return Buffer.from(await answer.arrayBuffer());
	}

	/** All node types, as the editor gets them. */
	async nodeTypes(): Promise<NodeTypeInfo[]> {
		return (await (await this.fetch('GET', '/types/nodes.json')).json()) as NodeTypeInfo[];
	}

	private async publication(id: string, wanted: 'published' | 'not_published'): Promise<void> {
		// n8n 2.41 reads the queue and the triggers in two queries beside each other
		// (workflow-publication-status.service.js), so that an answer can hold the queue as it is and the
		// triggers as they were. What a workflow was before is therefore no answer.
		const unsettled = ['in_progress', wanted === 'published' ? 'not_published' : 'published'];
		const state = await until(`workflow ${id} to be ${wanted}`, async () => {
			const found = await this.get<Publication>(`/rest/workflows/${id}/publication-status`);
			return unsettled.includes(found.status) ? undefined : found;
		});
		if (state.status !== wanted) {
			const reasons = state.triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
			throw new Error(`the workflow is ${state.status}: ${reasons.join('; ')}`);
		}
	}

	private async openPublicApi(): Promise<void> {
		const scopes = ['execution:read', 'execution:list'];
		const { rawApiKey } = await this.post<{ rawApiKey: string }>('/rest/api-keys', {
			label: `tests ${randomUUID()}`,
			expiresAt: null,
			scopes,
		});
		this.apiKey = rawApiKey;
	}
}

const ENDINGS = ['success', 'error', 'canceled', 'crashed'];

interface Publication {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: { errorMessage: string | null }[];
}

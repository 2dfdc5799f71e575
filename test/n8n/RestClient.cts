import { randomBytes, randomUUID } from 'node:crypto';

import type { IBinaryData, INode, INodeExecutionData, IRunData, IWorkflowBase } from 'n8n-workflow';

import { until } from './until.cts';

const REQUEST_WITHIN = 60_000;

/** A workflow as it is exported from the editor. */
export type WorkflowFile = Pick<IWorkflowBase, 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'name' | 'settings' | 'staticData' | 'pinData'>>;

export interface Verdict {
	status: 'OK' | 'Error';
	message: string;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	/** `new`, `running`, `waiting`, `success`, `error`, `canceled` or `crashed`. */
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
}

/** One execution with everything its nodes have done. */
export interface Execution extends ExecutionSummary {
	data: {
		resultData: {
			runData: IRunData;
			error?: { message: string; description?: string | null };
			lastNodeExecuted?: string;
		};
	};
}

/** A node type as n8n tells the editor about it. */
export interface NodeTypeInfo {
	name: string;
	displayName: string;
	iconUrl?: string | { light: string; dark: string };
	codex?: { categories?: string[]; alias?: string[] };
	properties: { name: string }[];
}

/** n8n refused what a client asked for. */
export class RefusedError extends Error {
	constructor(
		readonly method: string,
		readonly path: string,
		readonly status: number,
		/** n8n's own words. */
		readonly reason: string,
	) {
		super(`${method} ${path}: ${status} ${reason}`);
	}
}

/** Talks to a running n8n as its editor does, and reads executions by its public API. */
export class RestClient {
	private readonly browserId = randomUUID();
	private cookie = '';
	private apiKey = '';

	private constructor(
		/** Where the editor is. */
		readonly address: string,
		/** What a person signs in with. */
		readonly owner: { email: string; password: string },
	) {}

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

	/** Reads a file that a node has put out, the way the editor shows it. */
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

	async get<Data>(path: string): Promise<Data> {
		return await this.request<Data>('GET', path);
	}

	async post<Data>(path: string, body: unknown): Promise<Data> {
		return await this.request<Data>('POST', path, body);
	}

	/**
	 * @returns what is in `data`, in which n8n wraps everything below `/rest`; else all of it
	 * @throws {RefusedError} for every status but 2xx
	 */
	async request<Data>(method: string, path: string, body?: unknown): Promise<Data> {
		const answer = await this.fetch(method, path, body);
		const json: unknown = await answer.json();
		return (path.startsWith('/rest/') ? (json as { data: Data }).data : json) as Data;
	}

	private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		const isPublic = path.startsWith('/api/');
		const answer = await fetch(this.address + path, {
			method,
			headers: {
				...(isPublic
					? { 'X-N8N-API-KEY': this.apiKey }
					: { cookie: this.cookie, 'browser-id': this.browserId }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(REQUEST_WITHIN),
		});
		const [cookie] = answer.headers.getSetCookie();
		if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
		if (!answer.ok) {
			throw new RefusedError(method, path, answer.status, readReason(await answer.text()));
		}
		return answer;
	}

	private async publication(id: string, wanted: 'published' | 'not_published'): Promise<void> {
		const state = await until(`workflow ${id} to be ${wanted}`, async () => {
			const found = await this.get<Publication>(`/rest/workflows/${id}/publication-status`);
			return found.status === 'in_progress' ? undefined : found;
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

/** n8n answers with a message and a stack trace. */
function readReason(text: string): string {
	try {
		return (JSON.parse(text) as { message?: string }).message ?? text;
	} catch (error) {
		if (error instanceof SyntaxError) return text;
		throw error;
	}
}

/** The items a node has put out in its last run, on one output. */
export function itemsOf(execution: Execution, node: string, output = 0): INodeExecutionData[] {
	const runs = execution.data.resultData.runData[node] ?? [];
	return runs.at(-1)?.data?.main?.[output] ?? [];
}

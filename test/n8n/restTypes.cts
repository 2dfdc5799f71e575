import type { INodeExecutionData, IRunData, IWorkflowBase } from 'n8n-workflow';

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

/** A node type as n8n describes it to the editor. */
export interface NodeTypeInfo {
	name: string;
	displayName: string;
	iconUrl?: string | { light: string; dark: string };
	codex?: { categories?: string[]; alias?: string[] };
	properties: { name: string }[];
}

/** The items a node has returned in its last run, on one output. */
export function itemsOf(execution: Execution, node: string, output = 0): INodeExecutionData[] {
	const runs = execution.data.resultData.runData[node] ?? [];
	return runs.at(-1)?.data?.main?.[output] ?? [];
}

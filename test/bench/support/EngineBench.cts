import type { INodeExecutionData } from 'n8n-workflow';

import { Engine, type Credentials, type FinishedRun } from '../../support/engine.cts';
import type { SandboxProcess } from './SandboxProcess.cts';
import type { MeasuredWorkflow } from './workflows.cts';

const PNG = '89504e470d0a1a0a';

/** The engine with everything a measured workflow needs, in front of a sandbox. */
export class EngineBench {
	constructor(
		readonly engine: Engine,
		readonly sandbox: SandboxProcess,
	) {}

	private get credentials(): Credentials {
		const { apiKey } = this.sandbox.introduction.accounts.wachat;
		const httpHeaderAuth = { name: 'Authorization', value: `Bearer ${apiKey}` };
		return { ...this.sandbox.credentials, httpHeaderAuth };
	}

	/** Runs a workflow to its end. @throws when it fails */
	async run(workflow: MeasuredWorkflow, input: INodeExecutionData[]): Promise<FinishedRun> {
		const { finished } = this.engine.start(workflow, workflow.first, input, this.credentials);
		const run = await finished;
		const { error } = run.run.data.resultData;
		if (error) throw new Error(`${workflow.last}: ${error.message}`);
		return run;
	}

	/** @throws when a run has not made one PNG file for each item */
	async checkImages(run: FinishedRun, { last }: MeasuredWorkflow, count: number): Promise<void> {
		const items = run.items(last);
		if (items.length !== count) throw new Error(`${last}: ${items.length} items of ${count}`);
		for (const item of items) checkPng(await run.file(item));
	}
}

/** @throws when the bytes do not begin as a PNG does */
export function checkPng(bytes: Buffer): void {
	if (bytes.subarray(0, 8).toString('hex') !== PNG) throw new Error('there is no PNG');
}

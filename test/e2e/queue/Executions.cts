import type { Execution, ExecutionSummary, RestClient } from '../../n8n/RestClient.cts';
import { until } from '../../n8n/until.cts';

const UNFINISHED = ['new', 'running', 'waiting'];

/** An active workflow and what it has been started for; at most 250 times. */
export class Executions {
	constructor(
		private readonly rest: RestClient,
		private readonly workflowId: string,
	) {}

	/** All of them, the oldest first. */
	async list(): Promise<ExecutionSummary[]> {
		return await this.rest.executions(this.workflowId);
	}

	/** Those that have ended one way. */
	async withStatus(status: string): Promise<ExecutionSummary[]> {
		return (await this.list()).filter((one) => one.status === status);
	}

	/** Waits until a number of them have ended, one way or another. */
	async ended(count: number, seconds: number): Promise<ExecutionSummary[]> {
		return await until(
			`${count} executions to end`,
			async () => {
				const ended = (await this.list()).filter(({ status }) => !UNFINISHED.includes(status));
				return ended.length >= count ? ended : undefined;
			},
			{ seconds, everyMilliseconds: 500 },
		);
	}

	/** Waits until the first one ends and returns it with all output of its nodes. */
	async first(seconds: number): Promise<Execution> {
		const [first] = await this.ended(1, seconds);
		if (first === undefined) throw new Error('there is no execution');
		return await this.rest.execution(first.id);
	}

	/** Switches the workflow off. */
	async deactivate(): Promise<void> {
		await this.rest.deactivate(this.workflowId);
	}
}

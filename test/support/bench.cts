import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../sandbox/index.cts';
import { Engine, type Credentials, type FinishedRun } from './engine.cts';
import { credentialsFor, inputItems, instanceNode, NODE_NAME } from './nodes.cts';
import { virtualClock } from './virtualClock.cts';

interface RunOptions {
	/** One item without fields unless others are given. */
	input?: INodeExecutionData[];
	/** Node settings such as On Error and Retry On Fail. */
	settings?: Partial<INode>;
	credentials?: Credentials;
}

/** The built node in n8n's engine in front of a sandbox, both in one virtual time. */
export class Bench {
	private constructor(
		readonly engine: Engine,
		readonly sandbox: Sandbox,
	) {}

	static async start(): Promise<Bench> {
		return new Bench(await Engine.start(), await startSandbox({ clock: virtualClock }));
	}

	/** Runs one WhatsApp Instance node. */
	async run(parameters: INodeParameters, options: RunOptions = {}): Promise<NodeRun> {
		return await this.start(parameters, options).finished;
	}

	/** Starts one WhatsApp Instance node and returns how to cancel it. */
	start(parameters: INodeParameters, options: RunOptions = {}) {
		const { input = inputItems({}), settings, credentials } = options;
		const execution = this.engine.start(
			{ nodes: [instanceNode(parameters, settings)], connections: {} },
			NODE_NAME,
			input,
			credentials ?? credentialsFor(this.sandbox),
		);
		return {
			finished: execution.finished.then((finished) => new NodeRun(finished)),
			cancel: execution.cancel,
		};
	}

	/** The routes asked for since the last reset, each with its number of requests. */
	requestCounts(): Record<string, number> {
		const counts: Record<string, number> = {};
		for (const { route } of this.sandbox.requests) counts[route] = (counts[route] ?? 0) + 1;
		return counts;
	}
}

/** What one WhatsApp Instance node has done. */
export class NodeRun {
	constructor(readonly finished: FinishedRun) {}

	get items(): INodeExecutionData[] {
		return this.finished.items(NODE_NAME);
	}

	/** The items on the error output. */
	get errorItems(): INodeExecutionData[] {
		return this.finished.items(NODE_NAME, 1);
	}

	/** The JSON of an item; fails the test when there is no such item. */
	json(index = 0): INodeExecutionData['json'] {
		const item = this.items[index];
		if (!item) {
			const { error } = this.finished.run.data.resultData;
			throw new Error(`there is no item ${index}; ${error?.message ?? 'no error'}`);
		}
		return item.json;
	}

	get error() {
		return this.finished.error(NODE_NAME);
	}

	/** The notes above the output. */
	get hints(): string[] {
		const [task] = this.finished.run.data.resultData.runData[NODE_NAME] ?? [];
		return (task?.hints ?? []).map(({ message }) => message);
	}

	async png(index = 0, field = 'data'): Promise<Buffer> {
		return await this.finished.file(this.items[index], field);
	}
}

/** Starts a bench before the tests of a file, empties it before each and stops it after them. */
export function useBench(): () => Bench {
	let bench: Bench | undefined;
	beforeAll(async () => {
		bench = await Bench.start();
	});
	beforeEach(() => {
		bench?.sandbox.reset();
	});
	afterAll(async () => {
		await bench?.sandbox.close();
	});
	return () => {
		if (!bench) throw new Error('the bench has not started');
		return bench;
	};
}

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type {
	Access,
	Fault,
	RecordedRequest,
	SandboxInstance,
	SeedFields,
	ProviderName,
} from '../../sandbox/index.cts';
import type { Credentials } from '../../support/engine.cts';
import { fullCredentialsFor } from '../../support/nodes.cts';

interface Options {
	/** How many times faster than the real one its time goes. */
	speed?: number;
	/** Whether the documented limits answer 429. */
	limits?: boolean;
	/** Milliseconds before each answer. */
	latency?: number;
}

interface Introduction {
	address: string;
	accounts: Record<ProviderName, Access>;
}

/** A sandbox in a process of its own, so that its work is not counted as the node's. */
export class SandboxProcess {
	private constructor(
		private readonly child: ChildProcess | undefined,
		readonly introduction: Introduction,
		private readonly latency: number,
	) {}

	static async start({ speed = 1, limits = false, latency = 0 }: Options = {}) {
		const child = fork(
			join(__dirname, 'sandboxServer.cts'),
			[String(speed), limits ? 'on' : 'off'],
			{ execArgv: ['--require', 'tsx/cjs'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
		);
		const introduction = await Promise.race([
			once(child, 'message').then(([message]) => message as Introduction),
			once(child, 'exit').then(() => Promise.reject(new Error('the sandbox did not start'))),
		]);
		const sandbox = new SandboxProcess(child, introduction, latency);
		await sandbox.reset();
		return sandbox;
	}

	/** A sandbox that another process has started; ends with that one. */
	static at(introduction: Introduction): SandboxProcess {
		return new SandboxProcess(undefined, introduction, 0);
	}

	/** As a user would enter them. */
	get credentials(): Credentials {
		return fullCredentialsFor(this.introduction);
	}

	/** Forgets everything but the latency. */
	async reset(): Promise<void> {
		await this.control('reset', {});
		if (this.latency === 0) return;
		await this.control('addFault', {
			times: 'Infinity',
			action: { kind: 'delay', milliseconds: this.latency } satisfies Fault['action'],
		});
	}

	async requests(): Promise<RecordedRequest[]> {
		return (await this.read('requests')) as RecordedRequest[];
	}

	/** A person scans the code of an instance. */
	async scan(instanceId: string): Promise<void> {
		await this.control('scan', { instanceId });
	}

	async seed(provider: ProviderName, fields: SeedFields): Promise<SandboxInstance> {
		return (await this.control('seedInstance', { provider, ...fields })) as SandboxInstance;
	}

	async instances(): Promise<SandboxInstance[]> {
		return (await this.read('instances')) as SandboxInstance[];
	}

	async control(name: string, body: object): Promise<unknown> {
		const response = await fetch(`${this.introduction.address}/control/${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
		return await response.json();
	}

	private async read(name: string): Promise<unknown> {
		const response = await fetch(`${this.introduction.address}/control/${name}`);
		if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
		return await response.json();
	}

	async stop(): Promise<void> {
		if (this.child === undefined) return;
		const ended = once(this.child, 'exit');
		this.child.disconnect();
		await ended;
	}
}

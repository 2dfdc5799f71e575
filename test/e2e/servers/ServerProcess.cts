import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { until } from '../../n8n/until.cts';

const GONE_WITHIN = 10_000;
const KEPT_OUTPUT = 20_000;

export interface ServerOptions {
	/** What the server is called in errors. */
	title: string;
	file: string;
	args: string[];
	/** The account to run as; the caller's own by default. */
	account?: { uid: number; gid: number };
	/** The signal that stops the server without delay. */
	stopSignal?: NodeJS.Signals;
	/** Whether the server takes requests by now. */
	isReady: () => Promise<boolean>;
}

/** A server that lives as long as the tests need it. */
export class ServerProcess {
	private output = '';

	private constructor(
		private readonly child: ChildProcess,
		private readonly options: ServerOptions,
	) {
		const keep = (chunk: Buffer) => {
			this.output = (this.output + chunk.toString()).slice(-KEPT_OUTPUT);
		};
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
	}

	/**
	 * Starts a server and waits until it takes requests. It dies with this process, even when that is
	 * killed.
	 *
	 * @throws {Error} with the server's own words when it ends or is not ready in time
	 */
	static async start(options: ServerOptions): Promise<ServerProcess> {
		const { file, args } = untilParentDies(options);
		const child = spawn(file, args, {
			cwd: '/',
			stdio: ['ignore', 'pipe', 'pipe'],
			...options.account,
		});
		const server = new ServerProcess(child, options);
		try {
			await once(child, 'spawn');
			await server.becomeReady();
		} catch (error) {
			await server.stop();
			throw error;
		}
		return server;
	}

	/** Stops the server and waits until it has gone. */
	async stop(): Promise<void> {
		if (this.hasEnded || this.child.pid === undefined) return;
		const ended = once(this.child, 'exit');
		this.child.kill(this.options.stopSignal ?? 'SIGTERM');
		const patience = setTimeout(() => this.child.kill('SIGKILL'), GONE_WITHIN);
		await ended;
		clearTimeout(patience);
	}

	private get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	private async becomeReady(): Promise<void> {
		const { title, isReady } = this.options;
		try {
			await until(`${title} to be ready`, async () => {
				if (this.hasEnded) throw new Error(`${title} has ended while it started`);
				return (await isReady()) || undefined;
			});
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason}:\n${this.output}`);
		}
	}
}

/** util-linux has the kernel stop the server when the process that started it is gone. */
function untilParentDies({ file, args, stopSignal = 'SIGTERM' }: ServerOptions) {
	if (process.platform !== 'linux') return { file, args };
	const signal = stopSignal.replace(/^SIG/, '');
	return { file: 'setpriv', args: ['--pdeathsig', signal, '--', file, ...args] };
}

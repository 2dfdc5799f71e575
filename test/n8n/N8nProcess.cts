import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { InstalledN8n } from './install.cts';
import { stopWithParent, type ProcessGroup } from './processGroups.cts';
import { until } from './until.cts';

const READY_WITHIN = 180;
/** n8n gives running executions half a minute by itself. */
const STOPPED_WITHIN = 45_000;
const WATCH_PARENT = pathToFileURL(join(__dirname, 'endWithParent.mjs')).href;

interface Launch {
	n8n: InstalledN8n;
	/** n8n's command with its options. */
	args: string[];
	environment: Record<string, string>;
	logFile: string;
}

/** One running process of n8n: main, worker, webhook processor or a command of its command line. */
export class N8nProcess {
	/** Resolves with the exit code, or the signal that ended it. */
	readonly ended: Promise<number | NodeJS.Signals | null>;
	private readonly group: ProcessGroup;
	private ending: { with: number | NodeJS.Signals | null } | undefined;

	private constructor(
		private readonly child: ChildProcess,
		private readonly title: string,
		/** Where everything it writes goes. */
		readonly logFile: string,
		/** Where it listens. */
		readonly address: string,
	) {
		this.group = stopWithParent(child);
		this.ended = new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('exit', (code, signal) => {
				this.ending = { with: code ?? signal };
				resolve(code ?? signal);
			});
		});
	}

	/** Starts a process and does not wait until it is ready. */
	static launch({ n8n, args, environment, logFile }: Launch, address: string): N8nProcess {
		const log = openSync(logFile, 'a');
		const child = spawn(n8n.node, ['--import', WATCH_PARENT, n8n.bin, ...args], {
			env: { ...n8n.environment, ...environment },
			stdio: ['ignore', log, log, 'ipc'],
			detached: true,
		});
		closeSync(log);
		return new N8nProcess(child, `n8n ${args[0] ?? ''}`, logFile, address);
	}

	get isRunning(): boolean {
		return this.ending === undefined;
	}

	get pid(): number {
		if (this.child.pid === undefined) throw new Error(`${this.title} has not started`);
		return this.child.pid;
	}

	/** Everything it and its predecessors have written to the same file. */
	get log(): string {
		return readFileSync(this.logFile, 'utf8');
	}

	/**
	 * Waits until it says that it is ready.
	 *
	 * @throws with the end of its log when it ends before, or takes too long
	 */
	async ready(): Promise<this> {
		try {
			await until(
				`${this.title} to be ready`,
				async () => {
					if (this.ending) throw new Error(`${this.title} ended with ${this.ending.with ?? ''}`);
					return (await answersOk(`${this.address}/healthz/readiness`)) ? true : undefined;
				},
				{ seconds: READY_WITHIN, everyMilliseconds: 200 },
			);
			return this;
		} catch (error) {
			this.group.kill('SIGKILL');
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason}; its log ends with:\n${this.log.slice(-3000)}`);
		}
	}

	/** Stops it the way an administrator does, with everything it has started; by force when late. */
	async stop(): Promise<void> {
		if (!this.ending) this.child.kill('SIGTERM');
		const timer = setTimeout(() => {
			this.group.kill('SIGKILL');
		}, STOPPED_WITHIN);
		await this.ended;
		clearTimeout(timer);
	}

	/** Ends it at once, as a power cut would. */
	async kill(): Promise<void> {
		this.group.kill('SIGKILL');
		await this.ended;
	}
}

async function answersOk(address: string): Promise<boolean> {
	try {
		return (await fetch(address, { signal: AbortSignal.timeout(5000) })).ok;
	} catch (error) {
		// Nobody listens yet, or not well enough to answer in time.
		if (['TypeError', 'TimeoutError'].includes((error as Error).name)) return false;
		throw error;
	}
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installN8n, type InstalledN8n } from './install.cts';
import { N8nProcess } from './N8nProcess.cts';
import { addPackage, linkPackage } from './packedPackage.cts';
import { freePorts } from './ports.cts';
import type { Say } from './runTool.cts';

const COMMAND_WITHIN = 120_000;

/** How an n8n differs from the usual. */
export interface N8nOptions {
	version?: string;
	/** Its user folder; a new temporary one, removed by `remove`, unless given. */
	folder?: string;
	/** The port of `start`, a free one by default. */
	port?: number;
	/** Added to the environment of all its processes. */
	environment?: Record<string, string>;
	/** How this package gets in: packed as for the registry, or as a link to the working copy. */
	package?: 'packed' | 'linked';
	say?: Say;
}

/** One n8n with this package in it: its user folder and everything that runs on it. */
export class RealN8n {
	private readonly processes: N8nProcess[] = [];

	private constructor(
		readonly installed: InstalledN8n,
		/** Its user folder: database, files and logs of all its processes. */
		readonly folder: string,
		readonly port: number,
		private readonly environment: Record<string, string>,
		private readonly isTemporary: boolean,
	) {}

	/** Installs n8n where needed and prepares its user folder. Starts nothing yet. */
	static async prepare(options: N8nOptions = {}): Promise<RealN8n> {
		const installed = await installN8n(options.version, options.say);
		const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'real-n8n-'));
		mkdirSync(join(folder, 'tmp'), { recursive: true });
		await (options.package === 'linked' ? linkPackage(folder) : addPackage(folder));
		const port = options.port ?? (await freePorts(1))[0] ?? 0;
		const environment = {
			...surroundings(folder),
			...QUIET,
			...installed.environment,
			N8N_PORT: String(port),
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			...options.environment,
		};
		return new RealN8n(installed, folder, port, environment, options.folder === undefined);
	}

	/** Where its editor and its webhooks are. */
	get address(): string {
		return `http://localhost:${this.port}`;
	}

	/** Whether any of its processes runs. */
	get isRunning(): boolean {
		return this.processes.some(({ isRunning }) => isRunning);
	}

	/** All that its main processes have written so far. */
	get log(): string {
		return readFileSync(join(this.folder, 'main.log'), 'utf8');
	}

	/** Starts the main process and waits until it is ready. */
	async start(environment: Record<string, string> = {}): Promise<N8nProcess> {
		return await this.launch('start', 'main', this.port, [], environment);
	}

	/** Starts a worker of queue mode and waits until it is ready. */
	async startWorker(name: string, args: string[] = []): Promise<N8nProcess> {
		const [port = 0] = await freePorts(1);
		return await this.launch('worker', name, port, args, {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		});
	}

	/** Starts a process of queue mode that only takes webhooks, and waits until it is ready. */
	async startWebhookProcessor(name: string): Promise<N8nProcess> {
		const [port = 0] = await freePorts(1);
		return await this.launch('webhook', name, port, [], { N8N_PORT: String(port) });
	}

	/**
	 * Runs a command of n8n's command line to its end.
	 *
	 * @returns what it has written
	 * @throws with what it has written when it fails or takes too long
	 */
	async run(args: string[], environment: Record<string, string> = {}): Promise<string> {
		const logFile = join(this.folder, `${(args[0] ?? '').replace(':', '-')}-${Date.now()}.log`);
		const command = await this.begin(args, logFile, '', environment);
		const timer = setTimeout(() => {
			void command.kill();
		}, COMMAND_WITHIN);
		const ending = await command.ended;
		clearTimeout(timer);
		if (ending !== 0) {
			throw new Error(`n8n ${args.join(' ')} ended with ${ending ?? ''}:\n${command.log}`);
		}
		return command.log;
	}

	/** Stops everything that runs, the newest first. */
	async stop(): Promise<void> {
		for (const one of this.processes.splice(0).reverse()) await one.stop();
	}

	/** Stops everything and removes the user folder, unless it was given. */
	async remove(): Promise<void> {
		await this.stop();
		if (this.isTemporary) rmSync(this.folder, { recursive: true, force: true });
	}

	private async launch(
		command: 'start' | 'worker' | 'webhook',
		name: string,
		port: number,
		args: string[],
		environment: Record<string, string>,
	): Promise<N8nProcess> {
		const logFile = join(this.folder, `${name}.log`);
		const address = `http://127.0.0.1:${port}`;
		const launched = await this.begin([command, ...args], logFile, address, {
			// A worker that starts takes whatever the log of events says is unfinished for its own, and
			// ends it; in production each process has a folder, and so a log, of its own.
			N8N_EVENTBUS_LOGWRITER_LOGBASENAME: `events-${name}`,
			...environment,
		});
		return await launched.ready();
	}

	private async begin(
		args: string[],
		logFile: string,
		address: string,
		environment: Record<string, string>,
	): Promise<N8nProcess> {
		const [brokerPort = 0] = await freePorts(1);
		const begun = N8nProcess.launch(
			{
				n8n: this.installed,
				args,
				environment: {
					...this.environment,
					N8N_RUNNERS_BROKER_PORT: String(brokerPort),
					...environment,
				},
				logFile,
			},
			address,
		);
		this.processes.push(begun);
		return begun;
	}
}

/** As little as possible of this machine, so that its settings make no difference. */
function surroundings(folder: string): Record<string, string> {
	return {
		PATH: process.env.PATH ?? '',
		LANG: 'C.UTF-8',
		// n8n keeps a cache in the home folder, and files for a moment in the temporary one.
		HOME: folder,
		TMPDIR: join(folder, 'tmp'),
		N8N_USER_FOLDER: folder,
	};
}

/** On this machine only, without asking anybody for anything, and with what a first start asks. */
const QUIET = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
	N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_DISABLED_MODULES: 'insights',
	N8N_RUNNERS_MODE: 'internal',
};

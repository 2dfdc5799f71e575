import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { logExcerpt } from '../../n8n/logExcerpt.cts';
import { RealN8n } from '../../n8n/RealN8n.cts';
import { RestClient, type WorkflowFile } from '../../n8n/RestClient.cts';
import type { N8nProcess } from '../../n8n/N8nProcess.cts';
import type { Sandbox } from '../../sandbox/index.cts';
import { startPostgres, type Postgres } from '../servers/postgres.cts';
import { startRedis, type Redis } from '../servers/redis.cts';
import type { Place } from '../support/searchFiles.cts';
import { enterCredentials, type CredentialReferences } from '../support/SharedBench.cts';
import { startBalancer, type Balancer } from './balancer.cts';
import { Executions } from './Executions.cts';

/** n8n as it runs in production: one main, workers, Redis and PostgreSQL. */
export class QueuedN8n {
	private startedWorkers = 0;

	private constructor(
		readonly n8n: RealN8n,
		readonly main: N8nProcess,
		readonly rest: RestClient,
		readonly postgres: Postgres,
		readonly redis: Redis,
		/** What providers send their webhooks to. */
		readonly balancer: Balancer,
		private readonly atATime: number,
	) {}

	/**
	 * Starts it with an owner and without workers. Installs n8n where needed.
	 *
	 * @param atATime how many executions one worker runs at a time
	 */
	static async start(atATime: number, say: (text: string) => void): Promise<QueuedN8n> {
		const cleanUps: (() => Promise<void>)[] = [];
		const started = async <Part,>(part: Promise<Part>, cleanUp: (part: Part) => Promise<void>) => {
			const value = await part;
			cleanUps.unshift(async () => {
				await cleanUp(value);
			});
			return value;
		};
		try {
			const stop = (server: { stop: () => Promise<void> }) => server.stop();
			const redis = await started(startRedis(), stop);
			const postgres = await started(startPostgres(), stop);
			const balancer = await started(startBalancer(), stop);
			const environment = environmentFor(redis, postgres, balancer);
			const n8n = await started(RealN8n.prepare({ environment, say }), (one) => one.remove());
			const main = await n8n.start();
			const rest = await RestClient.setUp(n8n.address);
			balancer.targets = [main.address];
			return new QueuedN8n(n8n, main, rest, postgres, redis, balancer, atATime);
		} catch (error) {
			for (const cleanUp of cleanUps) await cleanUp();
			throw error;
		}
	}

	/** Starts one more worker and waits until it is ready. */
	async startWorker(): Promise<N8nProcess> {
		this.startedWorkers += 1;
		const args = [`--concurrency=${this.atATime}`];
		return await this.n8n.startWorker(`worker-${this.startedWorkers}`, args);
	}

	/** Enters the credentials for a sandbox as a user would. */
	async connect(sandbox: Sandbox): Promise<CredentialReferences> {
		return await enterCredentials(this.rest, sandbox);
	}

	/** Stores a workflow and switches it on. */
	async activate(workflow: WorkflowFile): Promise<Executions> {
		const id = await this.rest.createWorkflow(workflow);
		await this.rest.activate(id);
		return new Executions(this.rest, id);
	}

	/** What each process has written. */
	logs(): Place[] {
		const { folder } = this.n8n;
		const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
		return names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
	}

	/** Keeps the logs, so that the cause of a failure can be found, and shows their last lines. */
	keepLogs(results: string, say: (text: string) => void): void {
		mkdirSync(results, { recursive: true });
		for (const { name, bytes } of this.logs()) {
			writeFileSync(join(results, name), bytes);
			say(`${name} is in ${results}:\n${logExcerpt(bytes.toString())}`);
		}
	}

	/** Stops everything; nothing is left. */
	async remove(): Promise<void> {
		await this.n8n.remove();
		await this.balancer.stop();
		await this.postgres.stop();
		await this.redis.stop();
	}
}

function environmentFor(
	redis: Redis,
	postgres: Postgres,
	balancer: Balancer,
): Record<string, string> {
	return {
		N8N_LOG_LEVEL: 'debug',
		N8N_WEBHOOK_URL: balancer.address,
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		// How soon a worker that is gone is missed: a minute and a half by default.
		QUEUE_WORKER_LOCK_DURATION: '10000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
		QUEUE_WORKER_STALLED_INTERVAL: '2000',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_PASSWORD: postgres.password,
		DB_POSTGRESDB_DATABASE: postgres.database,
		N8N_DEFAULT_BINARY_DATA_MODE: 'database',
	};
}

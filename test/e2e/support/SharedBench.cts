import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { logExcerpt } from '../../n8n/logExcerpt.cts';
import { RealN8n } from '../../n8n/RealN8n.cts';
import { RestClient } from '../../n8n/RestClient.cts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.cts';
import { fullCredentialsFor } from '../../support/nodes.cts';
import { secretsIn } from './secretsIn.cts';

/** What a node refers to a credential by. */
export interface CredentialReference {
	id: string;
	name: string;
}

/** By the type of the credential. */
export type CredentialReferences = Record<string, CredentialReference>;

/** One sandbox with credentials for it in n8n. */
export interface ConnectedSandbox {
	sandbox: Sandbox;
	/** For `INode.credentials`; a node takes from it what it needs. */
	credentials: CredentialReferences;
}

/** One n8n and one sandbox that all suites use, one after the other. */
export class SharedBench implements ConnectedSandbox {
	/** All that must not be found anywhere in the end; grows from suite to suite. */
	readonly secrets = new Set<string>();
	/** What triggers have registered webhooks with, which n8n keeps as long as they are active. */
	readonly webhookSecrets = new Set<string>();
	private readonly others: Sandbox[] = [];

	private constructor(
		readonly n8n: RealN8n,
		readonly rest: RestClient,
		readonly sandbox: Sandbox,
		readonly credentials: ConnectedSandbox['credentials'],
		/** Where a suite puts what helps to understand its failure; emptied by every run. */
		readonly results: string,
	) {}

	/** Installs what is missing and starts everything. */
	static async start(root: string, say: (text: string) => void): Promise<SharedBench> {
		const results = join(root, 'test-results', 'e2e');
		rmSync(results, { recursive: true, force: true });
		const n8n = await RealN8n.prepare({ environment: { N8N_LOG_LEVEL: 'debug' }, say });
		try {
			say(`Starting n8n ${n8n.installed.version} ...`);
			await n8n.start();
			const rest = await RestClient.setUp(n8n.address);
			const sandbox = await startSandbox();
			const credentials = await enterCredentials(rest, sandbox);
			say(`  it listens on ${n8n.address}, the sandbox on ${sandbox.address}`);
			return new SharedBench(n8n, rest, sandbox, credentials, results);
		} catch (error) {
			await n8n.remove();
			throw error;
		}
	}

	/** A sandbox of one's own, for example without limits; it ends with the suite. */
	async connectSandbox(options: SandboxOptions): Promise<ConnectedSandbox> {
		const sandbox = await startSandbox(options);
		this.others.push(sandbox);
		return { sandbox, credentials: await enterCredentials(this.rest, sandbox) };
	}

	/**
	 * Remembers the secrets a suite has used, and gives the next one an empty sandbox and an n8n that
	 * runs with nothing switched on.
	 */
	async endSuite(): Promise<void> {
		if (!this.n8n.isRunning) await this.n8n.start();
		for (const id of await this.rest.activeWorkflows()) await this.rest.deactivate(id);
		await this.rememberSecrets();
		await this.removeOtherCredentials();
		this.sandbox.reset();
		for (const sandbox of this.others.splice(0)) await sandbox.close();
	}

	/** Takes down what must not be found in the end. */
	async rememberSecrets(): Promise<void> {
		for (const sandbox of [this.sandbox, ...this.others]) {
			const { given, registered } = await secretsIn(sandbox);
			for (const secret of given) this.secrets.add(secret);
			for (const secret of registered) this.webhookSecrets.add(secret);
		}
	}

	/** n8n finds an imported workflow's credentials by name only as long as each name is there once. */
	private async removeOtherCredentials(): Promise<void> {
		const own = Object.values(this.credentials).map(({ id }) => id);
		const all = await this.rest.get<{ id: string }[]>('/rest/credentials');
		for (const { id } of all.filter((one) => !own.includes(one.id))) {
			await this.rest.request('DELETE', `/rest/credentials/${id}`);
		}
	}

	/** Keeps n8n's logs and shows what matters of one. */
	keepLogs(say: (text: string) => void): void {
		mkdirSync(this.results, { recursive: true });
		for (const name of readdirSync(this.n8n.folder)) {
			if (name.endsWith('.log')) cpSync(join(this.n8n.folder, name), join(this.results, name));
		}
		say(`n8n's log is in ${this.results}:\n${logExcerpt(this.n8n.log)}`);
	}

	async close(): Promise<void> {
		await this.sandbox.close();
		await this.n8n.remove();
	}
}

/** Enters a sandbox's credentials as a user would. */
export async function enterCredentials(
	rest: RestClient,
	sandbox: Sandbox,
): Promise<CredentialReferences> {
	const references: CredentialReferences = {};
	for (const [type, data] of Object.entries(fullCredentialsFor(sandbox))) {
		references[type] = await rest.createCredential(type, sandbox.address, data);
	}
	return references;
}

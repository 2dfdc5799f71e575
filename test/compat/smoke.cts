import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { RealN8n } from '../n8n/RealN8n.cts';
import type { Say } from '../n8n/runTool.cts';
import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import { startSandbox, type ProviderName, type Sandbox } from '../sandbox/index.cts';
import { credentialsFor } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';
import type { Outcome } from './engineTests.cts';
import { CREATE, READ_BACK, smokeWorkflow } from './smokeWorkflow.cts';

interface ExecutedRun {
	data: {
		resultData: {
			runData: Record<string, Array<{ data?: { main?: Array<Array<{ json: object }>> } }>>;
		};
	};
}

/**
 * Installs the packed nodes into a real n8n and lets its command line import credentials and
 * workflows and execute them: Create at each provider, whose PNG n8n itself then reads back.
 *
 * @throws when this n8n cannot be installed
 */
export async function runSmoke(version: string, say: Say): Promise<Outcome> {
	const n8n = await RealN8n.prepare({ version, say });
	const sandbox = await startSandbox();
	const failures: string[] = [];
	const attempt = async (what: string, work: () => Promise<void>) => {
		const started = performance.now();
		try {
			await work();
			say(`${what} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
		} catch (error) {
			failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	try {
		await attempt('Importing credentials and workflows', async () => {
			await importAll(n8n, sandbox);
		});
		for (const provider of failures.length > 0 ? [] : PROVIDER_NAMES) {
			await attempt(`Create at ${provider}, PNG read back`, async () => {
				await createAndCheck(n8n, sandbox, provider);
			});
		}
	} finally {
		await sandbox.close();
		await n8n.remove();
	}
	const nodeVersion = execFileSync(n8n.installed.node, ['--version'], { encoding: 'utf8' });
	return { nodeVersion: nodeVersion.trim().slice(1), failures };
}

async function importAll(n8n: RealN8n, sandbox: Sandbox): Promise<void> {
	const credentials = Object.entries(credentialsFor(sandbox)).map(([type, data]) => ({
		id: type,
		name: type,
		type,
		data,
	}));
	const importFrom = async (what: string, content: object) => {
		const file = join(n8n.folder, `${what}.json`);
		writeFileSync(file, JSON.stringify(content));
		await n8n.run([`import:${what}`, `--input=${file}`]);
	};
	await importFrom('credentials', credentials);
	await importFrom('workflow', PROVIDER_NAMES.map(smokeWorkflow));
}

async function createAndCheck(
	n8n: RealN8n,
	sandbox: Sandbox,
	provider: ProviderName,
): Promise<void> {
	const output = await n8n.run(['execute', `--id=${provider}`, '--rawOutput']);
	const { runData } = readRun(output).data.resultData;
	const outputOf = (node: string) => runData[node]?.[0]?.data?.main?.[0] ?? [];
	const [created] = outputOf(CREATE);
	const [read] = outputOf(READ_BACK) as Array<{ json: { png?: string } }>;
	if (!created || !read?.json.png) throw new Error(`n8n has put out no PNG:\n${tail(output)}`);

	const scanned = readQrCode(Buffer.from(read.json.png, 'base64'));
	const instance = sandbox.instances().find((one) => one.provider === provider);
	if (instance?.pairingText !== scanned) {
		throw new Error(`the QR code reads '${scanned}', not what the sandbox has given out`);
	}
}

/** The run in what n8n's command line has written, which begins with log lines. */
function readRun(output: string): ExecutedRun {
	const start = output.search(/^\{$/m);
	if (start < 0) throw new Error(`n8n has put out no run:\n${tail(output)}`);
	const end = output.lastIndexOf('\n}') + 2;
	return JSON.parse(output.slice(start, end)) as ExecutedRun;
}

function tail(output: string): string {
	return output.slice(-2000);
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePorts } from '../n8n/ports.cts';
import { RestClient } from '../n8n/RestClient.cts';
import { until } from '../n8n/until.cts';

const root = join(__dirname, '..', '..');
const NODE_FILE = join('nodes', 'WhatsAppInstance', 'WhatsAppInstance.node.ts');
const NODE_TYPE = 'n8n-nodes-whatsapp-instance.whatsAppInstance';

let source: string;
let port: number;
let dev: ChildProcess;
let output = '';
let rest: RestClient;

/** Waits until the command has printed something, and gives what the pattern catches. */
async function printed(pattern: RegExp, seconds: number): Promise<string> {
	return await until(
		`${pattern.source} in the output of npm run dev`,
		() => {
			if (dev.exitCode !== null) throw new Error(`npm run dev has ended:\n${output}`);
			return pattern.exec(output)?.[1];
		},
		{ seconds },
	);
}

beforeAll(async () => {
	// A copy of what is worked on, because the test changes it.
	source = mkdtempSync(join(tmpdir(), 'dev-source-'));
	for (const part of ['nodes', 'credentials', 'icons', 'tsconfig.json', 'package.json']) {
		cpSync(join(root, part), join(source, part), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'), 'dir');

	[port = 0] = await freePorts(1);
	const main = join(root, 'test', 'dev', 'main.cts');
	dev = spawn(
		process.execPath,
		['--require', 'tsx/cjs', main, '--port', String(port), '--source', source],
		{ cwd: root, stdio: ['pipe', 'pipe', 'pipe'] },
	);
	for (const stream of [dev.stdout, dev.stderr]) {
		stream?.on('data', (text: Buffer) => {
			output += text.toString();
		});
	}
	const address = await printed(/The editor is on (\S+)/, 240);
	const password = await printed(/password {2}(\S+)/, 5);
	rest = await RestClient.signIn(address, { email: 'owner@example.com', password });
}, 300_000);

afterAll(() => {
	dev.kill('SIGKILL');
	rmSync(source, { recursive: true, force: true });
});

test('has the example workflows, and every credential they name', async () => {
	const workflows = await rest.get<{ id: string; name: string }[]>('/rest/workflows');
	expect(workflows.map(({ name }) => name).sort()).toEqual([
		'WhatsApp: disconnect alert',
		'WhatsApp: onboarding by email',
		'WhatsApp: onboarding from a customer list',
		'WhatsApp: pairing link by email',
		'WhatsApp: pairing links for a customer list',
		'WhatsApp: pairing page from a form',
		'WhatsApp: reconnect when an instance fails',
	]);
	for (const { id } of workflows) {
		const { nodes } = await rest.workflow(id);
		const references = nodes.flatMap(({ credentials = {} }) => Object.values(credentials));
		expect(references.length).toBeGreaterThan(0);
		expect(references.filter((reference) => !reference.id)).toEqual([]);
	}
});

test('shows a change of a node in the running editor', async () => {
	const path = join(source, NODE_FILE);
	const before = readFileSync(path, 'utf8');
	const changed = before.replace("displayName: 'WhatsApp Instance'", "displayName: 'Changed Live'");
	expect(changed).not.toBe(before);
	const title = async () => {
		try {
			return (await rest.nodeTypes()).find(({ name }) => name === NODE_TYPE)?.displayName;
		} catch (error) {
			// n8n rewrites the file while it is being read.
			if ((error as Error).name === 'SyntaxError') return undefined;
			throw error;
		}
	};
	expect(await title()).toBe('WhatsApp Instance');

	writeFileSync(path, changed);
	await until('the change', async () => (await title()) === 'Changed Live' || undefined, {
		seconds: 60,
	});
	writeFileSync(path, `${changed}\nconst notUsed: number = 'text';\n`);
	await printed(/(TS2322)/, 60);
	writeFileSync(path, before);
	await until('the way back', async () => (await title()) === 'WhatsApp Instance' || undefined, {
		seconds: 60,
	});
});

test('scans the newest code when somebody presses Enter', async () => {
	dev.stdin?.write('\n');
	await printed(/(There is no QR code to scan)/, 10);
	const sandbox = await printed(/the providers on (\S+)/, 5);
	const answer = await fetch(`${sandbox}/control/seedInstance`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ provider: 'wachat', name: 'dev_store' }),
	});
	expect(answer.status).toBe(200);
	dev.stdin?.write('\n');
	await printed(/(Scanned the code of dev_store)/, 10);
});

test('leaves nothing running and nothing stored when it is stopped', async () => {
	const folder = await printed(/n8n's log is (\S+)\/main\.log/, 5);
	const family = descendantsOf(dev.pid ?? 0);
	// n8n, what it runs code in, and the compiler.
	expect(runningOf(family).length).toBeGreaterThanOrEqual(2);
	dev.kill('SIGINT');
	const [code] = (await once(dev, 'exit')) as [number | null];
	expect(code).toBe(0);
	expect(runningOf(family)).toEqual([]);
	expect(() => readFileSync(join(folder, 'main.log'))).toThrow('ENOENT');
	await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
});

/** All processes below a process. */
function descendantsOf(pid: number): number[] {
	const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
	const pairs = stdout
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number));
	const children = pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
	return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** What still runs of these processes; one that has ended may stay in the list until it is fetched. */
function runningOf(pids: number[]): string[] {
	const { stdout } = spawnSync('ps', ['-o', 'stat=,pid=,args=', '-p', pids.join(',')], {
		encoding: 'utf8',
	});
	return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('Z'));
}

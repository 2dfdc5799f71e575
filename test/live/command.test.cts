import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { PROVIDER_NAMES, sides, type Side } from '../providers/descriptors.cts';
import { startSandbox, type ProviderName, type Sandbox } from '../sandbox/index.cts';
import { VARIABLES } from './environment.cts';
import { PHONE, reportIn } from './support/useCheck.cts';

const OWN_NAME = /^live-check-/;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => {
	sandbox.reset();
});
afterAll(async () => {
	await sandbox.close();
});

/** What `npm run check:live` starts, in a process of its own. */
function run(args: string[], environment: Record<string, string> = {}) {
	const command = spawn(
		process.execPath,
		['--require', require.resolve('tsx/cjs'), join(__dirname, 'main.cts'), ...args],
		{ env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
	);
	const exited = once(command, 'exit') as Promise<[number | null, string | null]>;
	let said = '';
	command.stderr.on('data', (chunk) => (said += String(chunk)));
	const printed = text(command.stdout);
	return {
		kill: (signal: NodeJS.Signals) => command.kill(signal),
		/** Resolves when it has said something; rejects when it ends without. */
		says: async (words: string) => {
			while (!said.includes(words)) {
				if (command.exitCode !== null) throw new Error(`it ended without '${words}': ${said}`);
				await Promise.race([once(command.stderr, 'data'), exited]);
			}
		},
		ended: async () => {
			const [code] = await exited;
			return { code, said, printed: await printed };
		},
	};
}

const accountOf = (provider: ProviderName) => ({
	[VARIABLES.apiKey]: sandbox.accounts[provider].apiKey,
	[VARIABLES.baseUrl]: sandbox.accounts[provider].baseUrl,
	[VARIABLES.phone]: PHONE,
});
const owned = () => sandbox.instances().filter(({ name }) => OWN_NAME.test(name));

it('ends with 2 at a key on the command line, and does not repeat it', async () => {
	const key = `7|${randomBytes(18).toString('hex')}`;
	const { code, said, printed } = await run(['--provider', 'acme', `--api-key=${key}`]).ended();
	expect(code).toBe(2);
	expect(said).toContain(VARIABLES.apiKey);
	expect(`${said}${printed}`).not.toContain(key.slice(2));
});

it('checks every provider and ends by itself', async () => {
	for (const provider of PROVIDER_NAMES) sandbox.seedInstance(provider, { name: 'Cairo Store' });
	const runs = await Promise.all(
		PROVIDER_NAMES.map((name) => run(['--provider', name], accountOf(name)).ended()),
	);
	for (const [index, { code, printed }] of runs.entries()) {
		expect(reportIn(printed)).toMatchObject({
			provider: PROVIDER_NAMES[index],
			counts: { different: 0 },
		});
		expect(code).toBe(0);
	}
});

describe('with --create', () => {
	const create = (provider: ProviderName) =>
		run(['--provider', provider, '--create', '--yes'], accountOf(provider));

	it('does nothing unless somebody is there to agree', async () => {
		const [{ provider }] = sides as [Side];
		const command = run(['--provider', provider, '--create'], accountOf(provider));
		const { code, said } = await command.ended();
		expect(code).toBe(2);
		expect(said).toContain('--yes');
		expect(sandbox.requests).toEqual([]);
	});

	it.each(sides)(
		'cleans up at $title when it is interrupted',
		async ({ provider, capabilities }) => {
			const command = create(provider);
			await command.says('Waiting');
			expect(owned()).toHaveLength(1);
			command.kill('SIGINT');
			const { code, said } = await command.ended();
			expect(code).toBe(130);
			expect(said).toContain(capabilities.delete ? 'is gone.' : 'remains.');
			expect(owned()).toHaveLength(capabilities.delete ? 0 : 1);
		},
	);

	it('cleans up when it is terminated, and at once says what is left when that happens twice', async () => {
		const side = sides.find(({ capabilities }) => capabilities.delete);
		if (side === undefined) throw new Error('no provider deletes instances');
		const { provider } = side;
		const command = create(provider);
		await command.says('Waiting');
		sandbox.addFault({ provider, times: Infinity, action: { kind: 'hang' } });
		command.kill('SIGTERM');
		await command.says('Cleaning up');
		command.kill('SIGTERM');
		const { code, said } = await command.ended();
		expect(code).toBe(143);
		expect(said).toContain(`Left behind: '${String(owned()[0]?.name)}'. Delete it by hand.`);
	});
});

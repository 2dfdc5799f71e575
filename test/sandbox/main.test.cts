import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { sides } from '../providers/descriptors.cts';
import { startSandbox } from './index.cts';

/** What `npm run sandbox` starts, in a process of its own. */
function run(...commandLine: string[]): ChildProcessWithoutNullStreams {
	return spawn(process.execPath, [
		'--require',
		require.resolve('tsx/cjs'),
		join(__dirname, 'main.cts'),
		...commandLine,
	]);
}

async function failure(...commandLine: string[]): Promise<{ code: unknown; errors: string }> {
	const command = run(...commandLine);
	const exited = once(command, 'exit');
	const errors = await text(command.stderr);
	await exited;
	return { code: command.exitCode, errors };
}

it('says how to reach it, serves, and ends at Ctrl+C', async () => {
	const command = run('--port', '0');
	let printed = '';
	for await (const chunk of command.stdout) {
		printed += String(chunk);
		if (printed.includes('Ctrl+C')) break;
	}
	expect(printed).toContain('POST /control/scan');
	for (const { title, routes, keyHeader, list } of sides) {
		const lines = new RegExp(`^${title} +base URL +(\\S+)\\n +API key +(\\S+)`, 'm').exec(printed);
		const [, baseUrl = '', key = ''] = lines ?? [];
		const headers = { [keyHeader.name]: keyHeader.value(key) };
		const answer = await fetch(routes.list.replace(/^GET /, baseUrl), { headers });
		expect([answer.status, await answer.json()]).toEqual([200, list([])]);
	}

	const exit = once(command, 'exit');
	command.kill('SIGINT');
	expect(await exit).toEqual([0, null]);
});

it('says when the port is taken', async () => {
	const sandbox = await startSandbox();
	const { port } = new URL(sandbox.address);
	const { code, errors } = await failure('--port', port);
	await sandbox.close();
	expect(code).toBe(1);
	expect(errors).toContain(`Port ${port} is already in use. Choose another one with --port N.`);
});

it.each([
	[['--port', 'many'], '--port must be a number from 0 to 65535, not "many".'],
	[['--prot', '1'], "Unknown option '--prot'"],
	[['8787'], "Unexpected argument '8787'"],
])('says what is wrong with %j', async (commandLine, message) => {
	const { code, errors } = await failure(...commandLine);
	expect(code).toBe(1);
	expect(errors).toContain(message);
	expect(errors).toContain('Usage:');
});

import { parseArgs } from 'node:util';
import { descriptors, PROVIDER_NAMES } from '../providers/descriptors.cts';
import { startSandbox, type Sandbox } from './index.cts';

const DEFAULT_PORT = 8787;

/** Throws an Error that says what is wrong with the command line. */
function readPort(commandLine: string[]): number {
	const { values } = parseArgs({ args: commandLine, options: { port: { type: 'string' } } });
	const text = values.port ?? String(DEFAULT_PORT);
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65_535) {
		throw new Error(`--port must be a number from 0 to 65535, not "${text}".`);
	}
	return port;
}

function explain(error: unknown, port: number | null): string {
	if (!(error instanceof Error)) return String(error);
	if ('code' in error && error.code === 'EADDRINUSE') {
		return `Port ${String(port)} is already in use. Choose another one with --port N.`;
	}
	return `${error.message}\nUsage: npm run sandbox -- [--port N]   (${DEFAULT_PORT} by default)`;
}

function introduce({ address, accounts, controlAddresses }: Sandbox): string {
	const width = Math.max(...PROVIDER_NAMES.map((name) => descriptors[name].title.length));
	const lines = PROVIDER_NAMES.flatMap((name) => {
		const { baseUrl, apiKey, webhookSecret } = accounts[name];
		return [
			['base URL', baseUrl],
			['API key', apiKey],
			...(webhookSecret === undefined ? [] : [['webhook secret', webhookSecret]]),
		].map(([label = '', value = ''], index) => {
			const title = index === 0 ? descriptors[name].title : '';
			return `${title.padEnd(width)}  ${label.padEnd(14)}  ${value}`;
		});
	});
	const titles = PROVIDER_NAMES.map((name) => descriptors[name].title);
	return [
		`The sandbox stands in for ${new Intl.ListFormat('en').format(titles)} on ${address}.`,
		'',
		...lines,
		'',
		'Controls (JSON bodies):',
		...controlAddresses.map((control) => `  ${control}`),
		`  e.g. curl -X POST ${address}/control/scan -H 'Content-Type: application/json' -d '{"instanceId":"..."}'`,
		'',
		'Press Ctrl+C to stop. Everything in the sandbox is forgotten then.',
	].join('\n');
}

/** The command behind `npm run sandbox`: starts a sandbox and says how to reach and stop it. */
async function runSandbox(commandLine: string[]): Promise<void> {
	let port: number | null = null;
	try {
		port = readPort(commandLine);
		const sandbox = await startSandbox({ port });
		const stop = (): void => {
			void sandbox.close();
		};
		process.once('SIGINT', stop);
		process.once('SIGTERM', stop);
		console.log(introduce(sandbox));
	} catch (error) {
		console.error(explain(error, port));
		process.exitCode = 1;
	}
}

void runSandbox(process.argv.slice(2));

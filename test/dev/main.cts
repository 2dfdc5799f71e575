import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { DevEditor, type DevOptions } from './DevEditor.cts';

const DEFAULT_PORT = 5678;

/** Throws an Error that says what is wrong with the command line. */
function readOptions(commandLine: string[]): DevOptions {
	const { values } = parseArgs({
		args: commandLine,
		options: {
			port: { type: 'string', default: String(DEFAULT_PORT) },
			source: { type: 'string', default: join(__dirname, '..', '..') },
		},
	});
	const port = Number(values.port);
	if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535) {
		throw new Error(`--port must be a number from 1 to 65535, not "${values.port}".`);
	}
	return { port, source: values.source, say };
}

function introduce({ n8n, owner, signIn, sandbox, mailFolder }: DevEditor): string {
	return `
The editor is on ${n8n.address}
  email     ${owner.email}
  password  ${owner.password}

The example workflows are there, switched off, with all their credentials.
  Sign-in to their forms   ${signIn.user} / ${signIn.password}
  Their mails are kept in  ${mailFolder}
  The sandbox stands in for the providers on ${sandbox.address}

Change a file below nodes/, credentials/ or icons/ and n8n reloads the nodes. Switch a workflow with
a changed trigger off and on again. n8n's log is ${n8n.folder}/main.log

Press Enter to scan the newest QR code, Ctrl+C to stop. All that n8n has stored is removed then.
`;
}

/** The command behind `npm run dev`: runs until it is stopped. */
async function runDev(): Promise<void> {
	let stopping = false;
	const stop = (running: DevEditor) => {
		if (stopping) return;
		stopping = true;
		say('Stopping ...');
		running.stop().then(
			() => process.exit(0),
			(error: unknown) => {
				fail(error);
			},
		);
	};
	const editor = await DevEditor.start(readOptions(process.argv.slice(2)));
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			stop(editor);
		});
	}
	console.log(introduce(editor));
	createInterface({ input: process.stdin }).on('line', () => {
		const name = editor.scanNewest();
		say(name === undefined ? 'There is no QR code to scan.' : `Scanned the code of ${name}.`);
	});
}

function say(text: string): void {
	console.log(`> ${text}`);
}

function fail(error: unknown): never {
	console.error(`> ${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
}

runDev().catch(fail);

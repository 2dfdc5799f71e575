import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { ParsedMail } from 'mailparser';

import { RealN8n } from '../n8n/RealN8n.cts';
import { RestClient, type WorkflowFile } from '../n8n/RestClient.cts';
import { startSandbox, type Sandbox } from '../sandbox/index.cts';
import { enterExampleCredentials, type FormSignIn } from '../support/exampleCredentials.cts';
import { MailServer, recipientsOf } from '../support/MailServer.cts';
import { buildLive, type LiveBuild } from './livePackage.cts';

const root = join(__dirname, '..', '..');

export interface DevOptions {
	/** Port of the editor on this machine. */
	port: number;
	/** The folder of the package that is worked on. */
	source: string;
	say: (text: string) => void;
}

/** The real n8n with the nodes as they are being written, and everything to try them with. */
export class DevEditor {
	private readonly started: { close: () => Promise<void> }[] = [];
	private mailCount = 0;

	private constructor(
		private readonly options: DevOptions,
		readonly n8n: RealN8n,
		readonly sandbox: Sandbox,
	) {}

	/** What a person signs in to the editor with. */
	owner = { email: '', password: '' };
	/** What a person signs in to the examples' forms with. */
	signIn: FormSignIn = { user: '', password: '' };

	/** Starts everything. @throws when a part does not start; none is left running then */
	static async start(options: DevOptions): Promise<DevEditor> {
		const n8n = await RealN8n.prepare({
			port: options.port,
			environment: { N8N_DEV_RELOAD: 'true' },
			say: options.say,
		});
		const sandbox = await startSandbox();
		const editor = new DevEditor(options, n8n, sandbox);
		editor.started.push({ close: () => n8n.remove() }, sandbox);
		try {
			await editor.fill();
			return editor;
		} catch (error) {
			await editor.stop();
			throw error;
		}
	}

	/** Where mails are kept as long as this runs. */
	get mailFolder(): string {
		return join(this.n8n.folder, 'mails');
	}

	/**
	 * Scans the newest QR code that can be scanned, as a phone would.
	 *
	 * @returns whose it is, or `undefined` when there is none
	 */
	scanNewest(): string | undefined {
		const waiting = this.sandbox.instances().filter(({ pairingText }) => pairingText !== null);
		const newest = waiting.at(-1);
		if (newest) this.sandbox.scan(newest.instanceId);
		return newest?.name;
	}

	/** Stops everything and removes what n8n has stored. */
	async stop(): Promise<void> {
		for (const one of this.started.splice(0).reverse()) await one.close();
	}

	private async fill(): Promise<void> {
		const { say, source } = this.options;
		say('Compiling the nodes, now and after every change ...');
		const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
			name: string;
		};
		const target = join(this.n8n.folder, '.n8n', 'nodes', 'node_modules', name);
		const build: LiveBuild = await buildLive(source, target, say);
		this.started.push({ close: () => build.stop() });

		say(`Starting n8n ${this.n8n.installed.version} ...`);
		await this.n8n.start();
		const rest = await RestClient.setUp(this.n8n.address);
		this.owner = rest.owner;

		mkdirSync(this.mailFolder);
		const mailServer = await MailServer.start((mail) => {
			this.keep(mail);
		});
		this.started.push(mailServer);
		({ signIn: this.signIn } = await enterExampleCredentials(rest, this.sandbox, mailServer));
		await importExamples(rest);
	}

	private keep(mail: ParsedMail): void {
		this.mailCount += 1;
		const file = (name: string) => join(this.mailFolder, `${this.mailCount}-${basename(name)}`);
		writeFileSync(file('mail.txt'), mail.text ?? (mail.html || ''));
		for (const { filename = 'attachment', content } of mail.attachments) {
			writeFileSync(file(filename), content);
		}
		this.options.say(
			`Mail ${this.mailCount} to ${recipientsOf(mail).join(', ')}: ${mail.subject ?? ''}`,
		);
	}
}

async function importExamples(rest: RestClient): Promise<void> {
	const folder = join(root, 'examples');
	for (const file of readdirSync(folder)) {
		await rest.createWorkflow(JSON.parse(readFileSync(join(folder, file), 'utf8')) as WorkflowFile);
	}
}

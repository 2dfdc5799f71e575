import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { INodeExecutionData } from 'n8n-workflow';
import { toString as drawQrCode } from 'qrcode';

import { descriptors, sides } from '../providers/descriptors.cts';
import { startSandbox, type ProviderName, type Sandbox } from '../sandbox/index.cts';
import { Engine, type WorkflowFile } from '../support/engine.cts';
import { helperNodes } from '../support/helperNodes.cts';
import { credentialsFor, inputItems } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { printTable } from './table.cts';

const root = join(__dirname, '..', '..');
const outputFolder = join(root, 'demo-output');
const workflowPath = join(__dirname, 'onboarding.workflow.json');

const SCAN_TAKES = 2000;

/** What the demo reads of an output item. */
interface InstanceJson {
	instanceId: string;
	name: string;
	status: string;
	connected: boolean;
	waitedSeconds: number;
	deleted: boolean;
}

/** What the summary says of one provider's instance. */
interface Story {
	instance: string;
	image: string;
	before: string;
	after: string;
	end: string;
}

/** The main job, seen from outside: a workflow onboards a customer at each provider. */
class Demo {
	private readonly stories = new Map<ProviderName, Story>();

	constructor(
		private readonly sandbox: Sandbox,
		private readonly engine: Engine,
	) {}

	async run(): Promise<void> {
		const workflow = JSON.parse(readFileSync(workflowPath, 'utf8')) as WorkflowFile;
		say(`Running ${relative(root, workflowPath)} ...`);
		const { finished } = this.engine.start(
			workflow,
			'Start',
			inputItems({}),
			credentialsFor(this.sandbox),
			async (nodeName, items) => {
				await this.follow(nodeName, items);
			},
		);
		const { error } = (await finished).run.data.resultData;
		if (error) throw new Error(`the workflow ended with: ${error.message}`);

		for (const { provider, title, capabilities } of sides) {
			check(this.stories.has(provider), `the customer of ${title} must have been onboarded`);
			const left = this.sandbox.instances(provider).length;
			if (capabilities.delete) check(left === 0, `the instance at ${title} must be deleted`);
			else check(left === 1, `${title} must have one instance`);
		}
		printTable(
			['Provider', 'Instance ID', 'QR code image', 'Before the scan', 'After it', 'In the end'],
			[...this.stories].map(([provider, { instance, image, before, after, end }]) => [
				descriptors[provider].title,
				instance,
				image,
				before,
				after,
				end,
			]),
		);
	}

	/** Tells what a node has done as soon as it has done it. */
	private async follow(nodeName: string, [item]: INodeExecutionData[]): Promise<void> {
		const provider = sides.find(({ title }) => nodeName.endsWith(title))?.provider;
		if (provider === undefined) return;
		if (nodeName.startsWith('Create')) await this.showQrCode(provider, item);

		const story = this.stories.get(provider);
		if (!story) return;
		const json = (item?.json ?? {}) as Partial<InstanceJson>;
		if (nodeName.startsWith('Wait')) {
			check(
				json.connected === true,
				`the phone must be connected at ${descriptors[provider].title}`,
			);
			story.after = json.status ?? '';
			say(`${descriptors[provider].title}: connected after ${json.waitedSeconds ?? 0} seconds.`);
		}
		if (nodeName.startsWith('List')) {
			check(json.instanceId === story.instance, 'the list must show the instance');
			say(
				`${descriptors[provider].title}: the list shows ${json.name ?? ''}, ${json.status ?? ''}.`,
			);
			story.end = 'kept';
		}
		if (nodeName.startsWith('Log Out')) say(`${descriptors[provider].title}: logged out.`);
		if (nodeName.startsWith('Delete')) {
			check(json.deleted === true, 'the instance must be deleted');
			say(`${descriptors[provider].title}: deleted.`);
			story.end = 'logged out and deleted';
		}
	}

	private async showQrCode(provider: ProviderName, item?: INodeExecutionData): Promise<void> {
		const title = descriptors[provider].title;
		const png = await this.engine.file(item);
		const text = readQrCode(png);
		const [issued] = this.sandbox.instances(provider);
		check(text === issued?.pairingText, `the code of ${title} must say what the sandbox issued`);

		mkdirSync(outputFolder, { recursive: true });
		const path = join(outputFolder, `${provider}.png`);
		writeFileSync(path, png);
		const image = relative(root, path);
		say(`${title}: created instance ${issued.instanceId}, its QR code is in ${image}`);
		console.log(
			await drawQrCode(text, { type: 'terminal', small: true, errorCorrectionLevel: 'L' }),
		);

		this.stories.set(provider, {
			instance: issued.instanceId,
			image,
			before: (item?.json as Partial<InstanceJson> | undefined)?.status ?? '',
			after: '',
			end: '',
		});
		say(`${title}: waiting until somebody scans the code (simulated, in a moment) ...`);
		void delay(SCAN_TAKES).then(() => {
			this.sandbox.scan(issued.instanceId);
		});
	}
}

async function main(): Promise<void> {
	say('Starting the sandbox, which stands in for the providers ...');
	const sandbox = await startSandbox();
	try {
		say(`It listens on ${sandbox.address}.`);
		say("Loading the nodes into n8n's execution engine ...");
		await new Demo(sandbox, await Engine.start(helperNodes)).run();
	} finally {
		await sandbox.close();
	}
	console.log('\nDone. Open the images, or read on in docs/onboarding.md.');
}

function check(holds: boolean, promise: string): asserts holds {
	if (!holds) throw new Error(promise);
}

function say(text: string): void {
	console.log(`> ${text}`);
}

main().then(
	// n8n's engine keeps timers of its own that would hold the process for a while.
	() => process.exit(0),
	(error: unknown) => {
		console.error(`> The demo failed: ${error instanceof Error ? error.message : String(error)}`);
		process.exit(1);
	},
);

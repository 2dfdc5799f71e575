import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { toString as drawQrCode } from 'qrcode';

import { startSandbox, type ProviderName, type Sandbox } from '../sandbox/index.cts';
import { Engine, type FinishedRun, type WorkflowFile } from '../support/engine.cts';
import { helperNodes } from '../support/helperNodes.cts';
import { credentialsFor, inputItems } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';

const root = join(__dirname, '..', '..');
const outputFolder = join(root, 'demo-output');
const workflowPath = join(__dirname, 'onboarding.workflow.json');

const parts: Array<{ provider: ProviderName; title: string; nodeName: string }> = [
	{ provider: 'hypersender', title: 'Hypersender', nodeName: 'Create at Hypersender' },
	{ provider: 'wachat', title: 'Wachat', nodeName: 'Create at Wachat' },
];

interface Row {
	provider: string;
	instance: string;
	image: string;
	before: string;
	after: string;
}

/** The main job, seen from outside: runs the workflow, shows the codes, has them scanned. */
async function demo(): Promise<void> {
	say('Starting the sandbox, which stands in for both providers ...');
	const sandbox = await startSandbox();
	try {
		say(`It listens on ${sandbox.address}.`);
		say("Loading the nodes into n8n's execution engine ...");
		const engine = await Engine.start(helperNodes);
		const workflow = JSON.parse(readFileSync(workflowPath, 'utf8')) as WorkflowFile;

		say(`Running ${relative(root, workflowPath)} ...`);
		const first = await run(engine, workflow, sandbox);
		const rows = [];
		for (const part of parts) rows.push(await showQrCode(part, first, sandbox));

		say('Two people scan the codes with their phones (simulated) ...');
		for (const { instance } of rows) sandbox.scan(instance);

		say('Running the same workflow again: nothing is created twice, the status has changed.');
		const second = await run(engine, workflow, sandbox);
		for (const [index, { nodeName }] of parts.entries()) {
			const json = second.items(nodeName)[0]?.json;
			check(json?.created === false, `${nodeName} must not create a second instance`);
			check(json.connected === true, `${nodeName} must find the instance connected`);
			const row = rows[index];
			if (row) row.after = String(json.status);
		}
		check(sandbox.instances().length === parts.length, 'there must be one instance per provider');
		printTable(rows);
	} finally {
		await sandbox.close();
	}
}

async function run(engine: Engine, workflow: WorkflowFile, sandbox: Sandbox): Promise<FinishedRun> {
	const { finished } = engine.start(workflow, 'Start', inputItems({}), credentialsFor(sandbox));
	const result = await finished;
	const { error } = result.run.data.resultData;
	if (error) throw new Error(`the workflow ended with: ${error.message}`);
	return result;
}

async function showQrCode(
	{ provider, title, nodeName }: (typeof parts)[number],
	finished: FinishedRun,
	sandbox: Sandbox,
): Promise<Row> {
	const item = finished.items(nodeName)[0];
	const png = await finished.file(item);
	const instance = String(item?.json.instanceId);
	const text = readQrCode(png);
	const expected = sandbox.instances(provider)[0]?.pairingText;
	check(text === expected, `the code of ${title} must say what the sandbox issued`);

	mkdirSync(outputFolder, { recursive: true });
	const image = join(outputFolder, `${provider}.png`);
	writeFileSync(image, png);
	say(`${title}: instance ${instance}, code in ${relative(root, image)}`);
	console.log(await drawQrCode(text, { type: 'terminal', small: true, errorCorrectionLevel: 'L' }));
	return {
		provider: title,
		instance,
		image: relative(root, image),
		before: String(item?.json.status),
		after: '',
	};
}

function printTable(rows: Row[]): void {
	const head: Row = {
		provider: 'Provider',
		instance: 'Instance ID',
		image: 'QR code image',
		before: 'Status before the scan',
		after: 'Status after',
	};
	const columns = ['provider', 'instance', 'image', 'before', 'after'] as const;
	const width = (column: keyof Row) =>
		Math.max(...[head, ...rows].map((row) => row[column].length));
	const line = (row: Row) => columns.map((column) => row[column].padEnd(width(column))).join('  ');
	console.log(`\n${line(head)}\n${columns.map((column) => '-'.repeat(width(column))).join('  ')}`);
	for (const row of rows) console.log(line(row));
	console.log('\nDone. Open the images above, or read on in README.md.');
}

function check(holds: boolean, promise: string): asserts holds {
	if (!holds) throw new Error(promise);
}

function say(text: string): void {
	console.log(`> ${text}`);
}

demo().then(
	// n8n's engine keeps timers of its own that would hold the process for a while.
	() => process.exit(0),
	(error: unknown) => {
		console.error(`> The demo failed: ${error instanceof Error ? error.message : String(error)}`);
		process.exit(1);
	},
);

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import type { WorkflowFile } from '../n8n/RestClient.cts';
import { sides } from '../providers/descriptors.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { bench } from './support/bench.cts';
import { launchBrowser } from './support/browser.cts';
import { Editor } from './support/Editor.cts';
import {
	chain,
	credentialOf,
	instanceNode,
	manualStart,
	node,
	PACKAGE,
} from './support/workflow.cts';

/** What this test needs of an image element; there are no types of the browser here. */
interface LoadedPicture {
	naturalWidth: number;
	decode(): Promise<void>;
}

const examples = join(__dirname, '..', '..', 'examples');

/** The form of an opened node and its output, of the window. */
const FORM_AND_OUTPUT = { x: 491, y: 66, width: 884, height: 550 };
/** Where the nodes of a workflow lie that fills the canvas. */
const CANVAS = { x: 130, y: 150, width: 1210, height: 620 };

let browser: Browser;
let editor: Editor;
beforeAll(async () => {
	browser = await launchBrowser();
	editor = await openEditor();
});
afterAll(async () => {
	await browser.close();
});

async function openEditor(theme?: 'dark'): Promise<Editor> {
	const { n8n, rest, results } = bench();
	const pictures = join(results, '..', 'screenshots');
	return await Editor.signIn(browser, n8n.address, rest.owner, pictures, theme);
}

describe.each(sides)(
	'a person with an account at $title',
	({ provider, title, credential, customer: { name, phone } }) => {
		beforeAll(async () => {
			const { rest, sandbox } = bench();
			await rest.createCredential(
				credential.type,
				credential.accountName,
				credential.data(sandbox.accounts[provider]),
			);
		});

		it('enters the key, sees that a wrong one is refused and the right one accepted', async () => {
			const { apiKey, baseUrl } = bench().sandbox.accounts[provider];
			await editor.openCredentialForm(credential.title);
			const field = (parameter: string) =>
				editor.part(`parameter-input-${parameter}`).locator('input');
			await field('baseUrl').fill(baseUrl);
			await field('apiKey').fill(`${apiKey}wrong`);
			await editor.part('credential-save-button').click();
			const form = editor.part('editCredential-modal');
			await form.getByText('Couldn’t connect with these settings').waitFor();
			await form.getByText('More details').click();
			await editor.takePicture(`credential-refused-${provider}`);
			expect(await form.innerText()).toMatch(/API key/);

			await field('apiKey').fill(apiKey);
			await editor.part('credential-save-button').click();
			await form.getByText('Connection tested successfully').waitFor();
			await editor.takePicture(`credential-${provider}`);
		});

		it('finds the node, picks an instance from the list and sees its QR code', async () => {
			const { sandbox } = bench();
			const { instanceId } = sandbox.seedInstance(provider, { name, phone });
			await editor.newWorkflow();
			await editor.findNode('whatsapp instance', 'WhatsApp Instance');
			await editor.takePicture(`panel-${provider}`);
			await editor.addAction('Get QR code of an instance');
			await editor.chooseOption('provider', title);
			await editor.chooseCredential(credential.accountName);
			const lines = await editor.openInstanceList();
			await editor.takePicture(`list-${provider}`, FORM_AND_OUTPUT);
			expect(lines).toEqual([expect.stringContaining(name)]);
			await editor.part('rlc-item').first().click();

			await editor.execute();
			const picture = await editor.viewBinary();

			const width = await picture.evaluate(async (image: LoadedPicture) => {
				await image.decode();
				return image.naturalWidth;
			});
			expect(width).toBeGreaterThan(100);
			const shown = sandbox.instances(provider).find((one) => one.instanceId === instanceId);
			expect(readQrCode(await picture.screenshot())).toBe(shown?.pairingText);
			await editor.untilMessagesAreGone();
			await editor.takePicture(`qr-code-${provider}`, FORM_AND_OUTPUT);
		});

		it('is told what is wrong with a phone number, once', async () => {
			const parameters = { name, phone: 'call me' };
			const create = instanceNode('Create', provider, 'create', bench(), parameters);
			const id = await bench().rest.createWorkflow(chain(manualStart(), create));
			await editor.openWorkflow(id);
			await editor.openNode('Create');
			await editor.execute();
			const output = editor.part('output-panel');
			await output.getByText(/Phone/).first().waitFor();
			await editor.takePicture(`error-${provider}`);
			expect((await output.innerText()).match(/\[item 0\]/gi) ?? []).toHaveLength(1);
		});

		it.each(['whatsAppInstanceTrigger', 'whatsAppInstanceEventTrigger'])(
			'opens %s and sees what it can start on',
			async (type) => {
				const trigger = node(
					'Trigger',
					`${PACKAGE}.${type}`,
					1,
					{ provider },
					credentialOf(provider, bench().credentials),
				);
				await editor.openWorkflow(await bench().rest.createWorkflow(chain(trigger)));
				await editor.openNode('Trigger');
				await editor.part('parameter-input-triggerOn').waitFor();
				await editor.takePicture(`${type}-${provider}`);
				expect(await editor.part('node-parameters').innerText()).toContain('Trigger On');
			},
		);
	},
);

it('can be read in the dark', async () => {
	const dark = await openEditor('dark');
	const create = instanceNode('Create', 'wachat', 'create', bench(), { name: 'Jakarta_Store' });
	const id = await bench().rest.createWorkflow(chain(manualStart(), create));
	await dark.openWorkflow(id);
	const icon = dark.part('canvas-node').filter({ hasText: 'Create' }).locator('img');
	await icon.waitFor();
	await dark.takePicture('dark');
	expect(await icon.getAttribute('src')).toContain('dark');
	await dark.close();
});

it.each(readdirSync(examples))('shows the example %s as a whole', async (file) => {
	const workflow = JSON.parse(readFileSync(join(examples, file), 'utf8')) as WorkflowFile;
	await editor.openWorkflow(await bench().rest.createWorkflow(workflow));
	for (const { name, type } of workflow.nodes) {
		if (type.endsWith('.stickyNote')) continue;
		await editor.part('canvas-node').filter({ hasText: name }).first().waitFor();
	}
	await editor.part('zoom-to-fit').click();
	await editor.takePicture(`example-${file.replace('.json', '')}`, CANVAS);
	expect(await editor.part('canvas').innerText()).not.toMatch(/install this node/i);
});

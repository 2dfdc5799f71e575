import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { bench } from './support/bench.cts';
import { launchBrowser } from './support/browser.cts';
import { Editor } from './support/Editor.cts';
import { Examples } from './support/Examples.cts';

const folder = join(__dirname, '..', '..', 'examples');

let examples: Examples;
let browser: Browser;
let page: Page;
beforeAll(async () => {
	examples = await Examples.open();
	browser = await launchBrowser();
	const { rest, results } = bench();
	({ page } = await Editor.signIn(browser, rest.address, rest.owner, results));
	page.setDefaultTimeout(60_000);
});
afterAll(async () => {
	await browser.close();
	await examples.close();
});

test.each([
	'disconnect-alert',
	'onboarding-by-email',
	'onboarding-customer-list',
	'pairing-link-by-email',
	'pairing-link-customer-list',
	'pairing-page-form',
	'reconnect-failed',
])('%s can be imported in the editor, which finds its credentials by name', async (name) => {
	await page.goto(`${bench().rest.address}/workflow/new`);
	await page.getByRole('button', { name: 'Publish' }).first().waitFor();
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles(join(folder, `${name}.json`));
	// The canvas names its nodes as the workflow does.
	await page.getByText('Fill in').first().waitFor();
	const saved = page.waitForResponse(
		(response) =>
			response.url().includes('/rest/workflows') &&
			['POST', 'PATCH'].includes(response.request().method()),
	);
	await page.keyboard.press('Control+s');
	const { data } = (await (await saved).json()) as { data: { id: string } };
	examples.imported.push(data.id);

	const { nodes } = await bench().rest.workflow(data.id);
	const references = nodes.flatMap(({ credentials = {} }) => Object.values(credentials));
	expect(references.length).toBeGreaterThan(1);
	expect(references.map(({ id }) => examples.credentialIds.includes(String(id)))).not.toContain(
		false,
	);
	await bench().rest.activate(data.id);
});

import type { Browser, Page } from 'playwright-core';

import { sides } from '../providers/descriptors.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { bench } from './support/bench.cts';
import { launchBrowser } from './support/browser.cts';
import { pageUrl, pairingLink, pairingPageTrigger } from './support/pairingPages.cts';
import type { ConnectedSandbox } from './support/SharedBench.cts';
import { executionsOf, triggerJson } from './support/triggers.cts';
import { chain } from './support/workflow.cts';

let browser: Browser;
beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
});

describe.each(sides)('the pairing page at $provider', ({ provider }) => {
	let account: ConnectedSandbox;
	let workflow: string;
	let link: string;
	let page: Page;
	let instanceId: string;

	beforeAll(async () => {
		account = await bench().connectSandbox({});
		const trigger = pairingPageTrigger(provider, account);
		workflow = await bench().rest.createWorkflow(chain(trigger));
		await bench().rest.activate(workflow);
		({ instanceId } = account.sandbox.seedInstance(provider, {
			name: 'Shop',
			phone: '+201234567890',
		}));
		link = await pairingLink(provider, account, instanceId, pageUrl(trigger));
		const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
		page = await context.newPage();
		page.on('console', (message) => { console.log('console', message.text()); });
		page.on('pageerror', (error) => { console.log('pageerror', error.message); });
		page.on('response', (response) =>
			{ console.log(response.request().method(), response.status(), response.headers()); },
		);
	});

	test('shows a code that a phone can read', async () => {
		await page.goto(link);
		await new Promise((r) => setTimeout(r, 3000));
		console.log(await page.innerText('body'));
		await page.screenshot({ path: '/tmp/work/shot.png' });
		expect(readQrCode(await page.screenshot())).toBe(
			account.sandbox.instances(provider)[0]?.pairingText,
		);
	});

	test('says when the phone is connected, and starts the workflow once', async () => {
		account.sandbox.scan(instanceId);
		await new Promise((r) => setTimeout(r, 12000));
		console.log(await page.innerText('body'));
		const [started] = await executionsOf(workflow, 1);
		if (!started) throw new Error('nothing has been started');
		expect(await triggerJson(started, 'Pairing Page')).toMatchObject({
			event: 'connected',
			instanceId,
		});
	});
});

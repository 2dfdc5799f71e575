import type { Browser, Page } from 'playwright-core';

import { until } from '../n8n/until.cts';
import { sides } from '../providers/descriptors.cts';
import type { SandboxInstance } from '../sandbox/index.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { bench } from './support/bench.cts';
import { launchBrowser } from './support/browser.cts';
import { Examples, useProvider } from './support/Examples.cts';

const PHONE_SCREEN = { width: 390, height: 844 };

let browser: Browser;
beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
});

describe.each(sides)(
	'onboarding-page at $provider',
	({ provider, operations, limits, ...side }) => {
		const { route: codeRoute, with: choices } = operations.findLast(
			({ operation }) => operation === 'getQrCode',
		) ?? { route: side.routes.qrCode };
		const isLimited = limits.some(({ route }) => route === codeRoute);
		const name = 'Aswan <b>Store</b>';
		/** Everything n8n has sent to the customer. */
		const received: string[] = [];
		let examples: Examples;
		let form: string;
		let link: string;
		let page: Page;

		const instance = (): SandboxInstance => {
			const [only] = examples.account.sandbox.instances(provider);
			if (!only) throw new Error('there is no instance');
			return only;
		};
		const codeRequests = () => examples.account.sandbox.requestsTo(codeRoute).length;
		const message = () => page.locator('#message');
		const code = () => page.locator('#code');
		const scanned = async () => readQrCode(await code().screenshot());

		beforeAll(async () => {
			examples = await Examples.open();
			const nodes = await examples.activate('onboarding-page.json', (node) => {
				useProvider(provider, examples.account)(node);
				if (node.name === 'Get the Code') Object.assign(node.parameters, choices);
			});
			form = examples.formAddress(nodes.get('New Customer'));
			const context = await browser.newContext({ viewport: PHONE_SCREEN });
			page = await context.newPage();
			await page.clock.install();
			page.on('response', (response) => {
				void response.text().then((text) => received.push(text));
			});
		});
		afterAll(async () => {
			await page.context().close();
			await examples.close();
		});

		test('gives the link to those who can sign in to the form', async () => {
			expect((await fetch(form)).status).toBe(401);
			const { user: username, password } = examples.signIn;
			const context = await browser.newContext({ httpCredentials: { username, password } });
			const operator = await context.newPage();
			await operator.goto(form);
			await operator.getByLabel('Name').fill(name);
			await operator.getByLabel('Phone').fill('+20 123 456 7890');
			await operator.getByRole('button', { name: 'Make the link' }).click();
			await operator.getByText('Send this link to the customer').waitFor();
			link = await operator.getByText('/webhook/whatsapp-connect#').innerText();
			await context.close();
			expect(link).toMatch(/#[\w-]+\.[\w-]+\.[\w-]+$/);
			expect(link).not.toContain(instance().instanceId);
		});

		test('shows the name as it is, and a code that a phone can read', async () => {
			await page.goto(link);
			await code().waitFor();
			await page.getByText(name, { exact: true }).waitFor();
			expect(await scanned()).toBe(instance().pairingText);
			expect(await message().innerText()).toMatch(
				/^Scan this code\. It is valid for \d+ more seconds\.$/,
			);
			expect(await page.locator('#pairing').isVisible()).toBe(side.hasPairingCode);
			const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
			expect(scrollWidth).toBeLessThanOrEqual(PHONE_SCREEN.width);
		});

		test('keeps a code as long as it is valid, also through a reload', async () => {
			const asked = codeRequests();
			const lookedUp = examples.account.sandbox.requests.length;
			await page.reload();
			// The name comes with the first look and moves the code down, also under a camera.
			await page.getByText(name, { exact: true }).waitFor();
			await code().waitFor();
			expect(await scanned()).toBe(instance().pairingText);
			await until('two looks at the status', async () => {
				await page.clock.runFor(5000);
				return examples.account.sandbox.requests.length >= lookedUp + 2 || undefined;
			});
			expect(codeRequests()).toBe(asked);
		});

		test('renews the code when it has expired, once the provider gives one', async () => {
			const before = instance().pairingText;
			if (isLimited) {
				await page.clock.fastForward(61_000);
				await message().getByText('A new code can be made about once a minute').waitFor();
				expect(await code().isVisible()).toBe(false);
				examples.account.sandbox.setLimits(false);
				await page.clock.fastForward(20_000);
			} else {
				examples.account.sandbox.expireQrCode(instance().instanceId);
				await page.clock.fastForward(61_000);
			}
			await until('a new code on the page', async () => {
				await page.clock.runFor(5000);
				if (instance().pairingText === before || !(await code().isVisible())) return undefined;
				return (await scanned()) === instance().pairingText || undefined;
			});
		});

		test('says when the phone is connected, and asks no more', async () => {
			examples.account.sandbox.scan(instance().instanceId);
			await until('the good news', async () => {
				await page.clock.runFor(5000);
				return (await message().innerText()).startsWith('WhatsApp is connected') || undefined;
			});
			expect(await code().isVisible()).toBe(false);
			expect(page.url()).toBe(link);
			const { length } = examples.account.sandbox.requests;
			await page.clock.runFor(60_000);
			expect(examples.account.sandbox.requests).toHaveLength(length);
		});

		test('shows nothing to those who alter the link', async () => {
			const { length } = examples.account.sandbox.requests;
			const [head = '', payload = '', signature = ''] = link.split('.');
			const forged = btoa(JSON.stringify({ instanceId: instance().instanceId })).replace(/=+$/, '');
			for (const altered of [
				`${head}.${payload}.${signature.slice(1)}`,
				`${head}.${forged}.${signature}`,
			]) {
				await page.goto(altered);
				await message().getByText('This link is not valid any more').waitFor();
			}
			await page.goto(link.split('#')[0] ?? '');
			await message().getByText('This link is not complete').waitFor();
			expect(examples.account.sandbox.requests).toHaveLength(length);
		});

		test('has sent the customer no key', async () => {
			const { apiKey } = examples.account.sandbox.accounts[provider];
			await until('answers', () => received.find((text) => text.includes('"connected"')));
			const all = received.join('\n');
			expect(all).toContain('<h1>Connect WhatsApp</h1>');
			expect(all).toContain('"state":"scan"');
			for (const secret of [apiKey, examples.signIn.password]) {
				expect(all.includes(secret)).toBe(false);
			}
		});

		test('leaves no successful execution behind', async () => {
			const [workflowId = ''] = examples.imported;
			const left = await bench().rest.executions(workflowId);
			expect(left.filter(({ status }) => status === 'success')).toEqual([]);
		});
	},
);

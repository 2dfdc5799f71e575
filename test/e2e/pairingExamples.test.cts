import type { Browser, BrowserContext, Page } from 'playwright-core';

import { until } from '../n8n/until.cts';
import { sides } from '../providers/descriptors.cts';
import type { SandboxInstance } from '../sandbox/index.cts';
import { attachmentOf } from '../support/MailServer.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { launchBrowser } from './support/browser.cts';
import { Examples, useProvider } from './support/Examples.cts';
import { untilShown } from './support/pairingPages.cts';

const OPERATOR = 'you@example.com';

let browser: Browser;
let examples: Examples;
let context: BrowserContext;
beforeAll(async () => {
	browser = await launchBrowser();
});
beforeEach(async () => {
	examples = await Examples.open();
	context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
});
afterEach(async () => {
	await context.close();
	await examples.close();
});
afterAll(async () => {
	await browser.close();
});

function instanceOf(name: string): SandboxInstance {
	const found = examples.account.sandbox.instances().find((one) => one.name === name);
	if (!found) throw new Error(`there is no instance '${name}'`);
	return found;
}

/** Waits until a page shows the code that can be scanned now, scans it, and waits for the words. */
async function connectOn(page: Page, name: string): Promise<void> {
	await until(
		`the code of ${name} on the page`,
		async () => {
			const { pairingText } = instanceOf(name);
			const shown = tryToRead(await page.screenshot({ fullPage: true }));
			return pairingText !== null && shown === pairingText ? true : undefined;
		},
		{ seconds: 90 },
	);
	examples.account.sandbox.scan(instanceOf(name).instanceId);
	await untilShown(page, /WhatsApp is connected\. You can close this page\./);
}

function tryToRead(picture: Buffer): string | undefined {
	try {
		return readQrCode(picture);
	} catch {
		return undefined;
	}
}

async function untilTold(subject: string): Promise<void> {
	const subjects = () => examples.mailServer.to(OPERATOR).map((mail) => mail.subject);
	await until(`the mail '${subject}'`, () => (subjects().includes(subject) ? true : undefined));
	expect(subjects().filter((one) => one === subject)).toHaveLength(1);
}

test.each(sides)(
	'pairing-page-form leads from the form to a code, and tells when it is scanned, at $provider',
	async ({ provider }) => {
		const change = useProvider(provider, examples.account);
		const { nodes, page: address } = await examples.activateWithPage(
			'pairing-page-form.json',
			change,
		);
		const { user: username, password } = examples.signIn;
		await context.close();
		context = await browser.newContext({ httpCredentials: { username, password } });
		const page = await context.newPage();
		await page.goto(examples.formAddress(nodes.get('New Customer')));
		await page.getByLabel('Name').fill('Aswan <b>Store');
		await page.getByLabel('Phone').fill('+20 123 456 7890');
		await page.getByRole('button', { name: 'Go to the code' }).click();

		await page.waitForURL(/\/pairing-page#/);
		expect(page.url().split('#')[0]).toBe(address);
		expect(page.url().split('#')[1]).toMatch(/^[\w-]+\.[\w-]+$/);
		await connectOn(page, 'Aswan <b>Store');
		await untilTold('WhatsApp is connected: Aswan <b>Store');
	},
	180_000,
);

test('pairing-page-form says on the form what went wrong', async () => {
	const { nodes } = await examples.activateWithPage('pairing-page-form.json');
	const { user: username, password } = examples.signIn;
	await context.close();
	context = await browser.newContext({ httpCredentials: { username, password } });
	const page = await context.newPage();
	await page.goto(examples.formAddress(nodes.get('New Customer')));
	await page.getByLabel('Name').fill('Luxor Store');
	await page.getByLabel('Phone').fill('0100 123');
	await page.getByRole('button', { name: 'Go to the code' }).click();
	await page.getByText("'Phone' has no country code").waitFor();
	expect(await page.innerText('body')).not.toContain('[Item');
}, 60_000);

test('pairing-link-by-email mails a link and a first code, and tells when it is scanned', async () => {
	const { mailServer } = examples;
	const { nodes, page: address } = await examples.activateWithPage('pairing-link-by-email.json');
	const form = nodes.get('New Customer');
	const mailbox = 'medan@example.com';
	await examples.submit(form, ['Medan <b>Store', '+62 812 3456 780', mailbox]);

	const mail = await mailServer.nth(mailbox, 1);
	expect(mail.subject).toBe('Connect your WhatsApp: Medan <b>Store');
	expect(readQrCode(attachmentOf(mail).content)).toBe(instanceOf('Medan <b>Store').pairingText);
	const html = mail.html === false ? '' : mail.html;
	expect(html).toContain('<img src="data:image/png;base64,');
	const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
	expect(links).toHaveLength(2);
	expect(new Set(links).size).toBe(1);
	const [link = ''] = links;
	expect(link.split('#')[0]).toBe(address);
	// For mail programs that show no HTML.
	expect(html).toContain(`>${link}</a>`);

	const page = await context.newPage();
	await page.goto(link);
	await connectOn(page, 'Medan <b>Store');
	await untilTold('WhatsApp is connected: Medan <b>Store');

	await examples.submit(form, ['Medan <b>Store', '+62 812 3456 780', mailbox]);
	const second = await mailServer.nth(mailbox, 2);
	expect(second.attachments).toEqual([]);
	expect(second.html).not.toContain('<img');

	await examples.submit(form, ['Padang Store', '0812 3456 789', 'padang@example.com']);
	await untilTold('No link for WhatsApp: Padang Store');
	expect(mailServer.to(OPERATOR).at(-1)?.text).toContain("'Phone' has no country code");
	expect(mailServer.to('padang@example.com')).toEqual([]);
}, 120_000);

test('pairing-link-customer-list gives the list back with a link for each customer', async () => {
	const { account, mailServer } = examples;
	account.sandbox.seedInstance('hypersender', {
		name: 'Giza Store',
		phone: '201000000003',
		status: 'WORKING',
	});
	const { nodes, page: address } = await examples.activateWithPage(
		'pairing-link-customer-list.json',
	);
	const rows = [
		['Port, Said', '+20 100 000 0001', 'port@example.com'],
		['Bad Store', '0100', 'bad@example.com'],
		['Giza Store', '+20 100 000 0003', 'giza@example.com'],
	];
	const list = [
		'\uFEFFname,phone,email',
		...rows.map(([name, phone, email]) => `"${name}",${phone},${email}`),
	].join('\r\n');
	await examples.submit(nodes.get('Customer List'), [
		new File([list], 'customers.csv', { type: 'text/csv' }),
	]);

	const mail = await mailServer.nth(OPERATOR, 1, 60);
	expect(mail.subject).toBe('WhatsApp pairing links: 1 of 3 customers');
	const { filename, content } = attachmentOf(mail);
	expect(filename).toBe('pairing-links.csv');
	const [head, port, bad, giza] = content.toString('utf8').replace('\uFEFF', '').split(/\r?\n/);
	expect(head).toBe('name,phone,email,status,link,linkEndsAt,problem');
	const start = '"Port, Said",+20 100 000 0001,port@example.com,awaitingScan,';
	expect(port?.slice(0, start.length)).toBe(start);
	expect(bad).toMatch(/^Bad Store,0100,bad@example\.com,,,,.*'Phone' has no country code/);
	expect(bad).not.toContain('[Item');
	expect(giza).toBe('Giza Store,+20 100 000 0003,giza@example.com,connected,,,');

	const [link = '', endsAt = '', ...others] = port?.slice(start.length).split(',') ?? [];
	expect(others).toEqual(['']);
	expect(link.split('#')[0]).toBe(address);
	const hours = (Date.parse(endsAt) - Date.now()) / 3_600_000;
	expect(hours).toBeGreaterThan(167.9);
	expect(hours).toBeLessThanOrEqual(168);
	const page = await context.newPage();
	await page.goto(link);
	await connectOn(page, 'Port, Said');
	await untilTold('WhatsApp is connected: Port, Said');
}, 180_000);

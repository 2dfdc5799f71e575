import { join } from 'node:path';

import { devices, type Browser, type Page } from 'playwright-core';

import { createPairingLink, pairingKey } from '../../nodes/domain/pairingLink.ts';
import { until } from '../n8n/until.cts';
import { limitOf, sides } from '../providers/descriptors.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { bench } from './support/bench.cts';
import { launchBrowser } from './support/browser.cts';
import { pageUrl, pairingLink, pairingPageTrigger, untilShown } from './support/pairingPages.cts';
import { enterCredentials, type ConnectedSandbox } from './support/SharedBench.cts';
import { executionsOf, triggerJson } from './support/triggers.cts';
import { chain } from './support/workflow.cts';

// On a busy machine, stopping and starting n8n takes most of a minute.
jest.setTimeout(300_000);

/** A code, and nothing wrong with the connection. */
const SCAN = /^(?!.*No connection).*Scan this code with the phone/s;
const TRYING_AGAIN = /No connection|cannot reach the server/;
const CONNECTED = /WhatsApp is connected/;
const INVALID = /This link is not valid/;

let browser: Browser;
beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(async () => {
	await browser.close();
});

/** Restarts of n8n take long, and are the same for every provider. */
const firstProvider = sides[0]?.provider;

describe.each(sides)('the pairing page at $provider', (side) => {
	const { provider, routes } = side;
	const once = provider === firstProvider ? test : undefined;
	// Where codes are limited, each test that needs one makes the next one wait.
	const unlimited = limitOf(side, routes.qrCode) === undefined ? test : undefined;
	let account: ConnectedSandbox;
	let workflow: string;
	let link: string;
	let page: Page;
	let instanceId: string;
	let count = 0;

	function seed(): string {
		count += 1;
		const phone = `+2012345678${String(count).padStart(2, '0')}`;
		return account.sandbox.seedInstance(provider, { name: `Shop ${count}`, phone }).instanceId;
	}

	const pairingText = () =>
		account.sandbox.instances(provider).find((one) => one.instanceId === instanceId)?.pairingText;
	const open = async (address: string) => {
		const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
		const opened = await context.newPage();
		await opened.goto(address);
		return opened;
	};

	beforeAll(async () => {
		// Without limits, because real minutes are long; who waits for them is tested in virtual time.
		account = await bench().connectSandbox({ limits: false });
		const node = pairingPageTrigger(provider, account, {
			startOn: ['connected', 'expired', 'failed'],
		});
		workflow = await bench().rest.createWorkflow(chain(node));
		await bench().rest.activate(workflow);
		instanceId = seed();
		link = await pairingLink(provider, account, instanceId, pageUrl(node));
		page = await open('about:blank');
	});
	afterAll(async () => {
		await page.context().close();
	});

	test('opening it asks the provider for nothing, and shows a code that a phone can read', async () => {
		const before = account.sandbox.requests.length;
		const answer = await fetch(link);
		expect(await answer.text()).toContain('<title>');
		expect(answer.headers.get('content-security-policy')).toMatch(
			/^sandbox allow-scripts; default-src 'none'; .*frame-ancestors 'none'$/,
		);
		expect(account.sandbox.requests).toHaveLength(before);

		await page.goto(link);
		await untilShown(page, SCAN);
		await until('a code that can be read', async () =>
			readQrCode(await page.screenshot()) === pairingText() ? true : undefined,
		);
		await keepPictures(page, provider);
		expect(await bench().rest.executions(workflow)).toEqual([]);
	});

	test('says one sentence to whoever alters the link', async () => {
		const [address = '', token = ''] = link.split('#');
		const [content = '', signature = ''] = token.split('.');
		for (const altered of [`${content}.${signature.slice(1)}`, `x${content}.${signature}`, 'x']) {
			const other = await open(`${address}#${altered}`);
			await untilShown(other, INVALID);
			await other.context().close();
		}
	});

	once?.('goes on by itself after n8n was restarted', async () => {
		await untilShown(page, SCAN);
		await bench().n8n.stop();
		await untilShown(page, TRYING_AGAIN);
		await bench().n8n.start();
		await untilShown(page, SCAN);
		expect(await bench().rest.executions(workflow)).toEqual([]);
	});

	once?.('goes on by itself after the workflow was unpublished for a while', async () => {
		await bench().rest.deactivate(workflow);
		// n8n's own 404 comes without the header that would let a page without origin read it.
		await untilShown(page, TRYING_AGAIN);
		await bench().rest.activate(workflow);
		await untilShown(page, SCAN);
	});

	test('says when the phone is connected, and starts the workflow once for all its windows', async () => {
		const other = await open(link);
		await untilShown(other, SCAN);
		await until('a code that can be read', async () =>
			readQrCode(await other.screenshot()) === pairingText() ? true : undefined,
		);
		account.sandbox.scan(instanceId);
		await untilShown(page, CONNECTED);
		await untilShown(other, CONNECTED);
		const [started] = await executionsOf(workflow, 1);
		if (!started) throw new Error('nothing has been started');
		expect(await triggerJson(started, 'Pairing Page')).toMatchObject({
			provider,
			instanceId,
			connected: true,
			event: 'connected',
		});
		await other.reload();
		await untilShown(other, CONNECTED);
		await other.context().close();
		expect(await bench().rest.executions(workflow)).toHaveLength(1);
		expect(JSON.stringify(await bench().rest.execution(started.id))).not.toContain(
			account.sandbox.accounts[provider].apiKey,
		);
	});

	once?.('a restart of n8n does not make it start the workflow again', async () => {
		await bench().n8n.stop();
		await bench().n8n.start();
		await page.reload();
		await untilShown(page, CONNECTED);
		expect(await bench().rest.executions(workflow)).toHaveLength(1);
	});

	unlimited?.('hears of everything in one response, until something has to be stored', async () => {
		instanceId = seed();
		const next = await pairingLink(provider, account, instanceId, link.split('#')[0] ?? '');
		const other = await open('about:blank');
		let questions = 0;
		other.on('request', (request) => {
			if (request.method() === 'POST') questions += 1;
		});
		await other.goto(next);
		await untilShown(other, SCAN);
		const lists = () =>
			account.sandbox.requests.filter(({ route }) => route === routes.list).length;
		// A list that is older than the instance is answered in a response of its own.
		const asked = questions;
		const before = lists();
		await until('two more lists', () => (lists() >= before + 2 ? true : undefined));
		expect(questions).toBe(asked);
		account.sandbox.scan(instanceId);
		await untilShown(other, CONNECTED);
		// The one that starts the workflow, and the one that stores it.
		await until('two more questions', () => (questions === asked + 2 ? true : undefined));
		expect(await executionsOf(workflow, 2)).toHaveLength(2);
		await other.context().close();
	});

	test('notices a phone that is connected after the page was closed', async () => {
		instanceId = seed();
		const next = await pairingLink(provider, account, instanceId, link.split('#')[0] ?? '');
		const other = await open(next);
		await untilShown(other, SCAN);
		await other.close();
		const { length } = await bench().rest.executions(workflow);
		account.sandbox.scan(instanceId);
		expect(await executionsOf(workflow, length + 1)).toHaveLength(length + 1);
	});

	once?.('tells the operator of a link that has ended', async () => {
		const { length } = await bench().rest.executions(workflow);
		const [address = ''] = link.split('#');
		const target = { provider, instanceId: seed(), endsAt: Date.now() - 1000 };
		const key = pairingKey(account.sandbox.accounts[provider].apiKey);
		const other = await open('about:blank');
		await other.goto(createPairingLink(address, target, key).url);
		await untilShown(other, /has expired/);
		const started = (await executionsOf(workflow, length + 1)).at(-1) ?? { id: '' };
		expect(JSON.stringify(await bench().rest.execution(started.id))).toContain('"expired"');
		await other.context().close();
	});

	once?.('a test URL shows the page while the editor listens', async () => {
		const node = pairingPageTrigger(provider, account);
		const tested = await bench().rest.createWorkflow(chain(node));
		instanceId = seed();
		const made = await pairingLink(provider, account, instanceId, pageUrl(node));
		expect(await bench().rest.run(tested, node.name)).toBeUndefined();
		const other = await open(made.replace('/webhook/', '/webhook-test/'));
		// It may have to wait for the next code.
		await untilShown(other, SCAN, 90);
		account.sandbox.scan(instanceId);
		await untilShown(other, CONNECTED);
		expect(await executionsOf(tested, 1)).toMatchObject([{ mode: 'manual', status: 'success' }]);
		await other.context().close();
	});

	once?.('a new API key ends all links', async () => {
		const credentials = await enterCredentials(bench().rest, bench().sandbox);
		const node = pairingPageTrigger(provider, { credentials });
		const other = await bench().rest.createWorkflow(chain(node));
		await bench().rest.activate(other);
		const [, token = ''] = link.split('#');
		const opened = await open(`${pageUrl(node)}#${token}`);
		await untilShown(opened, INVALID);
		await opened.context().close();
	});
});

/** For the documents: the page as a computer shows it, and a phone. */
async function keepPictures(page: Page, provider: string): Promise<void> {
	const folder = join(bench().results, '..', 'screenshots');
	const path = (screen: string) => join(folder, `pairing-page-${screen}-${provider}.png`);
	await page.screenshot({ path: path('computer') });
	const context = await browser.newContext({ ...devices['iPhone 13'], deviceScaleFactor: 1 });
	const phone = await context.newPage();
	await phone.goto(page.url());
	await untilShown(phone, /This is the phone/);
	await phone.screenshot({ path: path('phone') });
	await context.close();
}

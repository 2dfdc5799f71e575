import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { toBuffer, type QRCodeToBufferOptions } from 'qrcode';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

import {
	TEXTS,
	type Language,
	type TextKey,
} from '../../nodes/WhatsAppInstancePairingPageTrigger/page/texts.ts';
import type {
	PageCode,
	PageState,
} from '../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import { until } from '../n8n/until.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { launchBrowser } from './support/browser.cts';
import { PairingPage, type OpenResponse } from './support/PairingPage.cts';

const PHONE = { viewport: { width: 390, height: 844 } };
const TOUCH_PHONE = { ...PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const COMPUTER = { viewport: { width: 1280, height: 800 } };
const PHONE_LOOK = ['a phone', TOUCH_PHONE] as const;
const COMPUTER_LOOK = ['a computer', COMPUTER] as const;
const MINUTE = 60_000;

const modules = join(__dirname, '..', '..', 'node_modules');
const AXE = readFileSync(join(modules, 'axe-core', 'axe.min.js'), 'utf8');
const ZXING = readFileSync(join(modules, 'zxing-wasm', 'dist', 'reader', 'zxing_reader.wasm'));

let browser: Browser;
let server: PairingPage;
beforeAll(async () => {
	const bytes = ZXING.buffer.slice(ZXING.byteOffset, ZXING.byteOffset + ZXING.byteLength);
	prepareZXingModule({ overrides: { wasmBinary: bytes } });
	browser = await launchBrowser();
	server = await PairingPage.open();
});
afterAll(async () => {
	await browser.close();
	server.close();
});

const opened: Page[] = [];
const complaints: string[] = [];
afterEach(async () => {
	for (const page of opened.splice(0)) {
		if (page.isClosed()) continue;
		// Leaving now, its last question does not reach the next test.
		await page.goto('about:blank');
		await page.context().close();
	}
	server.language = 'en';
	server.color = null;
	expect(complaints.splice(0)).toEqual([]);
});

async function newPage(options: BrowserContextOptions): Promise<Page> {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	opened.push(page);
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('console', (message) => {
		const isOwn = !message.text().startsWith('Failed to load resource');
		if (message.type() === 'error' && isOwn) complaints.push(message.text());
	});
	return page;
}

/** Opens a link as a visitor would; with `clock`, the time of the page is the test's. */
async function open({
	clock = false,
	link = server.link(),
	...options
}: BrowserContextOptions & {
	clock?: boolean;
	link?: string;
} = {}): Promise<Page> {
	const page = await newPage({ ...COMPUTER, ...options });
	if (clock) await page.clock.install();
	await page.goto(link);
	return page;
}

const message = (page: Page) => page.locator('#message');

/** Waits for the sentence of a state. */
async function sees(page: Page, key: TextKey, language: Language = 'en'): Promise<void> {
	const sentence = TEXTS[language][key].replaceAll('**', '');
	await page.locator('#message', { hasText: sentence }).waitFor({ timeout: 5000 });
	expect(await message(page).innerText()).toBe(sentence);
}

/** Lets time pass on a page with a clock, slowly enough that its questions are answered in it. */
async function pass(page: Page, milliseconds: number): Promise<void> {
	for (let left = milliseconds; left > 0; left -= 15_000) {
		await page.clock.runFor(Math.min(left, 15_000));
		await page.waitForTimeout(20);
	}
}

async function readByBoth(screenshot: Buffer): Promise<string[]> {
	const found = await readBarcodes(screenshot, { formats: ['QRCode'] });
	return [readQrCode(screenshot), ...found.map(({ text }) => text)];
}

const text = (length: number) => `2@${randomBytes(length).toString('base64')}`.slice(0, length);

async function codeOf(
	content: string,
	options: QRCodeToBufferOptions = { margin: 4 },
): Promise<PageCode> {
	const png = (await toBuffer(content, options)).toString('base64');
	return { id: randomBytes(4).toString('hex'), png, endsIn: 25_000, life: 30_000 };
}

const asked = (intent: string) => server.asked.filter((question) => question.intent === intent);

/** What axe-core finds wrong with a page as it is shown: the rules and a place of each. */
async function violations(page: Page): Promise<string[]> {
	await page.evaluate(AXE);
	return await page.evaluate<string[]>(
		`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
			violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
	);
}

/** Puts the window of a page out of sight, or back. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
	await page.evaluate(
		`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
		document.dispatchEvent(new Event('visibilitychange'))`,
	);
}

describe('what the page shows', () => {
	const code = codeOf(text(237));
	const states: [string, (code: PageCode) => PageState][] = [
		['preparing', () => ({ kind: 'preparing' })],
		['queued', () => ({ kind: 'queued', ahead: 3, readyIn: 125_000 })],
		['scan', (given) => ({ kind: 'scan', code: given })],
		['scan and type', (given) => ({ kind: 'scan', code: { ...given, pairingCode: 'ABCD1234' } })],
		['an ended code', (given) => ({ kind: 'scan', code: { ...given, endsIn: 0 } })],
		['connecting', () => ({ kind: 'connecting' })],
		['connected', () => ({ kind: 'connected' })],
		['restarting', () => ({ kind: 'restarting' })],
		['failed', () => ({ kind: 'failed' })],
		['withoutCode', () => ({ kind: 'withoutCode' })],
		['removed', () => ({ kind: 'removed' })],
		['unavailable', () => ({ kind: 'unavailable' })],
		['expired', () => ({ kind: 'expired' })],
		['invalid', () => ({ kind: 'invalid' })],
	];
	const looks = ([PHONE_LOOK, COMPUTER_LOOK] as const).flatMap(([device, options]) =>
		(['light', 'dark'] as const).flatMap((colorScheme) =>
			(['en', 'ar'] as const).map(
				(language) =>
					[
						`${device}, ${colorScheme}, ${language}`,
						language,
						{ ...options, colorScheme },
					] as const,
			),
		),
	);

	it.each(looks)('is accessible and fits: %s', async (_look, language, options) => {
		server.language = language;
		const page = await newPage(options);
		const found: unknown[] = [];
		for (const [name, stateOf] of states) {
			const state = stateOf(await code);
			server.show(state, null);
			await page.goto(server.link());
			await page.locator(`main[data-kind=${state.kind}]`).waitFor();
			if (state.kind === 'scan') await page.locator('#scan').waitFor();
			found.push(...(await violations(page)).map((violation) => [name, violation]));
			const width = await page.evaluate<number>('document.documentElement.scrollWidth');
			if (width > options.viewport.width) found.push([name, width]);
		}
		expect(found).toEqual([]);
	});

	it('fits at double size on a phone', async () => {
		server.show({ kind: 'scan', code: { ...(await code), pairingCode: 'ABCD1234' } });
		const page = await open({ viewport: { width: 195, height: 422 }, deviceScaleFactor: 2 });
		await page.locator('#type').waitFor();
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(195);
	});
});

describe('the code', () => {
	const green = { dark: '#198754ff', light: '#ffffffff' };
	const clear = { dark: '#000000ff', light: '#00000000' };
	it.each<[string, number, QRCodeToBufferOptions]>([
		['black', 237, { margin: 4 }],
		['green', 277, { margin: 3, errorCorrectionLevel: 'H', color: green }],
		['transparent', 237, { margin: 4, color: clear }],
	])('can be read off every screen: %s', async (_what, length, options) => {
		const content = text(length);
		server.show({ kind: 'scan', code: await codeOf(content, options) });
		const looks = [
			...[1, 1.25, 3].map((deviceScaleFactor) => ({ ...PHONE, deviceScaleFactor })),
			{ ...COMPUTER, deviceScaleFactor: 1.25, colorScheme: 'dark' as const },
		];
		for (const look of looks) {
			const page = await open(look);
			const canvas = page.locator('#code');
			await canvas.waitFor();
			const screenshot = await canvas.screenshot();
			expect(await readByBoth(screenshot)).toEqual([content, content]);
			expect((await canvas.boundingBox())?.width).toBeGreaterThanOrEqual(300);
			const [corner = 0, ...parts] = edgeParts(screenshot);
			expect(corner % 7).toBe(0);
			expect(parts.length).toBeGreaterThan(4);
			expect(parts.filter((part) => part % (corner / 7) !== 0)).toEqual([]);
			await page.context().close();
		}
	});

	/** The lengths in pixels of the dark and light parts along the upper edge of a code. */
	function edgeParts(screenshot: Buffer): number[] {
		const { data, width } = PNG.sync.read(screenshot);
		const isDark = (at: number) => (data[at * 4] ?? 255) < 128;
		// The corners of the box are round, and what shows behind them may be dark.
		const start = Array.from({ length: width * width }, (_none, at) => at).find(
			(at) => at > width * 16 && at % width > 10 && at % width < width - 10 && isDark(at),
		);
		const parts: number[] = [];
		const row = Math.floor((start ?? 0) / width);
		for (let at = start ?? 0, last = at; at < (row + 1) * width - 10; at += 1) {
			if (isDark(at) === isDark(at + 1)) continue;
			parts.push(at + 1 - last);
			last = at + 1;
		}
		return parts;
	}

	it('is shown as it came when it is no plain QR code', async () => {
		const content = text(60);
		const code = await codeOf(content, { margin: 4, errorCorrectionLevel: 'H', scale: 4 });
		const png = PNG.sync.read(Buffer.from(code.png ?? '', 'base64'));
		// A logo in the middle.
		const middle = png.width / 2;
		for (let y = middle - 15; y < middle + 15; y += 1) {
			for (let x = middle - 15; x < middle + 15; x += 1) {
				png.data.fill(
					(x * y) % 7 < 3 ? 0 : 255,
					(y * png.width + x) * 4,
					(y * png.width + x) * 4 + 3,
				);
			}
		}
		server.show({ kind: 'scan', code: { ...code, png: PNG.sync.write(png).toString('base64') } });
		const page = await open();
		await page.locator('#code').waitFor();
		expect(await readByBoth(await page.locator('#code').screenshot())).toEqual([content, content]);
	});

	it('stays when it is not sent again, and gives way to the next', async () => {
		const [first, second] = [text(237), text(237)];
		const codes = [await codeOf(first), await codeOf(second)];
		let current = codes[0];
		server.asked.length = 0;
		server.answer = ({ shows }) => {
			if (!current) return 500;
			const { png, ...rest } = current;
			const code = shows === current.id || png === undefined ? rest : { ...rest, png };
			return { state: { kind: 'scan', code }, askAgainIn: 300 };
		};
		const page = await open();
		await page.locator('#code').waitFor();
		await until(
			'questions that name the code',
			() => asked('ask').filter(({ shows }) => shows === codes[0]?.id).length > 1 || undefined,
		);
		expect(await readByBoth(await page.locator('#code').screenshot())).toEqual([first, first]);
		current = codes[1];
		await until(
			'the next code',
			async () => readQrCode(await page.locator('#code').screenshot()) === second || undefined,
		);
	});

	it('fades when it has ended, and is asked for at once', async () => {
		const code = await codeOf(text(237));
		server.show({ kind: 'scan', code: { ...code, endsIn: 20_000 } }, 60_000);
		const page = await open({ clock: true });
		await page.getByText('New code in about 20 seconds').first().waitFor();
		await pass(page, 8_000);
		await page.getByText('New code in about 15 seconds').first().waitFor();
		expect(server.asked).toHaveLength(1);
		await pass(page, 12_500);
		await page.locator('#scan .over').getByText(TEXTS.en.codeEnded).waitFor();
		await until('a second question', () => server.asked.length === 2 || undefined);
	});

	it('says nothing of time when nobody knows it', async () => {
		const code = await codeOf(text(237));
		server.show({ kind: 'scan', code: { ...code, endsIn: null, life: null } });
		const page = await open();
		await page.locator('#code').waitFor();
		expect(await page.locator('#scan .time').innerText()).toBe('');
		expect(await page.locator('#scan .bar').isVisible()).toBe(false);
	});

	it('counts down without being announced', async () => {
		server.show({ kind: 'scan', code: await codeOf(text(237)) }, 60_000);
		const page = await open({ clock: true });
		await page.locator('#code').waitFor();
		await page.evaluate(
			`window.announced = [];
			document.querySelectorAll('[aria-live], [role=status], [role=alert], [role=timer]').forEach((region) =>
				new MutationObserver(() => announced.push(region.textContent)).observe(region,
					{ childList: true, characterData: true, subtree: true }))`,
		);
		const before = await page.locator('#scan .time').innerText();
		await pass(page, 11_000);
		expect(await page.locator('#scan .time').innerText()).not.toBe(before);
		expect(await page.evaluate('announced')).toEqual([]);
		server.show({ kind: 'connecting' });
		await pass(page, 60_000);
		await sees(page, 'connecting');
		expect(await page.evaluate('announced')).toEqual([TEXTS.en.connecting]);
	});
});

describe('on the phone that is to be connected', () => {
	it('a pairing code comes first, can be copied and renewed', async () => {
		const code = { ...(await codeOf(text(237))), pairingCode: 'ABCD1234' };
		server.show({ kind: 'scan', code }, 300);
		const page = await open(TOUCH_PHONE);
		await sees(page, 'type');
		expect(await page.locator('#letters').innerText()).toBe('ABCD-1234');
		expect(await page.locator('#spelled').textContent()).toBe('A B C D 1 2 3 4');
		const tops = await page.evaluate<number[]>(
			'["type", "scan"].map((id) => document.getElementById(id).getBoundingClientRect().top)',
		);
		expect(tops).toEqual([...tops].sort((one, other) => one - other));
		await until('a question that says so', () => asked('ask').find(({ types }) => types));

		await page.getByRole('button', { name: 'Copy code' }).click();
		await page.getByRole('button', { name: 'Copied' }).waitFor();
		await page.getByRole('button', { name: 'New code' }).click();
		await until('a question for a new code', () => asked('renew').at(0));

		await page.getByLabel(TEXTS.en.otherScreen).check();
		await sees(page, 'scan');
		await until('a question that says so', () => server.asked.at(-1)?.types === false || undefined);
	});

	it('what is copied is the code without its hyphen', async () => {
		server.show({ kind: 'scan', code: { ...(await codeOf(text(99))), pairingCode: 'ABCD-1234' } });
		const page = await open();
		await page.getByRole('button', { name: 'Copy code' }).click();
		await page.getByRole('button', { name: 'Copied' }).waitFor();
		const other = await page.context().newPage();
		await other.setContent('<textarea autofocus></textarea>');
		await other.locator('textarea').focus();
		await other.keyboard.press('Control+V');
		expect(await other.locator('textarea').inputValue()).toBe('ABCD1234');
	});

	it('without one, the link can be taken to another screen', async () => {
		server.show({ kind: 'scan', code: await codeOf(text(237)) });
		const link = server.link(randomBytes(90).toString('base64url'));
		const page = await open({ ...TOUCH_PHONE, link });
		await sees(page, 'needsOtherScreen');
		expect(await page.locator('#link').isVisible()).toBe(false);
		const show = page.getByRole('button', { name: TEXTS.en.showLinkCode });
		await show.click();
		await page.locator('#link').waitFor();
		expect(await page.locator('#code').isVisible()).toBe(false);
		expect(await violations(page)).toEqual([]);
		expect(await readByBoth(await page.locator('#link').screenshot())).toEqual([link, link]);
		await show.click();
		await page.locator('#code').waitFor();
	});
});

describe('where the device can share', () => {
	/** A phone whose share sheet ends as it is told; what is handed to it is kept in `shared`. */
	async function openWithSheet(ending: string): Promise<Page> {
		server.show({ kind: 'scan', code: await codeOf(text(99)) });
		const page = await newPage(TOUCH_PHONE);
		await page.addInitScript(
			`window.shared = [];
			navigator.share = (content) => (shared.push(content), ${ending});`,
		);
		await page.goto(server.link());
		await sees(page, 'needsOtherScreen');
		return page;
	}
	const share = (page: Page) => page.getByRole('button', { name: TEXTS.en.shareLink });

	it('the link is handed to its share sheet', async () => {
		const page = await openWithSheet('Promise.resolve()');
		await share(page).click();
		expect(await page.evaluate('shared')).toEqual([{ title: TEXTS.en.heading, url: page.url() }]);
		expect(await page.getByRole('button', { name: 'Copied' }).count()).toBe(0);
	});

	it('who closes the sheet has not wanted anything else', async () => {
		const page = await openWithSheet("Promise.reject(new DOMException('', 'AbortError'))");
		await share(page).click();
		await page.waitForTimeout(300);
		expect(await page.getByRole('button', { name: 'Copied' }).count()).toBe(0);
	});

	it('a sheet that is not allowed is replaced by a copy', async () => {
		const page = await openWithSheet("Promise.reject(new DOMException('', 'NotAllowedError'))");
		await share(page).click();
		await page.getByRole('button', { name: 'Copied' }).waitFor();
	});

	it('and where it cannot, there is no such button', async () => {
		server.show({ kind: 'scan', code: await codeOf(text(99)) });
		const page = await open(TOUCH_PHONE);
		await sees(page, 'needsOtherScreen');
		expect(await page.locator('#share').isVisible()).toBe(false);
		expect(await page.locator('#copyLink').isVisible()).toBe(true);
	});
});

describe('when the page asks', () => {
	it('as an opaque origin, with no question before', async () => {
		server.show({ kind: 'preparing' });
		const page = await open();
		await sees(page, 'preparing');
		expect(await page.evaluate('origin')).toBe('null');
		const { hash } = new URL(page.url());
		const first = server.asked.find(({ token }) => hash === `#${token}`);
		expect(first?.headers).toMatchObject({ origin: 'null', 'content-type': 'text/plain' });
		expect(first?.headers).not.toHaveProperty('referer');
		expect(first).toMatchObject({ intent: 'ask', types: false });
	});

	it('never without a token', async () => {
		server.show({ kind: 'preparing' });
		const page = await open({ link: server.link(''), clock: true });
		await sees(page, 'invalid');
		await pass(page, MINUTE);
		expect(server.asked).toEqual([]);
	});

	it('not before it is seen, as by the scanner of a mail', async () => {
		server.show({ kind: 'preparing' });
		const page = await newPage(COMPUTER);
		await page.clock.install();
		await page.addInitScript(
			"Object.defineProperty(document, 'hidden', { value: true, configurable: true })",
		);
		await page.goto(server.link());
		await pass(page, MINUTE);
		expect(server.asked).toEqual([]);
		await setHidden(page, false);
		await sees(page, 'preparing');
	});

	it('not while it is prerendered', async () => {
		server.show({ kind: 'preparing' });
		const page = await newPage(COMPUTER);
		await page.addInitScript(
			"Object.defineProperty(document, 'prerendering', { value: true, configurable: true })",
		);
		await page.goto(server.link());
		await page.waitForTimeout(600);
		expect(server.asked).toEqual([]);
		await page.evaluate(
			`Object.defineProperty(document, 'prerendering', { value: false });
			document.dispatchEvent(new Event('prerenderingchange'))`,
		);
		await sees(page, 'preparing');
	});

	it('it says once that it is out of sight, and asks at once when it is back', async () => {
		server.show({ kind: 'connecting' }, 2000);
		const page = await open({ clock: true });
		await sees(page, 'connecting');
		await setHidden(page, true);
		await until('the question of leaving', () => asked('leave').at(0));
		await pass(page, MINUTE);
		expect(server.asked.map(({ intent }) => intent)).toEqual(['ask', 'leave']);
		server.show({ kind: 'connected' }, null);
		await setHidden(page, false);
		await sees(page, 'connected');
		await setHidden(page, true);
		await pass(page, MINUTE);
		expect(server.asked.map(({ intent }) => intent)).toEqual(['ask']);
	});

	it('it says so when it is closed', async () => {
		server.show({ kind: 'preparing' }, 60_000);
		const page = await open();
		await sees(page, 'preparing');
		await page.goto('about:blank');
		await until('the question of leaving', () => asked('leave').at(0));
	});

	it('it pauses after ten minutes without the visitor', async () => {
		server.show({ kind: 'preparing' }, 20_000);
		const page = await open({ clock: true });
		await sees(page, 'preparing');
		await pass(page, 9 * MINUTE);
		await page.mouse.move(5, 5);
		await pass(page, 9 * MINUTE);
		await sees(page, 'preparing');
		await pass(page, MINUTE + 1000);
		await sees(page, 'paused');
		expect(await violations(page)).toEqual([]);
		const before = asked('ask').length;
		await pass(page, 5 * MINUTE);
		expect(asked('ask')).toHaveLength(before);
		await page.keyboard.press('Tab');
		expect(await page.evaluate('document.activeElement.id')).toBe('continue');
		await page.keyboard.press('Enter');
		await sees(page, 'preparing');
		await until('a question', () => asked('ask').length > before || undefined);
	});

	it('it says how long nobody has touched it, and asks at once when somebody does', async () => {
		server.show({ kind: 'preparing' }, 10_000);
		const page = await open({ clock: true });
		await sees(page, 'preparing');
		await page.mouse.move(5, 5);
		await pass(page, 4 * MINUTE);
		const times = asked('ask').map(({ untouchedFor }) => untouchedFor);
		expect(times[0]).toBeLessThan(1000);
		expect(times).toEqual([...times].sort((one, other) => one - other));
		expect(times.at(-1)).toBeGreaterThan(3.5 * MINUTE);
		expect(times.at(-1)).toBeLessThanOrEqual(4 * MINUTE);
		await page.mouse.move(50, 50);
		await until('a question', () => asked('ask').length > times.length || undefined);
		expect(asked('ask').at(-1)?.untouchedFor).toBeLessThan(1000);
	});

	it('after an hour in which the computer slept, it goes on by a touch', async () => {
		server.show({ kind: 'scan', code: await codeOf(text(99)) }, 5000);
		const page = await open({ clock: true });
		await sees(page, 'scan');
		server.show({ kind: 'restarting' }, 60_000);
		await page.clock.fastForward(60 * MINUTE);
		await sees(page, 'paused');
		await page.locator('#continue').click();
		await sees(page, 'restarting');
	});

	it('it asks at once when the computer slept and the time of the page stood still', async () => {
		server.show({ kind: 'preparing' }, 20_000);
		const page = await open({ clock: true });
		await sees(page, 'preparing');
		await pass(page, 1000);
		server.show({ kind: 'connected' }, null);
		await page.clock.setSystemTime(new Date(Date.now() + 60 * MINUTE));
		await pass(page, 1000);
		await sees(page, 'connected');
	});

	it('it does not pause while the phone is connecting', async () => {
		server.show({ kind: 'connecting' }, 30_000);
		const page = await open({ clock: true });
		await sees(page, 'connecting');
		await pass(page, 11 * MINUTE);
		await sees(page, 'connecting');
	});

	it('the clock of the visitor does not matter', async () => {
		server.show({ kind: 'scan', code: await codeOf(text(99)) }, 2000);
		const page = await newPage(COMPUTER);
		await page.clock.install({ time: new Date('1999-01-01') });
		await page.goto(server.link());
		await page.getByText('New code in about 25 seconds').first().waitFor();
		await page.clock.setSystemTime(new Date('2040-01-01'));
		await pass(page, 2500);
		await page.getByText('New code in about 25 seconds').first().waitFor();
		await until('a second question', () => server.asked.length > 1 || undefined);
	});
});

describe('when there is no answer', () => {
	it('offline, it says so and goes on at once when it is back', async () => {
		server.show({ kind: 'preparing' }, 2000);
		const page = await open();
		await sees(page, 'preparing');
		await page.context().setOffline(true);
		await sees(page, 'offline');
		server.show({ kind: 'connected' }, null);
		await page.context().setOffline(false);
		await sees(page, 'connected');
	});

	it('a code that is alive stays, with a line below', async () => {
		const code = await codeOf(text(99));
		server.show({ kind: 'scan', code: { ...code, endsIn: 10_000 } }, 1000);
		const page = await open({ clock: true });
		await page.locator('#code').waitFor();
		server.answer = () => 502;
		await pass(page, 2000);
		await page.getByText(TEXTS.en.noConnection).waitFor();
		await sees(page, 'scan');
		await pass(page, 9000);
		await sees(page, 'noAnswer');
	});

	it.each<[string, number | string, TextKey]>([
		['404', 404, 'closed'],
		['403', 403, 'closed'],
		['500', 500, 'noAnswer'],
		['no JSON', '<p>', 'noAnswer'],
		['other JSON', 'null', 'noAnswer'],
		['an unknown state', '{"state":{"kind":"toString"},"askAgainIn":1}', 'noAnswer'],
	])('%s', async (_what, answer, key) => {
		server.asked.length = 0;
		server.answer = () => answer;
		const page = await open({ clock: true });
		await sees(page, key);
		server.show({ kind: 'connected' }, null);
		if (key === 'closed') {
			await pass(page, MINUTE - 2000);
			expect(server.asked).toEqual([]);
		}
		await pass(page, 4000);
		await sees(page, 'connected');
	});

	it('it asks more and more rarely', async () => {
		server.asked.length = 0;
		server.answer = () => 500;
		const page = await open({ clock: true });
		await sees(page, 'noAnswer');
		// From here on no time passes but what the test lets pass.
		await page.clock.pauseAt(Date.now() + MINUTE);
		await until('the second question', () => server.asked.length >= 2 || undefined);
		for (const wait of [6, 12, 24, 30]) {
			const before = server.asked.length;
			let seconds = 0;
			for (; server.asked.length === before && seconds < 60; seconds += 1) {
				await pass(page, 1000);
				// For the question to arrive, and its answer.
				await page.waitForTimeout(50);
			}
			expect(Math.abs(seconds - wait)).toBeLessThanOrEqual(2);
		}
	});

	it('a slow answer is awaited for forty seconds', async () => {
		server.asked.length = 0;
		server.answer = () => null;
		const page = await open({ clock: true });
		await sees(page, 'loading');
		// It takes the first silence for a proxy that holds back what stays open.
		await pass(page, 8500);
		await until('a second question', () => server.asked.length === 2 || undefined);
		await pass(page, 39_000);
		await sees(page, 'loading');
		expect(server.asked).toHaveLength(2);
		await pass(page, 2000);
		await sees(page, 'noAnswer');
	});
});

describe('a response that stays open', () => {
	const preparing = { state: { kind: 'preparing' }, askAgainIn: 2000 } as const;
	const connecting = { state: { kind: 'connecting' }, askAgainIn: 2000 } as const;
	const connected = { state: { kind: 'connected' }, askAgainIn: 0 } as const;

	it('tells the page what changes, without a question', async () => {
		const response = server.follow(preparing);
		const page = await open({ clock: true });
		await sees(page, 'preparing');
		expect(server.asked).toMatchObject([{ follows: true }]);
		const codes = [await codeOf(text(99)), await codeOf(text(99))];
		for (const code of codes) {
			response.send({ state: { kind: 'scan', code }, askAgainIn: 2000 });
			await sees(page, 'scan');
			await pass(page, 30_000);
		}
		response.send(connecting);
		await sees(page, 'connecting');
		expect(server.asked).toHaveLength(1);

		server.answer = () => ({ state: { kind: 'connected' }, askAgainIn: null });
		response.send(connected);
		response.end();
		await sees(page, 'connected');
		await pass(page, 500);
		await until(
			'the question that starts the workflow',
			() => server.asked.length === 2 || undefined,
		);
		await pass(page, MINUTE);
		expect(server.asked).toHaveLength(2);
	});

	it('may come in pieces of any size', async () => {
		const response = server.follow(preparing);
		server.language = 'ar';
		const page = await open();
		await sees(page, 'preparing', 'ar');
		const line = Buffer.from(`\n${JSON.stringify({ ...connecting, more: 'ü' })}\n\n`);
		for (const byte of line) {
			response.write(Buffer.from([byte]));
			await page.waitForTimeout(1);
		}
		await sees(page, 'connecting', 'ar');
		server.language = 'en';
	});

	it.each<[string, (response: OpenResponse) => void]>([
		[
			'ends',
			(response) => {
				response.end();
			},
		],
		[
			'breaks off',
			(response) => {
				response.break();
			},
		],
	])(
		'%s, and the page asks again when it was told, as if nothing had happened',
		async (_what, end) => {
			const response = server.follow({ ...preparing, askAgainIn: 5000 });
			const page = await open({ clock: true });
			await sees(page, 'preparing');
			await pass(page, MINUTE / 2);
			server.answer = () => connecting;
			end(response);
			await page.waitForTimeout(100);
			await pass(page, 4500);
			await sees(page, 'preparing');
			expect(server.asked).toHaveLength(1);
			await pass(page, 1500);
			await sees(page, 'connecting');
			expect(server.asked).toMatchObject([{}, { follows: true }]);
		},
	);

	it('that says nothing for forty seconds has been lost', async () => {
		const response = server.follow(preparing);
		const page = await open({ clock: true });
		await sees(page, 'preparing');
		await pass(page, 35_000);
		expect(response.isClosed).toBe(false);
		server.answer = () => connecting;
		await pass(page, 9000);
		await sees(page, 'connecting');
		expect(response.isClosed).toBe(true);
	});

	it('is given up when the page is out of sight', async () => {
		const response = server.follow(preparing);
		const page = await open();
		await sees(page, 'preparing');
		await setHidden(page, true);
		await until('the end', () => response.isClosed || undefined);
	});

	it('that a proxy holds back is not asked for again for two minutes', async () => {
		server.asked.length = 0;
		server.answer = ({ follows }) => (follows ? null : { ...connecting, askAgainIn: 10_000 });
		const page = await open({ clock: true });
		await sees(page, 'loading');
		await pass(page, 8500);
		await sees(page, 'connecting');
		expect(server.asked.map(({ follows }) => follows)).toEqual([true, false]);
		await pass(page, 1.5 * MINUTE);
		const { length } = server.asked;
		expect(length).toBeGreaterThan(6);
		expect(server.asked.slice(1).every(({ follows }) => !follows)).toBe(true);
		await pass(page, MINUTE);
		expect(server.asked.slice(length).some(({ follows }) => follows)).toBe(true);
		await sees(page, 'connecting');
	});
});

it('everything can be done by keyboard, and one sees where one is', async () => {
	server.show({ kind: 'scan', code: { ...(await codeOf(text(99))), pairingCode: 'ABCD1234' } });
	const page = await open(PHONE);
	await page.locator('#type').waitFor();
	expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
	await page.keyboard.press('Tab');
	expect(await page.evaluate('document.activeElement.id')).toBe('onOther');
	await page.keyboard.press('ArrowRight');
	await sees(page, 'type');
	const seen: unknown[] = [];
	for (let presses = 0; presses < 2; presses += 1) {
		await page.keyboard.press('Tab');
		seen.push(
			await page.evaluate(
				'[document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]',
			),
		);
	}
	expect(seen).toEqual([
		['copyCode', 'solid'],
		['newCode', 'solid'],
	]);
});

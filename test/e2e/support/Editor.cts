import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, Locator, Page } from 'playwright-core';

const WAIT = 30_000;

/** True in the browser when everything that moves for a while has come to rest. */
const MOTIONLESS = `document.getAnimations().every(({ playState, effect }) =>
	playState !== 'running' || effect.getComputedTiming().iterations === Infinity)`;

/** What a part of a page is that can be cut out of a screenshot. */
type Cut = { x: number; y: number; width: number; height: number };

/** n8n's editor in a browser, used as a person does. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly address: string,
		private readonly pictures: string,
	) {}

	/**
	 * Opens n8n in a browser window of its own and signs in.
	 *
	 * @param pictures the folder for screenshots
	 */
	static async signIn(
		browser: Browser,
		address: string,
		owner: { email: string; password: string },
		pictures: string,
		theme: 'light' | 'dark' = 'light',
	): Promise<Editor> {
		const context = await browser.newContext({
			viewport: { width: 1400, height: 900 },
			reducedMotion: 'reduce',
		});
		await context.addInitScript(`localStorage.setItem('N8N_THEME', '${theme}')`);
		const page = await context.newPage();
		page.setDefaultTimeout(WAIT);
		await page.goto(`${address}/signin`);
		await page.fill('input[name=emailOrLdapLoginId]', owner.email);
		await page.fill('input[type=password]', owner.password);
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/home/);
		mkdirSync(pictures, { recursive: true });
		return new Editor(page, address, pictures);
	}

	/** What n8n has marked with this name for its own tests. */
	part(name: string): Locator {
		return this.page.locator(`[data-test-id="${name}"]`);
	}

	async openCredentialForm(typeName: string): Promise<void> {
		await this.page.goto(`${this.address}/home/credentials/create`);
		await this.part('new-credential-type-select').locator('input').fill(typeName);
		await this.page.getByText(typeName, { exact: true }).last().click();
		await this.part('new-credential-type-button').click();
		await this.part('editCredential-modal').waitFor();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.address}/workflow/new`);
		await this.part('canvas-plus-button').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.address}/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	/** Looks a node up in the panel and opens the list of what it can do. */
	async findNode(words: string, displayName: string): Promise<void> {
		await this.part('canvas-plus-button').click();
		await this.part('node-creator-search-bar').fill(words);
		await this.part('node-creator-item-name').getByText(displayName, { exact: true }).click();
	}

	/** Adds a node by what it can do, which opens it. */
	async addAction(action: string): Promise<void> {
		const item = this.part('node-creator-item-name').getByText(action, { exact: true }).first();
		if (!(await item.isVisible())) await this.page.getByText(/^Actions \(/).click();
		await item.click();
		await this.part('node-parameters').waitFor();
	}

	async openNode(name: string): Promise<void> {
		await this.part('canvas-node')
			.filter({ hasText: name })
			.dblclick({ position: { x: 40, y: 40 } });
		await this.part('node-parameters').waitFor();
	}

	async chooseOption(parameter: string, option: string): Promise<void> {
		await this.choose(this.part(`parameter-input-${parameter}`), option);
	}

	async chooseCredential(name: string): Promise<void> {
		await this.choose(this.part('node-credentials-select'), name);
	}

	/** Opens the list of instances and gives its lines. */
	async openInstanceList(): Promise<string[]> {
		await this.part('rlc-input').click();
		await this.part('rlc-item').first().waitFor();
		return await this.part('rlc-item').allInnerTexts();
	}

	async execute(): Promise<void> {
		await this.part('node-execute-button').first().click();
	}

	/** Shows the only file of the output as a picture, and gives that picture. */
	async viewBinary(): Promise<Locator> {
		const output = this.part('output-panel');
		await output.getByText('Binary', { exact: true }).click();
		await output.locator('[data-test-id="ndv-view-binary-data"]').click();
		const picture = output.locator('img[src*="binary-data"]');
		await picture.waitFor();
		return picture;
	}

	/** Keeps a picture of the window, or of a part of it. */
	async takePicture(name: string, clip?: Cut): Promise<void> {
		const path = join(this.pictures, `${name}.png`);
		await this.page.waitForFunction(MOTIONLESS);
		await this.page.screenshot({ path, ...(clip && { clip }) });
	}

	/** Waits until no message lies over the window; n8n takes them away after some seconds. */
	async untilMessagesAreGone(): Promise<void> {
		await this.page.waitForFunction("document.querySelector('.el-notification') === null");
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	/** n8n redraws a form while it loads, which closes a list that was just opened. */
	private async choose(field: Locator, option: string): Promise<void> {
		const line = this.page
			.locator('.el-select-dropdown__item:visible')
			.getByText(option, { exact: true });
		for (let attempts = 1; !(await line.isVisible()); attempts += 1) {
			if (attempts > 5) throw new Error(`the list does not offer '${option}'`);
			await field.click();
			await Promise.race([line.waitFor({ timeout: WAIT }), this.page.waitForTimeout(2_000)]);
		}
		await line.click();
		await line.waitFor({ state: 'hidden' });
	}
}

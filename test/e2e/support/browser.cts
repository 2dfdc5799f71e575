import { existsSync } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

/**
 * Starts Chromium without a window: the one of CHROMIUM_PATH, or Debian's.
 *
 * @throws when there is none, with what to do
 */
export async function launchBrowser(): Promise<Browser> {
	const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
	if (!existsSync(path)) {
		throw new Error(
			`There is no browser at ${path}. Install Chromium (Debian: apt-get install chromium), ` +
				'or name another one in CHROMIUM_PATH.',
		);
	}
	return await chromium.launch({
		executablePath: path,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

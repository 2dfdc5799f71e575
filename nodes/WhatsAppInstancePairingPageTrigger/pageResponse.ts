import { randomBytes } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { readText } from '../domain/parameters';
import type { OutgoingResponse } from '../shared/webhookContext';
import { chooseLanguage, LANGUAGES, TEXT_LABELS, type Texts } from './page/texts';
import { renderPage } from './page/renderPage';

const COLOR = /^#[0-9a-f]{6}$/i;

// n8n serves its editor from the same origin. As a document of no origin, the page could not use a
// session of the editor even if somebody managed to put a script into it.
const SANDBOX = 'sandbox allow-scripts';

/** Headers of every response of the page. */
export function setCommonHeaders(response: OutgoingResponse): void {
	response.setHeader('Cache-Control', 'no-store');
	response.setHeader('Referrer-Policy', 'no-referrer');
	response.setHeader('X-Content-Type-Options', 'nosniff');
	response.setHeader('X-Robots-Tag', 'noindex, nofollow');
}

/** Sends the page itself, which is the same for every link. */
export function sendPage(
	context: IWebhookFunctions,
	response: OutgoingResponse,
	acceptLanguage: string | undefined,
): void {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const nonce = randomBytes(16).toString('base64');
	const chosen = LANGUAGES.find((language) => language === options.language) ?? 'auto';
	const color = readText(options.color);
	const page = renderPage({
		language: chooseLanguage(chosen, acceptLanguage),
		texts: readTexts(options.texts),
		color: COLOR.test(color) ? color : null,
		nonce,
	});
	setCommonHeaders(response);
	response.setHeader('Content-Type', 'text/html; charset=utf-8');
	response.setHeader('Content-Security-Policy', contentPolicy(nonce, options.allowedSites));
	response.send(page);
}

function contentPolicy(nonce: string, allowedSites: unknown): string {
	const sites = readSites(allowedSites);
	return [
		SANDBOX,
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src 'nonce-${nonce}'`,
		'img-src data: blob:',
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		`frame-ancestors ${sites.length > 0 ? sites.join(' ') : "'none'"}`,
	].join('; ');
}

/** The origins in a list separated by commas; what is none is left out. */
function readSites(value: unknown): string[] {
	return readText(value)
		.split(/[\s,]+/)
		.flatMap((site) => {
			const url = URL.canParse(site) ? new URL(site) : undefined;
			return url !== undefined && /^https?:$/.test(url.protocol) ? [url.origin] : [];
		});
}

/** The texts that replace those of the page. */
function readTexts(value: unknown): Partial<Texts> {
	const { replaced } = (value ?? {}) as { replaced?: IDataObject[] };
	const entries = (Array.isArray(replaced) ? replaced : []).flatMap(({ text, by }) => {
		const words = readText(by);
		const isText = typeof text === 'string' && Object.hasOwn(TEXT_LABELS, text);
		return isText && words !== '' ? [[text, words] as const] : [];
	});
	return Object.fromEntries(entries);
}

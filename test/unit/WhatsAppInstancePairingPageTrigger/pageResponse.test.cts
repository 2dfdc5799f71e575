import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { LANGUAGES } from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/texts.ts';
import { sendPage } from '../../../nodes/WhatsAppInstancePairingPageTrigger/pageResponse.ts';
import type { OutgoingResponse } from '../../../nodes/shared/webhookContext.ts';

/** The page with the given options, and the headers it is sent with. */
function pageWith(options: IDataObject = {}, acceptLanguage?: string) {
	const headers: Record<string, string> = {};
	let html = '';
	const context: Partial<IWebhookFunctions> = {
		getNodeParameter: (() => options) as unknown as IWebhookFunctions['getNodeParameter'],
	};
	const response: Partial<OutgoingResponse> = {
		setHeader: (name, value) => (headers[name.toLowerCase()] = value),
		send: (body) => (html = body),
	};
	sendPage(context as IWebhookFunctions, response as OutgoingResponse, acceptLanguage);
	const policy = Object.fromEntries(
		(headers['content-security-policy'] ?? '').split('; ').map((directive) => {
			const [name = '', ...values] = directive.split(' ');
			return [name, values.join(' ')];
		}),
	);
	return { headers, html, policy };
}

const languageOf = (html: string) => /<html lang="(\w+)"/.exec(html)?.[1];

it('is sent with headers that keep it to itself', () => {
	expect(pageWith().headers).toMatchObject({
		'content-type': 'text/html; charset=utf-8',
		'cache-control': 'no-store',
		'referrer-policy': 'no-referrer',
		'x-content-type-options': 'nosniff',
		'x-robots-tag': 'noindex, nofollow',
	});
});

it('may do nothing but run its own script, draw its own styles and ask its own server', () => {
	const { html, policy } = pageWith();
	const nonce = /<script nonce="([^"]+)">/.exec(html)?.[1];
	expect(policy).toEqual({
		sandbox: 'allow-scripts',
		'default-src': "'none'",
		'script-src': `'nonce-${nonce}'`,
		'style-src': `'nonce-${nonce}'`,
		'img-src': 'data: blob:',
		'connect-src': "'self'",
		'base-uri': "'none'",
		'form-action': "'none'",
		'frame-ancestors': "'none'",
	});
	const tags = [...html.matchAll(/<(script|style)\b[^>]*>/g)].map(([tag]) => tag);
	expect(tags.length).toBeGreaterThan(1);
	for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
});

it('has another nonce each time, with at least 128 bits', () => {
	const nonces = Array.from({ length: 50 }, () => pageWith().policy['script-src']);
	expect(new Set(nonces).size).toBe(50);
	expect(/'nonce-([^']+)'/.exec(nonces[0] ?? '')?.[1]).toMatch(/^[\w+/]{22}==$/);
});

it.each([
	['', "'none'"],
	['https://www.example.com', 'https://www.example.com'],
	['https://www.example.com/some/page?a=b', 'https://www.example.com'],
	['https://a.example.com, http://localhost:3000', 'https://a.example.com http://localhost:3000'],
	[' https://a.example.com\nhttps://b.example.com ', 'https://a.example.com https://b.example.com'],
	['*', "'none'"],
	['www.example.com', "'none'"],
	["javascript:alert(1), 'self'", "'none'"],
	["https://a.example.com;script-src 'unsafe-inline'", 'https://a.example.com'],
])('the sites %j may show it in a frame: %s', (allowedSites, ancestors) => {
	const { policy, headers } = pageWith({ allowedSites });
	if (allowedSites.includes(';')) {
		expect(policy['script-src']).toMatch(/^'nonce-/);
		expect(headers['content-security-policy']).not.toContain('unsafe-inline');
		return;
	}
	expect(policy['frame-ancestors']).toBe(ancestors);
});

it.each([
	[{}, 'de-AT,de;q=0.9,en;q=0.8', 'de'],
	[{ language: 'auto' }, 'xx, fr;q=0.5, es;q=0.7', 'es'],
	[{}, 'zh-CN', 'en'],
	[{}, undefined, 'en'],
	[{ language: 'ar' }, 'de', 'ar'],
	[{ language: 'tlh' }, 'de', 'de'],
	[{ language: 1 }, 'pt', 'pt'],
])('with %j and a browser that wants %j it is in %j', (options, accepted, language) => {
	expect(languageOf(pageWith(options, accepted).html)).toBe(language);
});

it.each(LANGUAGES)('can be chosen to be in %s', (language) => {
	const { html } = pageWith({ language });
	expect(languageOf(html)).toBe(language);
	expect(html).toContain(`dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
});

it('takes a color, and nothing that only looks like one', () => {
	const plain = (options: IDataObject) => pageWith(options).html.replace(/nonce="[^"]+"/g, '');
	expect(plain({ color: '#ff0080' })).not.toBe(plain({}));
	expect(plain({ color: '#FF0080' }).toLowerCase()).toContain('#ff0080');
	for (const color of ['red', '#fff', '#ff00800', '#ff0080;}body{display:none', '', 5, null, {}]) {
		expect(plain({ color })).toBe(plain({}));
	}
});

it('shows the words of whoever has set it up, as words', () => {
	const texts = {
		replaced: [
			{ text: 'heading', by: 'Hello <b>you</b>' },
			{ text: 'help', by: '  ' },
			{ text: 'constructor', by: 'Nonsense' },
			{ text: 'noSuchText', by: 'Nonsense' },
			{ by: 'Nonsense' },
			{ text: 'scan', by: '</script><script>alert(1)</script>' },
		],
	};
	const { html } = pageWith({ texts });
	expect(html).toContain('<h1>Hello &lt;b&gt;you&lt;/b&gt;</h1>');
	expect(html).not.toContain('Nonsense');
	expect(html).not.toContain('<script>');
	expect(html.match(/<\/script>/g)).toHaveLength(1);
	const footer = /<footer>(.*?)<\/footer>/;
	expect(footer.exec(html)?.[1]).toBe(footer.exec(pageWith().html)?.[1]);
});

it.each([[null], ['text'], [{ replaced: 'text' }], [{ replaced: [] }], [{}]])(
	'takes texts that are %j',
	(texts) => {
		expect(pageWith({ texts } as IDataObject).html).toContain('<h1>');
	},
);

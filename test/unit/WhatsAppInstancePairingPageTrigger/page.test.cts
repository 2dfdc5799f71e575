import { randomBytes } from 'node:crypto';
import { runInNewContext, Script } from 'node:vm';

import { PNG } from 'pngjs';

import { CLIENT_SCRIPT } from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/clientScript.ts';
import { compactScript } from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/compact.ts';
import { ENCODE_LINK_SCRIPT } from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/encodeLinkScript.ts';
import { renderPage } from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/renderPage.ts';
import {
	LANGUAGES,
	TEXTS,
	type TextKey,
	type Texts,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/texts.ts';
import { readQrCode } from '../../support/readQrCode.cts';

const NONCE = randomBytes(16).toString('base64url');
const KEYS = Object.keys(TEXTS.en) as TextKey[];

interface Choice {
	language?: (typeof LANGUAGES)[number];
	texts?: Partial<Texts>;
	color?: string | null;
}

const rendered = ({ language = 'en', texts = {}, color = null }: Choice = {}) =>
	renderPage({ language, texts, color, nonce: NONCE });

function scriptOf(html: string): string {
	const [, script] = /<script nonce="[^"]+">([^]*?)<\/script>/.exec(html) ?? [];
	if (script === undefined) throw new Error('there is no script in the page');
	return script;
}

describe.each(LANGUAGES)('the page in %s', (language) => {
	const html = rendered({ language });

	it('is small, and says which language it is in', () => {
		expect(Buffer.byteLength(html)).toBeLessThan(30 * 1024);
		const direction = language === 'ar' ? 'rtl' : 'ltr';
		expect(html).toContain(`<html lang="${language}" dir="${direction}">`);
	});

	it('has a script that can be read', () => {
		expect(() => new Script(scriptOf(html))).not.toThrow();
	});

	it('shows each of its texts, whether in the document or by the script', () => {
		const texts = Object.fromEntries(KEYS.map((key) => [key, `<${key}>`]));
		const page = rendered({ language, texts });
		for (const key of KEYS) {
			expect({ key, shown: new RegExp(`(&lt;|u003c)${key}(&gt;|>)`).test(page) }).toEqual({
				key,
				shown: true,
			});
		}
	});

	it('loads nothing from anywhere, and needs no more than its nonce', () => {
		expect(html).not.toMatch(/https?:|\/\/[a-z]|\s(?:src|href)=|url\(|@import/i);
		expect(html).not.toMatch(/ style=| on[a-z]+=|javascript:/i);
		expect(html.match(/<(?:script|style)\b[^>]*>/g)).toEqual([
			`<style nonce="${NONCE}">`,
			`<script nonce="${NONCE}">`,
		]);
	});
});

describe('texts that replace others', () => {
	const evil = `</script><script>alert("1")</script><!--'&\u2028`;

	it.each(KEYS)('cannot become a part of the document: %s', (key) => {
		const html = rendered({ texts: { [key]: evil } });
		expect(html.match(/<\/?script|<!--/g)).toEqual(['<script', '</script']);
		expect(html).not.toContain('alert("1")');
		expect(() => new Script(scriptOf(html))).not.toThrow();
	});

	it('reach the script unchanged', () => {
		const script = scriptOf(rendered({ texts: { connected: evil } }));
		const [line = ''] = script.trim().split('\n');
		const page = runInNewContext(`${line} page`) as { texts: Partial<Texts> };
		expect(page.texts.connected).toBe(evil);
	});

	it('are shown with the words of menus in bold', () => {
		const html = rendered({ texts: { stepLink: 'Now **A & B** then **C**' } });
		expect(html).toContain('<li>Now <strong>A &amp; B</strong> then <strong>C</strong></li>');
	});

	it('do not take the place of a text when they are blank', () => {
		expect(rendered({ texts: { heading: ' ', help: '' } })).toBe(rendered());
	});
});

describe('the accent colour', () => {
	const luminance = (color: string) => {
		const channels = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16) / 255);
		const [red = 0, green = 0, blue = 0] = channels.map((value) =>
			value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
		);
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const contrasts = (html: string) =>
		[...html.matchAll(/--accent:(#\w{6});--on-accent:(#\w{3})\}/g)].map(
			([, accent = '', text = '']) => {
				const [dark = 0, light = 0] = [
					luminance(accent),
					luminance(`${text}${text.slice(1)}`),
				].sort((one, other) => one - other);
				return (light + 0.05) / (dark + 0.05);
			},
		);

	it.each(['#000000', '#ffffff', '#ffff00', '#25D366', '#767676', '#777777', '#ff0000', '#0000ff'])(
		'%s can be read with what stands on it',
		(color) => {
			const [contrast = 0, ...more] = contrasts(rendered({ color }));
			expect(contrast).toBeGreaterThanOrEqual(4.5);
			expect(more).toEqual([]);
		},
	);

	it('is one for light and one for dark when there is none', () => {
		const [light = 0, dark = 0] = contrasts(rendered());
		expect(Math.min(light, dark)).toBeGreaterThanOrEqual(4.5);
	});

	it.each(['red', '#123', '#12345g', '#123456;}</style>', ''])('is not %j', (color) => {
		expect(rendered({ color })).toBe(rendered());
	});
});

describe('the code of a link', () => {
	type Encode = (text: string) => boolean[][] | null;
	const globals = { TextEncoder };
	const encode = runInNewContext(`${ENCODE_LINK_SCRIPT};encodeLink`, globals) as Encode;

	function draw(modules: boolean[][]): Buffer {
		const scale = 4;
		const width = (modules.length + 8) * scale;
		const png = new PNG({ width, height: width });
		png.data.fill(0xff);
		modules.forEach((row, y) => {
			row.forEach((dark, x) => {
				if (!dark) return;
				for (let line = 0; line < scale; line += 1) {
					const start = (((y + 4) * scale + line) * width + (x + 4) * scale) * 4;
					for (let pixel = 0; pixel < scale; pixel += 1)
						png.data.fill(0, start + pixel * 4, start + pixel * 4 + 3);
				}
			});
		});
		return PNG.sync.write(png);
	}

	// The last and the first length of every version.
	const capacities = [17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520];
	it.each(capacities.map((capacity, index) => [index + 1, capacity]))(
		'has version %i up to %i characters',
		(version, capacity) => {
			const text = randomBytes(capacity).toString('base64url').slice(0, capacity);
			const modules = encode(text) ?? [];
			expect(modules).toHaveLength(version * 4 + 17);
			expect(readQrCode(draw(modules))).toBe(text);
			expect(encode(`${text}-`)?.length).toBe(version === 15 ? undefined : version * 4 + 21);
		},
	);

	it('is the same in the script as it is sent', () => {
		const source = `${ENCODE_LINK_SCRIPT} kept.encodeLink = encodeLink;`;
		const sent = runInNewContext(`${compactScript(source)} kept.encodeLink`, {
			...globals,
			kept: {},
		}) as Encode;
		const link = `https://n8n.example/webhook/${randomBytes(60).toString('hex')}`;
		expect(sent(link)).toEqual(encode(link));
	});
});

describe('the script as it is sent', () => {
	it.each([
		['words', 'let one = it ? one : two;', 'let one=it?one:two;'],
		[
			'functions',
			'async function add(one) { return one; }',
			'async function add(one){return one;}',
		],
		['properties', 'const { one, two: other } = it;', 'let{one,two:other}=it;'],
		['spread', 'use(...one);', 'use(...one);'],
		['texts', "let one = 'it\\'s // const ONE_DAY';", "let one='it\\'s // const ONE_DAY';"],
		['comments', '// one\nuse(one); // one', 'use(one);'],
		['signs', 'one = 1 - -two + +two;', 'one=1- -two+ +two;'],
		['steps', 'one++ + --two;', 'one++ +--two;'],
		['constants', 'const ONE_DAY = 1; use(ONE_DAY, A_B);', 'let $0=1;use($0,$1);'],
		['facts', 'use(true, false, isfalse);', 'use(!0,!1,isfalse);'],
	])('has no more than a browser needs: %s', (_what, source, sent) => {
		expect(compactScript(source)).toBe(sent);
	});

	it('keeps what it says to the server', () => {
		for (const word of [
			'token',
			'window',
			'shows',
			'intent',
			'types',
			'follows',
			'untouchedFor',
			'askAgainIn',
			'leave',
		]) {
			expect(CLIENT_SCRIPT).toMatch(new RegExp(`\\b${word}\\b`));
		}
	});
});

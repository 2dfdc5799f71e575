import { createHmac, randomBytes } from 'node:crypto';

import fc from 'fast-check';

import {
	createPairingLink,
	pairingKey,
	readLinkLife,
	readPairingPageUrl,
	readPairingToken,
} from '../../../nodes/domain/pairingLink.ts';
import { refusalOf } from '../support/refusals.cts';

const PAGE = 'https://n8n.example.com/webhook/6f1c/pairing-page';
const API_KEY = randomBytes(16).toString('hex');
const KEY = pairingKey(API_KEY);
const TARGET = { provider: 'some', instanceId: 'cairo', endsAt: Date.UTC(2026, 2, 1) };

const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

const tokenOf = (url: string) => url.slice(url.indexOf('#') + 1);
const token = () => tokenOf(createPairingLink(PAGE, TARGET, KEY).url);
const replaceAt = (text: string, index: number, by: string) =>
	text.slice(0, index) + by + text.slice(index + 1);

describe('a link', () => {
	it('is the address of the page, and behind the # what it leads to', () => {
		const { url, expiresAt } = createPairingLink(PAGE, TARGET, KEY);
		expect(url.startsWith(`${PAGE}#`)).toBe(true);
		expect(new URL(url).search).toBe('');
		expect(expiresAt).toBe('2026-03-01T00:00:00.000Z');
		expect(readPairingToken(tokenOf(url), KEY)).toEqual(TARGET);
	});

	it('is signed by a key that is made from the API key, and does not contain it', () => {
		const [content = '', signature] = token().split('.');
		const key = createHmac('sha256', API_KEY).update('pairing links').digest();
		expect(signature).toBe(createHmac('sha256', key).update(content).digest('base64url'));
		expect(Buffer.from(content, 'base64url').toString()).not.toContain(API_KEY);
	});

	it('ends at a whole second that is not later than asked for', () => {
		const { url, expiresAt } = createPairingLink(PAGE, { ...TARGET, endsAt: 1999 }, KEY);
		expect(expiresAt).toBe('1970-01-01T00:00:01.000Z');
		expect(readPairingToken(tokenOf(url), KEY)?.endsAt).toBe(1000);
	});

	it('leads to what it was made for, whatever that is called', () => {
		const names = fc.stringMatching(/^[a-z]{1,20}$/);
		const ids = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
		const seconds = fc.integer({ min: 0, max: 4_102_444_800 });
		fc.assert(
			fc.property(names, ids, seconds, (provider, instanceId, second) => {
				const target = { provider, instanceId, endsAt: second * 1000 };
				const { url } = createPairingLink(PAGE, target, KEY);
				expect(url.slice(PAGE.length)).toMatch(/^#[\w.-]+$/);
				expect(readPairingToken(tokenOf(url), KEY)).toEqual(target);
			}),
		);
	});
});

describe('a token is refused', () => {
	it('when it was signed with another key', () => {
		expect(readPairingToken(token(), pairingKey(`${API_KEY}0`))).toBeUndefined();
	});

	it('when any one of its characters is another one', () => {
		const right = token();
		for (let index = 0; index < right.length; index += 1) {
			for (const character of [...ALPHABET, '.', '=', '+', ' ']) {
				if (character === right[index]) continue;
				expect(readPairingToken(replaceAt(right, index, character), KEY)).toBeUndefined();
			}
		}
	});

	it('when it is cut off, wherever', () => {
		const right = token();
		for (let length = 0; length < right.length; length += 1) {
			expect(readPairingToken(right.slice(0, length), KEY)).toBeUndefined();
			expect(readPairingToken(right.slice(right.length - length), KEY)).toBeUndefined();
		}
	});

	it('when something is added to it', () => {
		for (const more of ['A', '=', '.', '.A', ' ', '\n', '#']) {
			expect(readPairingToken(token() + more, KEY)).toBeUndefined();
			expect(readPairingToken(more + token(), KEY)).toBeUndefined();
		}
	});

	it('when it is longer than any link, even if it was signed', () => {
		const target = { ...TARGET, instanceId: 'x'.repeat(2000) };
		const { url } = createPairingLink(PAGE, target, KEY);
		expect(readPairingToken(tokenOf(url), KEY)).toBeUndefined();
	});

	it('whatever else it is', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 3000 }), (text) => {
				expect(readPairingToken(text, KEY)).toBeUndefined();
			}),
		);
	});
});

describe('the address of a page', () => {
	it.each([
		[PAGE, PAGE],
		[` ${PAGE}\n`, PAGE],
		['HTTPS://N8N.Example.com/webhook/6f1c/pairing-page', PAGE],
		[
			'https://n8n.example.com:8443/in/a/folder/hooks/6f1c/pairing-page',
			'https://n8n.example.com:8443/in/a/folder/hooks/6f1c/pairing-page',
		],
		...[
			'http://localhost:5678',
			'http://127.0.0.1:5678',
			'http://[::1]:5678',
			'http://192.168.1.20:5678',
			'http://10.0.0.5',
			'http://172.16.0.1',
			'http://n8n:5678',
			'http://n8n.internal',
			'http://n8n.local:5678',
		].map((origin) => [
			`${origin}/webhook/6f1c/pairing-page`,
			`${origin}/webhook/6f1c/pairing-page`,
		]),
	])('may be %j', (text, url) => {
		expect(readPairingPageUrl(text)).toBe(url);
	});

	it.each<[unknown, RegExp]>([
		['', /is empty/],
		['  ', /is empty/],
		[undefined, /is empty/],
		[null, /is empty/],
		[{}, /an object, not text/],
		[[PAGE], /a list, not text/],
		[true, /a boolean, not text/],
		['pairing-page', /not a web address/],
		['n8n.example.com/webhook/6f1c/pairing-page', /not a web address/],
		['javascript:alert(1)', /not a web address/],
		['ftp://n8n.example.com/webhook/6f1c/pairing-page', /not a web address/],
		['http://n8n.example.com/webhook/6f1c/pairing-page', /must start with https/],
		['http://8.8.8.8/webhook/6f1c/pairing-page', /must start with https/],
		['http://172.32.0.1/webhook/6f1c/pairing-page', /must start with https/],
		['http://localhost.example.com/webhook/6f1c/pairing-page', /must start with https/],
		['https://n8n.example.com/webhook-test/6f1c/pairing-page', /is a test URL/],
		['http://localhost:5678/webhook-test/6f1c/pairing-page', /is a test URL/],
		['https://n8n.example.com/', /not the address of a pairing page/],
		['https://n8n.example.com/pairing-page', /not the address of a pairing page/],
		['https://n8n.example.com/webhook/6f1c/pairing-page/', /not the address of a pairing page/],
		['https://n8n.example.com/webhook/6f1c/pairing-pages', /not the address of a pairing page/],
		['https://n8n.example.com/webhook/6f1c/instance-events', /not the address of a pairing page/],
		[`${PAGE}#abc`, /not the address of a pairing page/],
		[`${PAGE}?a=b`, /not the address of a pairing page/],
		['https://me:secret@n8n.example.com/webhook/6f1c/pairing-page', /not the address of a pairing/],
	])('may not be %j', (value, problem) => {
		const { message, description } = refusalOf(() => readPairingPageUrl(value));
		expect(message).toMatch(problem);
		expect(message).toContain("'Pairing Page URL'");
		expect(description).toMatch(/[a-z]/);
	});

	it('says where to find it', () => {
		expect(refusalOf(() => readPairingPageUrl('')).description).toMatch(
			/production URL of the node 'WhatsApp Instance Pairing Page Trigger'/,
		);
	});
});

describe('the life of a link', () => {
	const HOUR = 3_600_000;

	it.each<[unknown, number]>([
		[undefined, 24 * HOUR],
		[null, 24 * HOUR],
		['', 24 * HOUR],
		[1, HOUR],
		['1', HOUR],
		[' 48 ', 48 * HOUR],
		[0.5, HOUR / 2],
		[0.05, 180_000],
		[720, 720 * HOUR],
	])('%j is %i milliseconds', (value, milliseconds) => {
		expect(readLinkLife(value)).toBe(milliseconds);
	});

	it.each<[unknown, RegExp]>([
		[0, /currently 0/],
		[-1, /currently -1/],
		[0.01, /currently 0.01/],
		[721, /currently 721/],
		[Number.NaN, /currently NaN/],
		[Infinity, /currently Infinity/],
		[720.01, /currently 720.01/],
		[87_600, /currently 87600/],
		['abc', /currently abc/],
		['1 day', /currently 1 day/],
		['Infinity', /currently Infinity/],
	])('%j is refused', (value, current) => {
		const { message, description } = refusalOf(() => readLinkLife(value));
		expect(message).toBe("'Link Valid For' must be a number of hours from 0.05 to 720");
		expect(description).toMatch(current);
	});

	it.each([{}, [24], true])('%j is not text', (value) => {
		expect(refusalOf(() => readLinkLife(value)).message).toMatch(/^'Link Valid For' is /);
	});
});

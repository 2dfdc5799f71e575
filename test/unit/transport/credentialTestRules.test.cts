import { listRules, flagRules } from '../../../nodes/transport/credentialTestRules.ts';

type Rules = ReturnType<typeof listRules>;

/**
 * Judges an answer the way n8n does (n8n 2.41.1, credentials-tester.service.js, `runRequestTest`):
 * rules on the content look at any 2xx answer, rules on the status at the others.
 */
function judge(rules: Rules, status: number, body: unknown): string | undefined {
	for (const { type, properties } of rules) {
		if (type === 'responseCode') {
			if (properties.value === status) return properties.message;
		} else if (status >= 200 && status < 300) {
			// Like n8n, this fails on `undefined`, and on what has no keys.
			const found = (body as Record<string, unknown>)[properties.key];
			if (found === properties.value) return properties.message;
		}
	}
	return undefined;
}

const STATUSES: Array<[number, RegExp]> = [
	[301, /another address/],
	[302, /another address/],
	[303, /another address/],
	[307, /another address/],
	[308, /another address/],
	[401, /refused the API key/],
	[402, /plan/],
	[403, /does not allow this key/],
	[404, /no \S+ API at this Base URL/],
	[405, /no \S+ API at this Base URL/],
	[407, /proxy/],
	[408, /could not process/],
	[429, /too many requests/],
	[500, /could not process/],
	[502, /could not process/],
	[503, /could not process/],
	[504, /could not process/],
];

describe.each([
	['for an API that answers a bare list', () => listRules('Hypersender')],
	['for an API that answers success: true', () => flagRules('Wachat', 'success')],
])('a credential test %s', (_what, rules) => {
	it.each(STATUSES)('says what a %i means', (status, words) => {
		expect(judge(rules(), status, {})).toMatch(words);
	});

	it.each([401, 403])('does not blame the key alone for a %i', (status) => {
		expect(judge(rules(), status, {})).toMatch(/a firewall or proxy in front of \S+ may block/);
	});

	it('speaks in whole sentences and never of HTTP', () => {
		for (const { properties } of rules()) {
			expect(properties.message).toMatch(/^[A-Z][^<>]*\.$/);
			expect(properties.message).not.toMatch(/HTTP|status|code/i);
		}
	});
});

describe('the answer of a list API', () => {
	const judgeText = (text: string) => judge(listRules('Hypersender'), 200, Buffer.from(text));

	it.each([
		['an account without instances', '[]'],
		['a list', '[{"id":"c9a1dd76"}]'],
		['a list in its usual wrapper', '{"data":[]}'],
	])('passes for %s', (_what, text) => {
		expect(judgeText(text)).toBeUndefined();
	});

	it.each([
		['a web page', '<!doctype html>'],
		['a web page after a line break', '\n<html>'],
		['a web page after a Windows line break', '\r\n<html>'],
		['a web page after blanks', '  <html>'],
		['a web page after a tab', '\t<html>'],
		['a web page with a byte order mark', '\ufeff<html>'],
		['no content at all', ''],
	])('does not pass for %s', (_what, text) => {
		expect(judgeText(text)).toBe('This Base URL responds, but not like the Hypersender API.');
	});
});

describe('the answer of an API with a success field', () => {
	const judgeBody = (body: unknown) => judge(flagRules('Wachat', 'success'), 200, body);

	it('passes for an account without instances', () => {
		expect(judgeBody({ success: true, count: 0, instances: [] })).toBeUndefined();
	});

	it.each([
		['an answer that says no', { success: false, error: 'x' }],
		['another API', { status: 'ok' }],
		['a list', []],
		['a web page', '<!doctype html>'],
	])('does not pass for %s', (_what, body) => {
		expect(judgeBody(body)).toBe('This Base URL responds, but not like the Wachat API.');
	});
});

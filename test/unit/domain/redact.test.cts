import { randomBytes } from 'node:crypto';

import fc from 'fast-check';

import {
	hideSecrets,
	presentableResponse,
	presentableDelivery,
	redactText,
	secretsIn,
} from '../../../nodes/domain/redact.ts';
import { anyRules, known } from '../support/knownSecrets.cts';

// Generated in each run, so that no file of this repository contains anything like a key.
const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const KEY = hex(20);
const SANCTUM_TOKEN = `42|${hex(24)}`;
const PNG_TEXT = 'iVBORw0KGgo=';

describe('taking secrets out of a text', () => {
	it.each([
		['alone', KEY],
		['at the start', `${KEY} was refused`],
		['at the end', `The key is ${KEY}`],
		['inside a word', `key${KEY}end`],
		['in quotes', `{"key":"${KEY}"}`],
		['twice', `${KEY}/${KEY}`],
		['over several lines', `one\n${KEY}\nthree`],
	])('hides a known secret %s', (_where, text) => {
		expect(redactText(text, known([KEY]))).not.toContain(KEY);
	});

	it('hides every known secret', () => {
		const other = hex(12);
		const shown = redactText(`${other} and ${KEY}`, known([KEY, other]));
		expect(shown).not.toContain(KEY);
		expect(shown).not.toContain(other);
	});

	it.each([
		['a bearer token', `Authorization: Bearer ${KEY}`],
		['a bearer token in small letters', `authorization: bearer ${KEY}`],
		['a token in the form of both providers', `token ${SANCTUM_TOKEN} is invalid`],
		['such a token in an address', `https://example.com/?t=${encodeURIComponent(SANCTUM_TOKEN)}`],
		['a key in an address', `https://example.com/live?instanceName=a&apiKey=${KEY}&x=1`],
		['a key with an underscore', `https://example.com/?api_key=${KEY}`],
		['an access token in an address', `https://example.com/?access_token=${KEY}`],
		['a webhook secret', `secret whsec_${KEY}`],
	])('hides %s that nobody knew', (_what, text) => {
		const shown = redactText(text, known([]));
		expect(shown).not.toContain(KEY);
		expect(shown).not.toContain(SANCTUM_TOKEN);
		expect(shown).toContain('[hidden]');
	});

	it('keeps the rest of an address readable', () => {
		const shown = redactText(
			`https://example.com/live?instanceName=a&apiKey=${KEY}&x=1`,
			known([]),
		);
		expect(shown).toBe('https://example.com/live?instanceName=a&apiKey=[hidden]&x=1');
	});

	it.each([
		'The name has already been taken.',
		'No instance c9a1dd76-5678-4f9d-9012-a5b78de100c3 at https://example.com/api?page=2',
		'Missing or invalid API key.',
	])('leaves %j as it is', (text) => {
		expect(redactText(text, known([KEY]))).toBe(text);
	});

	it('leaves no rest of a secret that begins like another', () => {
		expect(redactText('abcdefghij', known(['abcd', 'abcdefghij']))).toBe('[hidden]');
	});

	it('does not spoil texts because of an empty or tiny secret', () => {
		expect(redactText('abc', known(['', 'a', 'abc']))).toBe('abc');
	});
});

describe('taking secrets out of an ID, a name or what people write', () => {
	it('hides a known secret, and leaves what only looks like one', () => {
		expect(hideSecrets(`Shop ${KEY}`, [KEY])).toBe('Shop [hidden]');
		for (const text of ['Polar Bearer Club', 'token=abc', SANCTUM_TOKEN, `whsec_${KEY}`]) {
			expect(hideSecrets(text, ['unknown-to-it'])).toBe(text);
		}
	});

	it('does not take a short word for a secret', () => {
		expect(hideSecrets('it is opened now', ['it is o'])).toBe('it is opened now');
		expect(hideSecrets('it is opened now', ['it is op'])).toBe('[hidden]ened now');
	});
});

describe('presenting an answer', () => {
	it('leaves secrets and images out at any depth, and nothing else', () => {
		const answer = {
			id: 'c9a1dd76',
			access_token: SANCTUM_TOKEN,
			qr_code: PNG_TEXT,
			data: [
				{ accessToken: KEY, name: 'Shop', qrcode: { base64: PNG_TEXT, count: 1, code: '2@a' } },
				{
					apikey: KEY,
					token: KEY,
					hash: KEY,
					webhook: { secret: KEY, url: 'https://example.com' },
				},
			],
		};
		expect(presentableResponse(answer, known([]))).toEqual({
			id: 'c9a1dd76',
			data: [
				{ name: 'Shop', qrcode: { count: 1, code: '2@a' } },
				{ webhook: { url: 'https://example.com' } },
			],
		});
	});

	it.each(['secretKey', 'bearer', 'instance_token', 'metaAccessToken', 'x_api_key', 'apiKeys'])(
		'leaves out %s, and tells whether there is one',
		(key) => {
			const answer = { [key]: KEY, deep: [{ [key]: [KEY] }, { [key]: { value: KEY } }] };
			expect(presentableResponse(answer, known([]))).toEqual({ deep: [{}, {}] });
			expect(presentableResponse({ [key]: true, id: 1 }, known([]))).toEqual({
				[key]: true,
				id: 1,
			});
		},
	);

	it('keeps what only begins like a secret or counts some', () => {
		const answer = { hasToken: true, tokenType: 'x', tokens: 3, secretary: 'y', authToken2: null };
		expect(presentableResponse(answer, known([]))).toEqual(answer);
	});

	it.each(['qr_code', 'base64'])('leaves out whatever text is in %s, but no other value', (key) => {
		expect(presentableResponse({ [key]: 'R0lGOD', id: 1 }, known([]))).toEqual({ id: 1 });
		expect(presentableResponse({ [key]: 7 }, known([]))).toEqual({ [key]: 7 });
	});

	it('leaves out what is no value of JSON', () => {
		const shown = presentableResponse(
			{ none: undefined, call: () => 1, many: [undefined, 1] },
			known([]),
		);
		expect(shown).toStrictEqual({ many: [null, 1] });
		expect(Object.keys(shown)).toEqual(['many']);
	});

	it('hides a known secret inside other values', () => {
		const answer = { liveUrl: `https://example.com/?k=${KEY}`, deep: [[{ note: KEY }]] };
		expect(JSON.stringify(presentableResponse(answer, known([KEY])))).not.toContain(KEY);
	});

	it('keeps what the user asked for', () => {
		const answer = { access_token: SANCTUM_TOKEN, data: { access_token: KEY, secret: KEY } };
		expect(presentableResponse(answer, known([]), ['access_token'])).toEqual({
			access_token: SANCTUM_TOKEN,
			data: { access_token: KEY },
		});
		const others = { name: `a ${KEY}`, access_token: { note: `b ${KEY}` } };
		expect(presentableResponse(others, known([KEY]), ['name', 'access_token'])).toEqual({
			name: 'a [hidden]',
			access_token: { note: 'b [hidden]' },
		});
	});

	it('renames a top-level error, which n8n would take for a failed item', () => {
		const shown = presentableResponse(
			{ success: false, error: 'Closed', data: { error: 'x' } },
			known([]),
		);
		expect(shown).toEqual({ success: false, providerError: 'Closed', data: { error: 'x' } });
	});

	it.each([
		[
			{ $error: null, $json: 1 },
			{ providerError: null, $json: 1 },
		],
		[
			{ $error: { message: 'x' }, a: { $error: 1 } },
			{ providerError: { message: 'x' }, a: { $error: 1 } },
		],
		[{ $error: 'one', error: 'other' }, { providerError: 'other' }],
	])('renames a top-level $error, which n8n would take for one as well: %j', (answer, shown) => {
		expect(presentableResponse(answer, known([]))).toEqual(shown);
	});

	it('hides secrets in a renamed error too', () => {
		expect(presentableResponse({ error: `Bad key ${KEY}` }, known([KEY]))).toEqual({
			providerError: 'Bad key [hidden]',
		});
	});

	it('keeps every other value and its type', () => {
		const answer = {
			text: '',
			none: null,
			no: false,
			zero: 0,
			list: [],
			record: {},
			many: [1, null],
		};
		expect(presentableResponse(answer, known([KEY]))).toEqual(answer);
	});

	it('does not change the answer it was given', () => {
		const answer = { error: 'x', qr_code: PNG_TEXT, data: { token: KEY } };
		const before = structuredClone(answer);
		presentableResponse(answer, known([KEY]));
		expect(answer).toEqual(before);
	});
});

describe('presenting a delivery', () => {
	const present = (content: unknown, withImages = true) =>
		presentableDelivery(content, known([KEY]), { withImages });

	it('takes out known secrets, also of field names, and fields that hold nothing else', () => {
		const content = {
			apikey: 'upstream',
			deep: [{ Authorization: 'x', text: `a ${KEY}`, [KEY]: 1 }],
		};
		expect(present(content)).toEqual({ deep: [{ text: 'a [hidden]', '[hidden]': 1 }] });
	});

	it.each([
		'Bearer of good news: token=abc, see whsec_1',
		'12|abcdefghijklmnopqrstuvwxyz',
		'https://example.com/?api_key=mine',
	])('leaves the words people write as they are: %s', (text) => {
		const content = { text, token: 't', hash: 'h', secret: 's' };
		expect(present(content)).toEqual(content);
	});

	it('leaves images where they are the content, and takes them out where they are a QR code', () => {
		const content = {
			base64: PNG_TEXT,
			data: { qrcode: PNG_TEXT, text: 'data:image/png;base64,x' },
		};
		expect(present(content)).toEqual(content);
		expect(present(content, false)).toEqual({ data: {} });
	});

	it('keeps a field named __proto__ as what it is', () => {
		const shown = present(JSON.parse('{"__proto__": {"a": 1}}'));
		expect(JSON.stringify(shown)).toBe('{"__proto__":{"a":1}}');
	});

	it('does not take a short word for a secret', () => {
		const shown = (secret: string) =>
			presentableDelivery('it is opened now', known([secret]), { withImages: true });
		expect(shown('it is o')).toBe('it is opened now');
		expect(shown('it is op')).toBe('[hidden]ened now');
	});

	it('finds the secrets a delivery brings, as far as they are hidden in its texts', () => {
		const content = {
			apikey: 'the-first',
			data: [{ access_token: 'the-second', token: 'no-secret-here', apikey: 'shorter' }],
			x: null,
		};
		expect(secretsIn(content, anyRules)).toEqual(['the-first', 'the-second']);
		const nested = { authorization: { apikey: 'the-inner' }, secret: 7 };
		expect(secretsIn(nested, anyRules)).toEqual(['the-inner']);
	});

	it('finds each secret once, and no more of them than can be looked for in all texts', () => {
		const many = Array.from({ length: 4000 }, (_, index) => ({ apikey: `made-up-${index}` }));
		const content = { data: [{ apikey: 'the-first' }, { apikey: 'the-first' }, ...many] };
		const found = secretsIn(content, anyRules);

		expect(found.slice(0, 2)).toEqual(['the-first', 'made-up-0']);
		expect(found).toHaveLength(20);
		expect(
			JSON.stringify(presentableDelivery(content, known(found), { withImages: true })),
		).not.toMatch(/made-up/);
	});
});

describe('whatever a provider sends', () => {
	it('never shows a known secret in any value', () => {
		const value = fc.oneof(
			fc.constantFrom(KEY, `Bearer ${KEY}`, `a${KEY}b`, `https://example.com/?x=${KEY}`, KEY + KEY),
			fc.string(),
			fc.integer(),
			fc.constant(null),
		);
		const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
			tree: fc.oneof(
				{ depthSize: 'medium' },
				value,
				fc.array(tie('tree'), { maxLength: 4 }),
				fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 }),
			),
		}));
		fc.assert(
			fc.property(fc.dictionary(fc.string(), tree, { maxKeys: 5 }), (answer) => {
				const shown = presentableResponse(answer as Record<string, string>, known([KEY]));
				expect(JSON.stringify(shown)).not.toContain(KEY);
				expect(shown).not.toHaveProperty('error');
			}),
			{ numRuns: 300 },
		);
	});

	it('never shows a known secret in any text', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.string(), fc.constant(KEY))), (parts) => {
				expect(redactText(parts.join(''), known([KEY]))).not.toContain(KEY);
			}),
		);
	});
});

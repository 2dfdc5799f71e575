import { randomUUID } from 'node:crypto';

import { cleanText, createCleaner } from './cleaning.cts';
import { Evidence } from './Evidence.cts';

const asIs = (text: string) => text;

const cleanerOf = (json: unknown, redact = asIs) => {
	const evidence = new Evidence();
	evidence.add('step', { status: 200, headers: {}, json, milliseconds: 1 });
	return createCleaner(redact, evidence.personalWords());
};

describe('a shape', () => {
	it.each([
		[undefined, 'no JSON'],
		[null, 'null'],
		['', 'empty text'],
		['Cairo Store', 'text'],
		[7, 'number'],
		[true, 'boolean'],
		[[], '[]'],
		[{}, '{}'],
		[[{ id: 'x' }, { id: 'y' }], '[2 × { id: text }]'],
		[
			{ message: 'No.', errors: { phone: ['No.'] } },
			'{ message: text, errors: { phone: [1 × text] } }',
		],
	])('of %j is %s', (json, shape) => {
		expect(createCleaner(asIs, new Set()).shape(json)).toBe(shape);
	});

	it('has no field that may be an ID, a phone, a key or a name', () => {
		const json = {
			[randomUUID()]: 1,
			'+201234567890': 1,
			'Cairo Store': 1,
			t1_mq9r2jov_shop: 1,
			cairo: 1,
			rows: [{ name: 'Cairo Store' }],
			status: 'open',
		};
		expect(cleanerOf(json).shape(json)).toBe(
			`{ ${'[hidden]: number, '.repeat(5)}rows: [1 × { name: text }], status: text }`,
		);
	});

	it('ends, however large the value is', () => {
		const wide = Object.fromEntries(
			Array.from({ length: 500 }, (_, index) => [`field${'x'.repeat(index % 20)}`, index]),
		);
		const deep = { one: { two: { three: { four: 1 } } } };
		const { shape } = createCleaner(asIs, new Set());
		expect(shape(wide).length).toBeLessThan(600);
		expect(shape(deep)).toBe('{ one: { two: { three: {…} } } }');
	});
});

describe('a word', () => {
	it('is shown when it is a word of the provider', () => {
		const json = { status: 'WORKING', name: 'Shop' };
		expect(cleanerOf(json).word('WORKING')).toBe('WORKING');
	});

	it.each(['Shop', 'shop', 'a b', '12345678', 'open1', '', null, 7, '<b>', 'x'.repeat(40)])(
		'%j is not shown where an instance is called Shop',
		(word) => {
			expect(cleanerOf({ rows: [{ name: 'My Shop' }] }).word(word)).toBe('[hidden]');
		},
	);

	it('is not shown when it is a secret', () => {
		const redact = (text: string) => text.replaceAll('OpenSesame', '[hidden]');
		expect(cleanerOf({}, redact).word('OpenSesame')).toBe('[hidden]');
	});
});

describe('a text of somebody else', () => {
	it.each([
		['Phone +20 123 456 7890 is odd', 'Phone [hidden] is odd'],
		[`Instance ${randomUUID()} is gone`, 'Instance [hidden] is gone'],
		['See https://tenant.example.com/x?apiKey=1 for more', 'See [hidden] for more'],
		['Ask me@example.com', 'Ask [hidden]'],
		['Code data:image/png;base64,iVBORw0KGgo=', 'Code [hidden]'],
		[`Key 12|${'a1'.repeat(24)} is wrong`, 'Key [hidden] is wrong'],
		['Bell \u0007\u001b[31m red', 'Bell  [31m red'],
		['Too many requests. Try again in 60 seconds.', 'Too many requests. Try again in 60 seconds.'],
	])('%j becomes %j', (text, cleaned) => {
		expect(cleanText(text, asIs)).toBe(cleaned);
	});
});

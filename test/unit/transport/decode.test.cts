import {
	MAX_JSON,
	describeContent,
	isBrief,
	parseJson,
	readHeaders,
} from '../../../nodes/transport/decode.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('what came instead of JSON', () => {
	it.each([
		['nothing', '', undefined, 'it is empty'],
		['a page that says so', 'Bad gateway', 'text/html; charset=utf-8', 'it is a web page'],
		['a page that is one', '\n\t<!DOCTYPE html><p>', undefined, 'it is a web page'],
		[
			'half an object',
			' {"data":[',
			'text/plain',
			'its JSON is broken, cut off or nested too deeply',
		],
		['half a list', '[1,', undefined, 'its JSON is broken, cut off or nested too deeply'],
		[
			'text that is called JSON',
			'nope',
			'application/json',
			'its JSON is broken, cut off or nested too deeply',
		],
		['a picture', '\x89PNG {', 'image/png', 'it is neither JSON nor a PNG image'],
		['a word', 'OK [', undefined, 'it is neither JSON nor a PNG image'],
	])('is described in plain words: %s', (_name, text, contentType, words) => {
		expect(describeContent(bytes(text), contentType)).toBe(words);
	});
});

describe('reading JSON', () => {
	it.each<[string, unknown]>([
		['{"a":[1,null]}', { a: [1, null] }],
		['\ufeff{"a":1}', { a: 1 }],
		[' 17 ', 17],
		['null', null],
		[`${' \t\r\n'.repeat(100)}["a"]`, ['a']],
		['"OK"', 'OK'],
		['true', true],
		['-1', -1],
		['{"a":1}\ufeff', undefined],
		['<p>{}</p>', undefined],
		['', undefined],
		['{"a":', undefined],
	])('%j', (text, value) => {
		expect(parseJson(bytes(text))).toEqual(value);
	});

	it('does not try a picture: what the parser refuses stays in memory for long', () => {
		const parse = jest.spyOn(JSON, 'parse');
		expect(parseJson(Buffer.from('89504e470d0a1a0a7b7d', 'hex'))).toBeUndefined();
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
	});

	it('goes as deep as can be worked through, and no deeper', () => {
		const nested = (levels: number) => bytes('['.repeat(levels) + ']'.repeat(levels));
		expect(parseJson(nested(MAX_JSON))).toBeDefined();
		expect(parseJson(nested(MAX_JSON + 1))).toBeUndefined();
		expect(parseJson(bytes(`{"a":1,"b":${'['.repeat(100)}${']'.repeat(100)}}`))).toBeUndefined();
	});
});

it('takes a word for an answer, but no page, no JSON and no essay', () => {
	expect(['', 'OK', 'x'.repeat(99)].map((text) => isBrief(bytes(text)))).toEqual([
		true,
		true,
		true,
	]);
	expect(['<p>OK', '{}', '[]', 'x'.repeat(100)].map((text) => isBrief(bytes(text)))).toEqual([
		false,
		false,
		false,
		false,
	]);
});

it('reads single header values, whatever the case of their names', () => {
	const headers = { 'Content-Type': 'image/png', DATE: 'now', 'set-cookie': ['a', 'b'], age: 7 };
	expect(readHeaders(headers)).toEqual({ 'content-type': 'image/png', date: 'now' });
});

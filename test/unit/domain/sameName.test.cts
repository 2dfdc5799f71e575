import { isSameName, nameKey } from '../../../nodes/domain/sameName.ts';

test.each([
	['letter case', 'Loja', 'LOJA'],
	['letter case beyond ASCII', 'Ärzte', 'äRZTE'],
	['a sharp s', 'Straße', 'STRASSE'],
	['a Greek word in capitals', 'οδός', 'ΟΔΌΣ'],
	['the Turkish dotted I', 'İstanbul', 'istanbul'],
	['how an accent is encoded', 'Caf\u00e9', 'Cafe\u0301'],
	['blanks around it', 'Loja', ' Loja\t'],
	['several blanks inside', 'Loja Um', 'Loja  Um'],
	['a no-break space', 'Loja Um', 'Loja\u00a0Um'],
	['a narrow and an ideographic space', 'Loja\u202fUm', 'Loja\u3000Um'],
	['a line break', 'Loja Um', 'Loja\r\nUm'],
	['a zero width space', 'Loja', 'Lo\u200bja'],
	['a byte order mark', 'Loja', '\ufeffLoja'],
	['direction marks', 'متجر', '\u200fمتجر\u200e'],
	['a soft hyphen', 'Loja', 'Lo\u00adja'],
	['joiners at its ends', 'فروشگاه', '\u200cفروشگاه\u200c'],
	['the selector of a symbol', '\u260e Loja', '\u260e\ufe0f Loja'],
	['full-width letters', 'Loja 1', 'Ｌｏｊａ １'],
	['a typographic apostrophe', "Joe's", 'Joe\u2019s'],
	['typographic quotes', '"Loja"', '\u201cLoja\u201d'],
	['a dash', 'Loja - Um', 'Loja \u2013 Um'],
	['a hyphen that does not break', 'Loja-Um', 'Loja\u2011Um'],
	['an ellipsis', 'Loja...', 'Loja\u2026'],
])('%s makes no other name', (_case, one, other) => {
	expect(isSameName(one, other)).toBe(true);
	expect(nameKey(nameKey(other))).toBe(nameKey(one));
});

test.each([
	['an accent', 'José', 'Jose'],
	['a digit', 'Loja 1', 'Loja 2'],
	['a raised digit', 'Loja 2', 'Loja ²'],
	['a letter of another script', 'Loja', 'L\u043eja'],
	['a blank between two words', 'Loja Um', 'LojaUm'],
	['a joiner inside a Persian word', 'می\u200cخواهم', 'میخواهم'],
	['an emoji that joiners make', '👨\u200d👩\u200d👧', '👨👩👧'],
	[
		'the flags of England and Scotland',
		'🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
		'🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
	],
	['an emoji', 'Loja 🍕', 'Loja 🍔'],
	['everything', '', 'Loja'],
])('%s makes another name', (_case, one, other) => {
	expect(isSameName(one, other)).toBe(false);
});

test('ten thousand long names take no time worth mentioning', () => {
	const names = Array.from(
		{ length: 10_000 },
		(_, index) => `Loja\u00a0${'São Paulo '.repeat(10)}${index}`,
	);
	const started = performance.now();
	for (const name of names) nameKey(name);
	expect(performance.now() - started).toBeLessThan(1500);
});

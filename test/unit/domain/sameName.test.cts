import fc from 'fast-check';

import { isSameName, nameKey } from '../../../nodes/domain/sameName.ts';

describe('names that look the same, or that something else than a person has changed', () => {
	it.each([
		['letter case', 'Cairo Store', 'CAIRO store'],
		['letter case of German', 'Straßenbäckerei', 'STRASSENBÄCKEREI'],
		['the capital ß', 'GROẞ', 'groß'],
		['letter case of Turkish', 'İstanbul', 'istanbul'],
		['Turkish letters in capitals', 'Işık', 'IŞIK'],
		['the Turkish İ decomposed', 'I\u0307zmir', 'izmir'],
		['letter case of Greek', 'ΟΔΟΣ', 'οδος'],
		['letter case of Greek, accents kept', 'Άλφα', 'άλφα'],
		['letter case of Cyrillic', 'МАГАЗИН', 'магазин'],
		['a composed accent', 'Caf\u00e9', 'Cafe\u0301'],
		[
			'a composed accent of Vietnamese',
			'Ph\u1edf H\u00e0 N\u1ed9i',
			'Pho\u031b\u0309 Ha\u0300 No\u0323\u0302i',
		],
		['a composed syllable of Korean', '\ud55c', '\u1112\u1161\u11ab'],
		['white space around it', 'Shop', ' Shop\r\n'],
		['several blanks', 'Shop 2', 'Shop  2'],
		['a no-break space', 'Shop 2', 'Shop\u00a02'],
		['other blanks', 'Shop 2', 'Shop\u2009\u202f\u30002'],
		['a tab', 'Shop 2', 'Shop\t2'],
		['a line break', 'Shop 2', 'Shop\u20282'],
		['the next line of mainframes', 'Shop 2', 'Shop\u00852'],
		['a zero width space', 'Shop', 'Sh\u200bop'],
		['a byte order mark', 'Shop', '\ufeffShop'],
		['direction marks', 'متجر', '\u202bمتجر\u202c\u200f'],
		['a soft hyphen', 'Bakery', 'Bak\u00adery'],
		['a word joiner', 'Bakery', 'Bak\u2060ery'],
		['a control character', 'Shop', 'Sh\u0000op\u0007'],
		['a control character between blanks', 'Shop 2', 'Shop \u0001 2'],
		['a filler', 'Shop', 'Shop\u3164'],
		['half of an emoji', 'Shop', 'Shop\ud83d'],
		['an emoji with a variation selector', 'Shop \u2764\ufe0f', 'Shop \u2764'],
		['emoji with and without a joiner', '\u{1f469}\u200d\u{1f4bb}', '\u{1f469}\u{1f4bb}'],
		['a joiner of Persian', 'می\u200cخواهم', 'میخواهم'],
		['a joiner of Hindi', 'क्\u200dष', 'क्ष'],
		['an ideographic variant', '\u845b\u{e0100}', '\u845b'],
		['full-width letters', 'ＳＨＯＰ　２', 'shop 2'],
		['half-width Japanese', 'ｶﾞｰﾃﾞﾝ', 'ガーデン'],
		['a typographic apostrophe', "O'Neil", 'O’Neil'],
		['other apostrophes', "O'Neil", 'O`Neil'],
		['apostrophes of letters', "Hawai'i", 'Hawaiʻi'],
		['a geresh', "ז'בוטינסקי", 'ז׳בוטינסקי'],
		['typographic quotation marks', '"Best" Shop', '“Best” Shop'],
		['German quotation marks', '"Best" Shop', '„Best“ Shop'],
		['an en dash', 'Shop - Cairo', 'Shop – Cairo'],
		['a dash of two hyphens', 'Shop -- Cairo', 'Shop — Cairo'],
		['a minus', 'Shop -2', 'Shop −2'],
		['a non-breaking hyphen', 'E-Shop', 'E\u2011Shop'],
		['an ellipsis', 'Wait...', 'Wait…'],
		['a ligature', 'Office', 'O\ufb03ce'],
		['several at once', ' Caf\u00e9 “Ali’s” – 2 ', 'CAFE\u0301\u00a0"ALI\'S" -\u200b 2'],
	])('are the same: %s', (_what, one, other) => {
		expect(one).not.toBe(other);
		expect(isSameName(one, other)).toBe(true);
		expect(isSameName(other, one)).toBe(true);
	});

	it.each([
		['another word', 'Cairo', 'Giza'],
		['a missing accent', 'Café', 'Cafe'],
		['another accent', 'Pàn', 'Pán'],
		['an umlaut written out', 'Bäcker', 'Baecker'],
		['another digit', 'Shop 1', 'Shop 2'],
		['digits of another script', 'Shop 2', 'Shop ٢'],
		['a letter of another alphabet', 'Shop', 'Ѕhop'],
		['a missing blank', 'Shop 2', 'Shop2'],
		['a hyphen instead of a blank', 'E-Shop', 'E Shop'],
		['punctuation', 'Shop.', 'Shop'],
		['another emoji', 'Shop \u{1f34e}', 'Shop \u{1f34f}'],
		['the tone of an emoji', '\u{1f44d}\u{1f3fb}', '\u{1f44d}\u{1f3ff}'],
		[
			'the flags of England and Scotland',
			'\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
			'\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
		],
		['a superscript', 'Shop 2', 'Shop ²'],
		['letters of Arabic and Persian', 'علي', 'علی'],
		['other dashes in number', 'A-1', 'A1'],
	])('are not the same: %s', (_what, one, other) => {
		expect(isSameName(one, other)).toBe(false);
		expect(isSameName(other, one)).toBe(false);
	});
});

describe('the key of a name', () => {
	const names = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

	it('stays the same for a name in other letter case, another normal form, with other blanks', () => {
		fc.assert(
			fc.property(names, (name) => {
				const key = nameKey(name);
				expect(nameKey(key)).toBe(key);
				expect(nameKey(name.normalize('NFD'))).toBe(key);
				expect(nameKey(name.normalize('NFC'))).toBe(key);
				expect(nameKey(`\u200b ${name}\u00a0\n`)).toBe(key);
			}),
			{ numRuns: 2000 },
		);
	});

	it('stays the same for a word in capitals', () => {
		// Letters with a pair in the other case; a few rare ones have none that leads back.
		const letters = fc.stringMatching(/^[a-zß-öø-ÿā-ňŋ-žά-ώа-џա-ֆ]{0,20}$/);
		fc.assert(
			fc.property(letters, (word) => {
				expect(nameKey(word.toUpperCase())).toBe(nameKey(word));
				expect(nameKey(word.toUpperCase().toLowerCase())).toBe(nameKey(word));
			}),
			{ numRuns: 2000 },
		);
	});

	it('is empty for a name that nobody sees', () => {
		expect(nameKey(' \u200b\u00ad\u3164 ')).toBe('');
	});

	it('takes little time for a long list of names', () => {
		const list = Array.from({ length: 10_000 }, (_, at) => `Café “Ali’s” – ${String(at)} متجر`);
		const start = performance.now();
		const keys = new Set(list.map(nameKey));
		expect(performance.now() - start).toBeLessThan(1000);
		expect(keys.size).toBe(list.length);
	});
});

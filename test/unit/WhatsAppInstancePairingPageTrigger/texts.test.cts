import {
	chooseLanguage,
	directionOf,
	LANGUAGES,
	TEXT_LABELS,
	TEXTS,
	type Language,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/page/texts.ts';

describe('chooseLanguage', () => {
	it.each<[string, Language | 'auto', string | undefined, Language]>([
		['what is chosen, whatever the browser wants', 'fr', 'de', 'fr'],
		['English without a header', 'auto', undefined, 'en'],
		['English for an empty header', 'auto', '', 'en'],
		['English for any language', 'auto', '*', 'en'],
		['English for languages there is no page in', 'auto', 'ja,ko;q=0.9', 'en'],
		['a language', 'auto', 'es', 'es'],
		['a language of a country', 'auto', 'pt-BR', 'pt'],
		['a language in a script of a country', 'auto', 'ar-Arab-EG', 'ar'],
		['in any case', 'auto', 'DE-at', 'de'],
		['the first of two alike', 'auto', 'id,de', 'id'],
		['the first of two alike with qualities', 'auto', 'fr;q=0.8,de;q=0.8', 'fr'],
		['the highest quality', 'auto', 'en;q=0.5,de;q=0.9,fr;q=0.7', 'de'],
		['no quality before a lower one', 'auto', 'es;q=0.9,fr', 'fr'],
		['the next when there is no page in the first', 'auto', 'nl-NL,nl;q=0.9,de;q=0.8', 'de'],
		['with blanks', 'auto', ' de ; q=0.2 , fr ; q=0.3 ', 'fr'],
		['not what is refused', 'auto', 'de;q=0, fr;q=0.1', 'fr'],
		['English when all is refused', 'auto', 'de;q=0.000', 'en'],
		['not what has no valid quality', 'auto', 'de;q=x,fr;q=2,es;q=,id;q=0.1', 'id'],
		['the old tag of Indonesian', 'auto', 'in-ID', 'id'],
		['English for noise', 'auto', ';;,,;q=1,=,__proto__', 'en'],
	])('gives %s', (_what, chosen, acceptLanguage, expected) => {
		expect(chooseLanguage(chosen, acceptLanguage)).toBe(expected);
	});
});

it('Arabic is written from right to left', () => {
	expect(LANGUAGES.filter((language) => directionOf(language) === 'rtl')).toEqual(['ar']);
});

describe.each(LANGUAGES)('the texts in %s', (language) => {
	const texts = Object.entries(TEXTS[language]);

	it('are all there, and fit', () => {
		expect(Object.keys(TEXTS[language]).sort()).toEqual(Object.keys(TEXT_LABELS).sort());
		expect(texts.filter(([, text]) => text.trim() !== text || text === '')).toEqual([]);
		expect(texts.filter(([, text]) => text.length > 150)).toEqual([]);
	});

	it('have the same places for words of menus, times and numbers as in English', () => {
		const marks = (text: string) => (text.match(/\*\*|\{\w+\}/g) ?? []).join(' ');
		for (const [key, text] of Object.entries(TEXTS.en)) {
			const found = texts.find(([other]) => other === key)?.[1] ?? '';
			expect({ key, marks: marks(found) }).toEqual({ key, marks: marks(text) });
		}
	});

	it('are not in English', () => {
		const english = Object.values(TEXTS.en);
		const same = texts.filter(([, text]) => english.includes(text));
		expect(same).toEqual(language === 'en' ? texts : []);
	});

	it('say each thing once', () => {
		const all = texts.map(([, text]) => text);
		expect(all.filter((text, index) => all.indexOf(text) !== index)).toEqual([]);
	});
});

it('every text has a name of its own', () => {
	const labels = Object.values(TEXT_LABELS);
	expect(new Set(labels).size).toBe(labels.length);
});

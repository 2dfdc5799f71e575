// What nobody sees: format characters, variation selectors, fillers, halves of characters. Except
// for the tags in a flag, which tell England from Scotland.
const INVISIBLE =
	/(\u{1f3f4}[\u{e0030}-\u{e007a}]+\u{e007f})|[\p{Default_Ignorable_Code_Point}\p{Surrogate}\ufff9-\ufffb]/gu;

// The next line of old mainframes and the blank of Braille are white space for a reader as well.
const WHITE_SPACE = /[\s\u0085\u2800]+/g;

const CONTROLS = /\p{Control}/gu;

// Full-width forms of ASCII and half-width ones of Japanese and Korean, as tables there exchange
// them.
const WIDTH_FORMS = /[\uff01-\uffee]+/g;

// Apostrophes as keyboards, word processors and Hebrew write them; the same for quotation marks.
const APOSTROPHES = /[\u00b4\u2018-\u201b\u2032\u02b9\u02bb-\u02bd\u05f3]/g;
const QUOTATION_MARKS = /[\u201c-\u201f\u2033\u02ba\u05f4]/g;

// Word processors make one dash of two hyphens.
const DASHES = /[\p{Dash_Punctuation}\u2212]+/gu;

const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * What remains of a name without the differences nobody sees, or that providers, tables and
 * keyboards make by themselves: letter case, composed or decomposed accents, the kind of white
 * space, invisible characters, full-width forms, typographic quotation marks, dashes and ellipses.
 * Names with the same key count as the same name. Other accents, digits or alphabets make another
 * name.
 *
 * Zero width joiners are removed everywhere, as Unicode's own form for comparing names does
 * (NFKC_Casefold), although they change how Persian or Hindi words and some emoji are drawn: people
 * type them or not in one and the same word, tools remove them together with other format
 * characters, and no two customers are called so differently.
 */
export function nameKey(name: string): string {
	const folded = PRINTABLE_ASCII.test(name)
		? name.toLowerCase()
		: foldPunctuation(foldCase(withoutInvisible(name)));
	return folded.replace(/`/g, "'").replace(/--+/g, '-').replace(/ +/g, ' ').trim();
}

/** Whether two names look the same. */
export function isSameName(one: string, other: string): boolean {
	return one === other || nameKey(one) === nameKey(other);
}

function withoutInvisible(text: string): string {
	return text
		.replace(INVISIBLE, (_sign, flag?: string) => flag ?? '')
		.replace(WHITE_SPACE, ' ')
		.replace(CONTROLS, '')
		.replace(WIDTH_FORMS, (signs) => signs.normalize('NFKC'));
}

function foldCase(text: string): string {
	// There and back, because some letters have one form only in one of the cases: ß and ẞ are SS, ς
	// and σ are Σ. The dot of the Turkish İ stays behind as a character of its own.
	const folded = text.normalize('NFC').toLowerCase().toUpperCase().toLowerCase();
	return folded.normalize('NFC').replace(/i\u0307/g, 'i');
}

function foldPunctuation(text: string): string {
	return text
		.replace(APOSTROPHES, "'")
		.replace(QUOTATION_MARKS, '"')
		.replace(DASHES, '-')
		.replace(/\u2026/g, '...');
}

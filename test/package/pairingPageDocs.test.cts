import {
	TEXT_LABELS,
	TEXTS,
	type TextKey,
} from '../../nodes/WhatsAppInstancePairingPageTrigger/page/texts.ts';
import { read } from './support/project.cts';

// People look up in docs/pairing-page.md what they see on the page, and what they can replace.

const page = read('docs/pairing-page.md');

/** The cells of the rows below a head, without the line that divides them. */
function tableBelow(head: string): string[][] {
	const [, rest = ''] = page.split(`${head}\n`);
	const [table = ''] = rest.split('\n\n');
	return table
		.split('\n')
		.slice(1)
		.map((row) => row.split('|').map((cell) => cell.trim()))
		.map((cells) => cells.slice(1, -1));
}

const sentences = tableBelow('| What the page says | Text | When |');
const others = tableBelow('| Text | English |');

/** The texts of the page in English, by the names under which they can be replaced. */
function english(isListed: (label: string) => boolean): Array<[label: string, text: string]> {
	const keys = Object.keys(TEXT_LABELS) as TextKey[];
	return keys
		.filter((key) => isListed(TEXT_LABELS[key]))
		.map((key) => [TEXT_LABELS[key], TEXTS.en[key]]);
}

const isSentence = (label: string) => label.startsWith('Message: ');

it('the table of what customers see has every sentence of the page, as it stands there', () => {
	expect(sentences.map(([text, label]) => [label, text])).toEqual(english(isSentence));
	expect(sentences.filter(([, , when = '']) => when === '')).toEqual([]);
});

it('the table of the other texts has each that can be replaced', () => {
	expect(others).toEqual(english((label) => !isSentence(label)));
});

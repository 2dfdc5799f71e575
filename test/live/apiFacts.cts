import { readSections } from '../providers/support/citations.cts';

/** An assumed fact of an `API.md`, by its heading and the first cell of its row. */
export interface FactName {
	heading: string;
	fact: string;
}

const ALL_ASSUMED = 'Everything here is assumed';

/**
 * Reads the facts of an `API.md` that are marked as assumed, in their order. In a section that says
 * that everything in it is assumed, each row is one.
 */
export function readAssumedFacts(markdown: string): FactName[] {
	return readSections(markdown).flatMap(({ heading, text }) =>
		tableRows(text)
			.filter((cells) => text.startsWith(ALL_ASSUMED) || cells.at(-1) === 'assumed')
			.map(([fact = '']) => ({ heading, fact })),
	);
}

/** The cells of the rows of all tables in a text, without the heads of the tables. */
function tableRows(text: string): string[][] {
	const lines = text.split('\n');
	return lines
		.filter((line, index) => line.startsWith('|') && !isOfHead(lines, index))
		.map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
		.map((cells) => cells.map((cell) => cell.trim()));
}

function isOfHead(lines: readonly string[], index: number): boolean {
	return [lines[index], lines[index + 1]].some((line) => /^\|[\s|:-]+$/.test(line ?? ''));
}

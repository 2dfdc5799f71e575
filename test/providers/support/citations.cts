/** A file of the project: its path from the root with forward slashes, and its text. */
export interface SourceFile {
	path: string;
	text: string;
}

/** A citation of one section of a provider's `API.md`. */
export interface Citation {
	line: number;
	heading: string;
}

/** A section of an `API.md`: its heading, and the text down to the next one. */
export interface Section {
	heading: string;
	text: string;
}

// A citation may wrap, and then the next comment line begins in the middle of it.
const GAP = String.raw`(?:\s|\n[\t ]*(?://|\*))+`;
const WRAP = /\s*\n[\t ]*(?:\/\/|\*)?[\t ]*/g;

const CITATION = new RegExp(String.raw`\bAPI\.md,${GAP}"([^"]+)"`, 'g');

// Without the comma, or in other quotation marks, a citation would go unchecked.
const NEARLY_CITATION = new RegExp(String.raw`\bAPI\.md(?:,${GAP}['‘“]|${GAP}["'‘“])`, 'g');

const FOREIGN_DOCUMENTS = [
	/(?<![\w-])(?:apis|codes-and-phones|design|n8n|n8n-files|peers|shape)\.md\b/g,
	/\bseed documents?\b/gi,
	// A folder outside the project, unlike `../shared/` or `nodes/shared/`.
	/(?<![\w.*@-])\/(?:[\w.-]+\/)+shared\//g,
	/…\/shared\//g,
];

/** Finds every citation of the form `API.md, "Heading"`, on one line or wrapped over several. */
export function findCitations(text: string): Citation[] {
	return [...text.matchAll(CITATION)].map(({ index, 1: heading = '' }) => ({
		line: lineAt(text, index),
		heading: heading.replace(WRAP, ' '),
	}));
}

/** Splits an `API.md` into sections at its headings of the second level. */
export function readSections(markdown: string): Section[] {
	const [, ...parts] = `\n${markdown}`.split('\n## ');
	return parts.map((part) => {
		const [heading = '', ...lines] = part.split('\n');
		return { heading: heading.trim(), text: lines.join('\n').trim() };
	});
}

/** The provider a file belongs to by its path; `undefined` for shared code. */
export function providerOf(path: string, providers: readonly string[]): string | undefined {
	const name =
		/(?:^|\/)(?:providers|sandbox)\/([^/]+)\//.exec(path)?.[1] ??
		/^test\/providers\/([^/.]+)\./.exec(path)?.[1];
	return providers.find((one) => one === name);
}

/**
 * Checks the citations in one file.
 *
 * @param headings the headings of each provider's `API.md`
 * @returns a sentence for each citation that leads nowhere
 */
export function brokenCitations(
	{ path, text }: SourceFile,
	headings: ReadonlyMap<string, readonly string[]>,
): string[] {
	const provider = providerOf(path, [...headings.keys()]);
	const wrong = findCitations(text).flatMap(({ line, heading }) => {
		const place = `${path}:${line} cites "${heading}"`;
		if (provider === undefined) return [`${place}, but belongs to no provider`];
		const isKnown = headings.get(provider)?.includes(heading) === true;
		return isKnown ? [] : [`${place}, which ${apiFile(provider)} does not have`];
	});
	const malformed = [...text.matchAll(NEARLY_CITATION)].map(
		({ index }) => `${path}:${lineAt(text, index)} does not cite in the form API.md, "Heading"`,
	);
	return [...wrong, ...malformed];
}

/** Checks the headings of an `API.md`, and that each section says where its facts come from. */
export function incompleteSections({ path, text }: SourceFile): string[] {
	const sections = readSections(text);
	if (sections.length === 0) return [`${path} has no sections`];
	const headings = sections.map(({ heading }) => heading);
	return sections.flatMap(({ heading, text: content }, index) => {
		const place = `${path}, section ${heading}`;
		return [
			...(headings.indexOf(heading) < index ? [`${place}: the heading occurs twice`] : []),
			...(heading.includes('"') ? [`${place}: a quotation mark cannot be cited`] : []),
			...(/https?:\/\/\w|\bassumed\b/.test(content)
				? []
				: [`${place}: neither a source nor the word assumed`]),
		];
	});
}

/** Finds references to documents that somebody who reads the project does not have. */
export function foreignDocuments({ path, text }: SourceFile): string[] {
	return FOREIGN_DOCUMENTS.flatMap((pattern) =>
		[...text.matchAll(pattern)].map(
			({ index, 0: name }) => `${path}:${lineAt(text, index)} refers to ${name}`,
		),
	);
}

/** The path of a provider's `API.md`. */
export function apiFile(provider: string): string {
	return `nodes/providers/${provider}/API.md`;
}

function lineAt(text: string, index: number): number {
	return text.slice(0, index).split('\n').length;
}

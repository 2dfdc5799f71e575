import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message of the table of errors in the documents, and what recognises it. */
export interface DocumentedError {
	title: string;
	pattern: RegExp;
}

/**
 * The messages in the section "Messages" of docs/errors.md. A cell may hold several endings of one
 * beginning, separated by a middle dot.
 */
export function documentedErrors(): DocumentedError[] {
	const page = readFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8');
	const section = /\n## Messages\n([\s\S]*?)\n#/.exec(page)?.[1] ?? '';
	return section
		.split('\n')
		.map((line) => /^\| ((?!\*\*|Message|-)[^|]+?) \|/.exec(line)?.[1])
		.filter((cell): cell is string => cell !== undefined)
		.map((title) => ({ title, pattern: patternOf(title) }));
}

function patternOf(title: string): RegExp {
	const [first = '', ...endings] = title.replace(/ \(.*?\)/g, '').split(' · ');
	const words = first.split(' ');
	const wholes = endings.map((ending) => {
		if (ending.startsWith("'")) return ending;
		const kept = Math.max(1, words.length - ending.split(' ').length);
		return [...words.slice(0, kept), ending].join(' ');
	});
	return new RegExp(`^(${[first, ...wholes].map(source).join('|')})`, 's');
}

function source(text: string): string {
	return text
		.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&')
		.replaceAll('_Provider_', '(Hypersender|Wachat)')
		.replaceAll("'Timeout'", "'.*'")
		.replaceAll('…', '.*');
}

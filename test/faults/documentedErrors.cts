import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message of the README's table of errors, and what recognises it. */
export interface DocumentedError {
	title: string;
	pattern: RegExp;
}

/**
 * The messages of the README's section "Errors and what to do". A cell may hold several endings of
 * one beginning, parted by dots in the middle.
 */
export function documentedErrors(): DocumentedError[] {
	const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
	const section = /\n## Errors and what to do\n([\s\S]*?)\n#/.exec(readme)?.[1] ?? '';
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

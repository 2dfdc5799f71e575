import { stripVTControlCharacters } from 'node:util';

const MAXIMUM_TOLD = 4000;
const MAXIMUM_LATEST = 1000;
const DEBUG = /^\S+\s+debug\s/;

/**
 * The part of a long n8n log that is needed first: what n8n prints by default, warnings and
 * errors among it, and what it did last.
 */
export function logExcerpt(log: string): string {
	const lines = stripVTControlCharacters(log).trimEnd().split('\n');
	const told = lines.filter((line) => !DEBUG.test(line)).join('\n');
	const latest = lines.join('\n');
	return `${told.slice(-MAXIMUM_TOLD)}\nand last:\n${latest.slice(-MAXIMUM_LATEST)}`;
}

import { basename } from 'node:path';

import { filesBelow, read } from '../package/support/project.cts';
import { PROVIDER_NAMES, sides } from './descriptors.cts';

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const names = PROVIDER_NAMES.map(literal).join('|');

/** Where in some files a pattern is found, as `file:line: text`. */
function placesOf(pattern: RegExp, paths: string[]): string[] {
	return paths.flatMap((path) =>
		read(path)
			.split('\n')
			.map((text, index) => ({ text, line: index + 1 }))
			.filter(({ text }) => pattern.test(text))
			.map(({ text, line }) => `${path}:${line}: ${text.trim()}`),
	);
}

const isOfVendor = (path: string) =>
	PROVIDER_NAMES.some((name) => path.split('/').slice(0, -1).includes(name));

it('no name, word or address of a vendor stands in nodes/ outside its folder', () => {
	const paths = filesBelow('nodes', '.ts').filter(
		(path) => !isOfVendor(path) && path !== 'nodes/providers/index.ts',
	);
	const titles = sides.flatMap(({ title }) => title.split(' ')[0] ?? []).map(literal);
	const words = sides.flatMap(({ vendorWords }) => vendorWords).map(literal);
	const name = new RegExp(`${names}|${titles.join('|')}`, 'i');
	const word = new RegExp(words.join('|'));

	const places = new Set([...placesOf(name, paths), ...placesOf(word, paths)]);
	expect([...places].sort()).toEqual([]);
});

it.each(sides)('the credential of $title speaks of no other vendor', ({ provider, credential }) => {
	const { type } = credential;
	const path = `credentials/${type.charAt(0).toUpperCase()}${type.slice(1)}.credentials.ts`;
	const others = sides.filter((side) => side.provider !== provider);
	const words = others.flatMap(({ title, vendorWords }) => [title, ...vendorWords]).map(literal);

	expect(placesOf(new RegExp(words.join('|')), [path])).toEqual([]);
});

it('no test has a list of providers of its own', () => {
	const paths = filesBelow('test').filter(
		(path) =>
			/\.(cts|cjs|mjs)$/.test(path) &&
			!isOfVendor(path) &&
			!path.startsWith('test/providers/') &&
			// Tries the code of the vendors that verify deliveries, each for what it does.
			!path.startsWith('test/unit/fuzz/') &&
			!PROVIDER_NAMES.some((name) => basename(path).includes(name)),
	);
	const quoted = `['"\`](${names})['"\`]`;
	const list = new RegExp(
		[
			// A list, a union, or a choice between vendors; each would go on without a new one.
			`${quoted}\\s*[,|]\\s*${quoted}`,
			`[=!]==? ${quoted}`,
			`case ${quoted}`,
			`\\b(${names})\\b, \\b(${names})\\b`,
			`\\$\\{provider\\}Api`,
		].join('|'),
	);

	expect(placesOf(list, paths)).toEqual([]);
});

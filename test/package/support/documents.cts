import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';

import { filesBelow, manifest, read, root } from './project.cts';

/** A place in this repository that a link leads to. */
export interface Place {
	/** Path from the root, with forward slashes. */
	path: string;
	/** What follows the `#`; empty for a whole file. */
	anchor: string;
}

/** Pages of our repository that GitHub makes, so that there is no file for them. */
const MADE_BY_GITHUB = ['.git', '/issues', '/security/advisories/new'].map(
	(ending) => `${manifest.homepage}${ending}`,
);

const rawFiles = manifest.homepage.replace('//github.com/', '//raw.githubusercontent.com/');
const FILE_ADDRESSES = [
	`${manifest.homepage}/blob/main/`,
	`${manifest.homepage}/tree/main/`,
	`${rawFiles}/main/`,
];

/** All documents of the repository, as paths from the root. */
export function documents(): string[] {
	const atTheTop = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
	return [...atTheTop, ...filesBelow('docs', '.md')];
}

/** The links and images of a document, without what stands in code. */
export function linksIn(path: string): string[] {
	const text = withoutCode(read(path));
	const inline = [...text.matchAll(/\]\(<?([^\s)>]+)>?(?: "[^"]*")?\)/g)];
	const definitions = [...text.matchAll(/^\[[^\]]+\]: (\S+)/gm)];
	const bare = [...text.matchAll(/<(https?:[^\s>]+)>/g)];
	return [...inline, ...definitions, ...bare].map(([, link = '']) => link);
}

/**
 * The place in this repository that a link leads to; undefined for every other address.
 *
 * @param from the document with the link
 */
export function placeOf(link: string, from = 'README.md'): Place | undefined {
	if (MADE_BY_GITHUB.includes(link)) return undefined;
	const [address = '', anchor = ''] = link.split('#');
	if (/^https?:/.test(address)) {
		if (address === manifest.homepage) return { path: 'README.md', anchor };
		const start = FILE_ADDRESSES.find((one) => address.startsWith(one));
		if (start !== undefined) return { path: address.slice(start.length), anchor };
		const isOurs = [manifest.homepage, rawFiles].some((one) => address.startsWith(one));
		return isOurs ? { path: address, anchor } : undefined;
	}
	if (address === '') return { path: from, anchor };
	return { path: posix.join(posix.dirname(from), address), anchor };
}

/** Whether there is such a file, and such a heading in it. */
export function isThere({ path, anchor }: Place): boolean {
	if (!existsSync(join(root, path))) return false;
	return anchor === '' || anchorsOf(path).includes(anchor);
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(path: string): string[] {
	const seen = new Map<string, number>();
	const headings = withoutFences(read(path)).matchAll(/^#{1,6} (.+)$/gm);
	return [...headings].map(([, heading = '']) => {
		const anchor = heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.trim()
			.replace(/\s/g, '-');
		const before = seen.get(anchor) ?? 0;
		seen.set(anchor, before + 1);
		return before === 0 ? anchor : `${anchor}-${before}`;
	});
}

function withoutCode(text: string): string {
	return withoutFences(text).replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()<>]/g, ' '));
}

function withoutFences(text: string): string {
	return text.replace(/^ *```.*?^ *```$/gms, '');
}

import { execFileSync } from 'node:child_process';
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { demandBuild, filesBelow, read, root } from './support/project.cts';

beforeAll(demandBuild);

const icons = filesBelow('icons');

describe.each(icons)('%s', (path) => {
	const svg = read(path);

	it('arrives in dist byte for byte', () => {
		const copy = readFileSync(join(root, 'dist', path));
		expect(copy.equals(readFileSync(join(root, path)))).toBe(true);
	});

	it('is a square SVG image', () => {
		expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
		const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
		expect(width).toBeDefined();
		expect(width).toBe(height);
		expect(unclosedTags(svg)).toEqual([]);
	});

	it('holds no script and nothing from elsewhere', () => {
		expect(svg).not.toMatch(/<(script|image|foreignObject|iframe|use|style|!ENTITY|!DOCTYPE)/i);
		expect(svg).not.toMatch(/\son\w+\s*=|href|javascript:|@import|url\(\s*["']?(?!#)/i);
		expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toContain('//');
	});
});

it('come in pairs, one for light and one for dark', () => {
	const light = icons.filter((path) => !path.endsWith('.dark.svg'));
	expect(light.length).toBeGreaterThan(0);
	expect(icons).toEqual(
		light.flatMap((path) => [path.replace(/\.svg$/, '.dark.svg'), path]).sort(),
	);
	for (const path of light) expect(read(path)).not.toBe(read(path.replace(/\.svg$/, '.dark.svg')));
});

describe('the gulp task', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'icons-'));
		mkdirSync(join(folder, 'icons', 'deep'), { recursive: true });
		copyFileSync(join(root, 'gulpfile.js'), join(folder, 'gulpfile.js'));
		symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
	});
	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('copies images byte for byte, in folders too, and nothing else', () => {
		// Every pair of bytes, many of which are no text in any encoding.
		const pairs = Array.from({ length: 0x10000 }, (_, pair) => [pair >> 8, pair & 0xff]);
		const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, ...pairs.flat()]);
		const drawing = Buffer.from('\ufeff<svg>é</svg>\r\n');
		writeFileSync(join(folder, 'icons', 'image.png'), image);
		writeFileSync(join(folder, 'icons', 'deep', 'drawing.svg'), drawing);
		writeFileSync(join(folder, 'icons', 'notes.txt'), 'not an icon');

		const gulp = join(root, 'node_modules', 'gulp', 'bin', 'gulp.js');
		const gulpfile = join(folder, 'gulpfile.js');
		execFileSync(process.execPath, [gulp, '--silent', '--gulpfile', gulpfile, 'build:icons']);

		const copied = (path: string) => readFileSync(join(folder, 'dist', 'icons', path));
		expect(copied('image.png').equals(image)).toBe(true);
		expect(copied('deep/drawing.svg').equals(drawing)).toBe(true);
		expect(() => copied('notes.txt')).toThrow('ENOENT');
	}, 60_000);
});

/** The tags of an XML text that are not closed, or closed without having been opened. */
function unclosedTags(xml: string): string[] {
	const open: string[] = [];
	for (const [, closing, name = '', selfClosing] of xml.matchAll(
		/<(\/?)([\w:]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g,
	)) {
		if (selfClosing === '/') continue;
		if (closing === '/' && open.at(-1) === name) open.pop();
		else open.push(name);
	}
	const brackets = xml.split('<').length - xml.split('>').length;
	return brackets === 0 ? open : [...open, 'a bracket'];
}

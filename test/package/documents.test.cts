import { documentedErrors } from '../faults/documentedErrors.cts';
import { anchorsOf, documents, isThere, linksIn, placeOf } from './support/documents.cts';
import { manifest, read } from './support/project.cts';

// npm and GitHub show all of it on one page, and nobody reads a longer one.
const MAX_README_BYTES = 12_000;

const PAGES = documents().filter((path) => path.startsWith('docs/'));

describe('README.md', () => {
	it('stays short', () => {
		expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(MAX_README_BYTES);
	});

	it('has absolute links only, because npm shows it without the rest of the repository', () => {
		expect(linksIn('README.md').filter((link) => !/^https:/.test(link))).toEqual([]);
	});

	it('shows a picture and the demo before anything else', () => {
		const [start = ''] = read('README.md').split('\n## Install');
		expect(start).toMatch(/^!\[.+\]\(.+\.png\)$/m);
		expect(start).toContain('npm run demo');
	});

	it('links to the documents', () => {
		const places = linksIn('README.md').flatMap((link) => placeOf(link) ?? []);
		expect(places.length).toBeGreaterThan(20);
	});
});

describe('docs/README.md', () => {
	it('lists every page', () => {
		const listed = linksIn('docs/README.md').map((link) => placeOf(link, 'docs/README.md')?.path);
		expect(PAGES.filter((path) => path !== 'docs/README.md' && !listed.includes(path))).toEqual([]);
	});
});

describe.each(documents())('%s', (path) => {
	it('leads to files and headings that exist', () => {
		const broken = linksIn(path).filter((link) => {
			const place = placeOf(link, path);
			return place !== undefined && !isThere(place);
		});
		expect(broken).toEqual([]);
	});

	it('begins with its only title', () => {
		expect(read(path)).toMatch(/^# \S/);
		expect(
			read(path)
				.replace(/^```.*?^```$/gms, '')
				.match(/^# /gm),
		).toHaveLength(1);
	});

	it('names the packed file of this version', () => {
		const names = read(path).matchAll(/n8n-nodes-whatsapp-instance-(\d[\w.-]*)\.tgz/g);
		expect([...names].filter(([, version]) => version !== manifest.version)).toEqual([]);
	});
});

describe('how links are read', () => {
	const blob = `${manifest.homepage}/blob/main`;
	const raw = manifest.homepage.replace('//github.com/', '//raw.githubusercontent.com/');

	it.each([
		[`${blob}/docs/errors.md#messages`, { path: 'docs/errors.md', anchor: 'messages' }],
		[`${raw}/main/.github/images/a.png`, { path: '.github/images/a.png', anchor: '' }],
		[`${manifest.homepage}#install`, { path: 'README.md', anchor: 'install' }],
		['../errors.md#messages', { path: 'docs/errors.md', anchor: 'messages' }],
		['#credential', { path: 'docs/providers/wachat.md', anchor: 'credential' }],
	])('%s is a place in the repository', (link, place) => {
		expect(placeOf(link, 'docs/providers/wachat.md')).toEqual(place);
	});

	it.each(['https://docs.wachat.net', `${manifest.homepage}/issues`])('%s is not', (link) => {
		expect(placeOf(link)).toBeUndefined();
	});

	it('an address of ours that is neither a file nor known is missing', () => {
		const place = placeOf(`${manifest.homepage}/wiki`);
		expect(place && isThere(place)).toBe(false);
	});

	it('a heading that is not there is missing', () => {
		expect(anchorsOf('docs/errors.md')).toContain('on-error-and-retry-on-fail');
		expect(isThere({ path: 'docs/errors.md', anchor: 'messages' })).toBe(true);
		expect(isThere({ path: 'docs/errors.md', anchor: 'no-such-heading' })).toBe(false);
	});
});

describe('the table of errors', () => {
	const errors = documentedErrors();
	const titlesOf = (text: string) =>
		errors.filter(({ pattern }) => pattern.test(text)).map(({ title }) => title);

	it('can be read by the fault campaign', () => {
		expect(errors.length).toBeGreaterThan(30);
	});

	it.each([
		["Hypersender's rate limit was reached [Item 3]", "_Provider_'s rate limit was reached"],
		["Instance 'abc' was not found at Wachat", "Instance '…' was not found at _Provider_"],
		["'Log Out First' is neither true nor false: 3", /neither true nor false$/],
		["'Phone' has too many digits: +1 …", /^'Phone' has no country code/],
	])('recognises %s', (message, title) => {
		expect(titlesOf(message)).toEqual([
			typeof title === 'string' ? title : expect.stringMatching(title),
		]);
	});
});

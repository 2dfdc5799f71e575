import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { filesBelow, read, root } from '../package/support/project.cts';
import {
	apiFile,
	brokenCitations,
	findCitations,
	foreignDocuments,
	incompleteSections,
	providerOf,
	readSections,
} from './support/citations.cts';

const providers = readdirSync(join(root, 'nodes', 'providers'), { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => name)
	.sort();

// What these two contain of citations are examples.
const OWN_FILES = ['test/providers/apiReferences.test.cts', 'test/providers/support/citations.cts'];

const sources = [
	...filesBelow('nodes', '.ts'),
	...filesBelow('credentials', '.ts'),
	...['.cts', '.mjs', '.cjs'].flatMap((ending) => filesBelow('test', ending)),
]
	.filter((path) => !OWN_FILES.includes(path))
	.map((path) => ({ path, text: read(path) }));

describe('in this project', () => {
	it('there are providers and sources to check', () => {
		expect(providers.length).toBeGreaterThan(1);
		expect(sources.length).toBeGreaterThan(100);
	});

	it.each(providers)('%s has an API.md whose sections name their sources', (provider) => {
		const path = apiFile(provider);
		expect(existsSync(join(root, path))).toBe(true);
		expect(incompleteSections({ path, text: read(path) })).toEqual([]);
	});

	it('every citation leads to a section of the right API.md', () => {
		const headings = new Map(
			providers.map((provider) => [
				provider,
				readSections(read(apiFile(provider))).map(({ heading }) => heading),
			]),
		);
		expect(sources.flatMap((source) => brokenCitations(source, headings))).toEqual([]);
	});

	it('no file refers to a document that its readers do not have', () => {
		expect(sources.flatMap(foreignDocuments)).toEqual([]);
	});
});

describe('citations', () => {
	it('are found on one line, several in a comment', () => {
		const text = [
			'const a = 1;',
			'// API.md, "Statuses": anything else is not connected (API.md, "The engine beneath").',
			'/** Reads the list (API.md, "GET /{instance}/health"). */',
		].join('\n');
		expect(findCitations(text)).toEqual([
			{ line: 2, heading: 'Statuses' },
			{ line: 2, heading: 'The engine beneath' },
			{ line: 3, heading: 'GET /{instance}/health' },
		]);
	});

	it.each([
		['after the comma', '\t// as in API.md,\n\t// "QR codes"'],
		['after the comma, in a block', '/**\n * as in API.md,\n * "QR codes"\n */'],
		['inside the heading', '\t// API.md, "QR\n\t// codes"'],
		['inside the heading, in a block', '\t/**\n\t * API.md, "QR\n\t * codes".\n\t */'],
		['with an empty comment line', '// API.md,\n//\n// "QR codes"'],
		['with Windows line ends', '// API.md, "QR\r\n// codes"'],
	])('are found when they wrap %s', (_where, text) => {
		expect(findCitations(text).map(({ heading }) => heading)).toEqual(['QR codes']);
	});

	it('keep a slash at the start of a wrapped line', () => {
		expect(findCitations('// API.md, "GET\n// /instances"')[0]?.heading).toBe('GET /instances');
	});

	it.each(['// See API.md.', "read('API.md')", '// MY-API.md5, "x"', '// API.md has a table'])(
		'are not what %j is',
		(text) => {
			expect(findCitations(text)).toEqual([]);
			expect(brokenCitations({ path: 'nodes/a.ts', text }, new Map())).toEqual([]);
		},
	);
});

describe('a file belongs to', () => {
	it.each([
		['nodes/providers/acme/index.ts', 'acme'],
		['nodes/providers/acme/deep/er.ts', 'acme'],
		['test/sandbox/acme/routes.cts', 'acme'],
		['test/providers/acme.test.cts', 'acme'],
		['test/providers/acme.qrCodes.test.cts', 'acme'],
		['nodes/providers/Provider.ts', undefined],
		['nodes/providers/other/index.ts', undefined],
		['nodes/transport/ApiClient.ts', undefined],
		['test/sandbox/deliveries.cts', undefined],
		['test/sandbox/support/client.cts', undefined],
		['test/providers/webhooks.test.cts', undefined],
		['test/engine/acme.test.cts', undefined],
	])('%s: %s', (path, provider) => {
		expect(providerOf(path, ['acme', 'globex'])).toBe(provider);
	});
});

describe('a citation', () => {
	const headings = new Map([
		['acme', ['Statuses', 'QR codes']],
		['globex', ['Errors']],
	]);
	const check = (path: string, text: string) => brokenCitations({ path, text }, headings);

	it('is right when its own provider has the heading', () => {
		expect(check('nodes/providers/acme/index.ts', '// API.md, "QR codes"')).toEqual([]);
		expect(check('test/sandbox/globex/state.cts', '// API.md, "Errors"')).toEqual([]);
	});

	it.each([
		['of a heading that does not exist', 'Status'],
		['in other letters', 'statuses'],
		['of another provider', 'Errors'],
	])('is wrong: %s', (_what, heading) => {
		expect(check('nodes/providers/acme/index.ts', `\n// API.md, "${heading}"`)).toEqual([
			`nodes/providers/acme/index.ts:2 cites "${heading}", which nodes/providers/acme/API.md does not have`,
		]);
	});

	it('is wrong in shared code', () => {
		expect(check('nodes/transport/ApiClient.ts', '// API.md, "Errors"')).toEqual([
			'nodes/transport/ApiClient.ts:1 cites "Errors", but belongs to no provider',
		]);
	});

	it.each([
		["API.md, 'Errors'", 'API.md “Errors”'],
		['API.md "Errors"', 'API.md,\n// ‘Errors’'],
	])('is wrong in another form: %s, %s', (...forms) => {
		for (const form of forms) {
			expect(check('nodes/providers/globex/index.ts', `// ${form}`)).toEqual([
				'nodes/providers/globex/index.ts:1 does not cite in the form API.md, "Heading"',
			]);
		}
	});
});

describe('an API.md', () => {
	const check = (text: string) => incompleteSections({ path: 'API.md', text });
	const good = [
		'# Acme',
		'',
		'Begins like this.',
		'',
		'## Access',
		'',
		'Source: https://example.com/docs',
		'',
		'### Keys',
		'',
		'## Left open',
		'',
		'All of this is assumed.',
	].join('\n');

	it('is split at its headings of the second level', () => {
		expect(readSections(good)).toEqual([
			{ heading: 'Access', text: 'Source: https://example.com/docs\n\n### Keys' },
			{ heading: 'Left open', text: 'All of this is assumed.' },
		]);
	});

	it('is complete when every section names a source or is assumed', () => {
		expect(check(good)).toEqual([]);
	});

	it.each([
		['has no sections', '# Acme\n\nhttps://example.com'],
		['neither a source nor the word assumed', '## Access\n\n| Key | bearer | documented |'],
		['neither a source nor the word assumed', '## Access\n\nassumedly https://'],
		['the heading occurs twice', '## Access\n\nassumed\n\n## Access\n\nassumed'],
		['a quotation mark cannot be cited', '## The "key"\n\nassumed'],
	])('is incomplete: %s', (complaint, text) => {
		expect(check(text)).toEqual([expect.stringContaining(complaint)]);
	});
});

describe('documents that are not in the project', () => {
	const find = (text: string) => foreignDocuments({ path: 'a.ts', text });

	it.each([
		'// apis.md 1.3: 5 restarts a minute.',
		'/** The shared vocabulary (design.md section 2). */',
		'// see reference/n8n.md',
		'// n8n-files.md, shape.md, peers.md',
		'// As in the seed document.',
		"read('/elsewhere/shared/notes.txt')",
		'// …/shared/notes',
	])('are found: %j', (text) => {
		expect(find(`\n${text}`)[0]).toMatch(/^a\.ts:2 refers to /);
	});

	it.each([
		"import { x } from '../shared/nodeErrors';",
		"const folder = 'nodes/shared/fields.ts';",
		"'**/shared/**'",
		'// API.md, "Statuses"; README.md; my-design.md',
		'// the same again for the same seed',
		"'node_modules/@n8n/node-cli/dist/template/templates/shared/default'",
	])('are not %j', (text) => {
		expect(find(text)).toEqual([]);
	});
});

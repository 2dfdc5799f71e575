import { filesBelow, read } from '../package/support/project.cts';
import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import { apiFile } from '../providers/support/citations.cts';
import { readAssumedFacts } from './apiFacts.cts';
import { liveProviders } from './providers/index.cts';

describe.each(PROVIDER_NAMES)('the assumed facts of %s', (provider) => {
	const documented = readAssumedFacts(read(apiFile(provider))).map(
		({ heading, fact }) => `${heading}: ${fact}`,
	);

	it('can be told apart', () => {
		expect(documented.length).toBeGreaterThan(20);
		expect(documented.filter((name, index) => documented.indexOf(name) < index)).toEqual([]);
	});

	it('each have a probe or a reason, and nothing else has', () => {
		const planned = Object.entries(liveProviders[provider].facts).flatMap(([heading, plans]) =>
			Object.keys(plans).map((fact) => `${heading}: ${fact}`),
		);
		expect(planned.sort()).toEqual(documented.sort());
	});

	it('are all read: no other line has the mark', () => {
		const marks = read(apiFile(provider)).match(/\|\s*assumed\s*\|$/gm) ?? [];
		const inTables = readAssumedFacts(read(apiFile(provider)).replaceAll('Everything here is', ''));
		expect(inTables).toHaveLength(marks.length);
	});
});

it('every provider of the check has a folder', () => {
	const folders = filesBelow('test/live/providers')
		.map((path) => path.split('/').slice(3))
		.flatMap(([folder = '', file]) => (file === undefined ? [] : [folder]));
	expect([...new Set(folders)].sort()).toEqual([...PROVIDER_NAMES].sort());
});

describe('reading an API.md', () => {
	const table = (...rows: string[]) =>
		['| Fact | Value | Mark |', '| --- | --- | --- |', ...rows].join('\n');

	it('takes the rows that are marked, by heading and first cell', () => {
		const markdown = [
			'# Acme',
			'## Access',
			'Source: https://example.com',
			table(
				'| Key | bearer | documented |',
				'| Path | `/v2` | assumed |',
				'| Size | 1 | observed |',
			),
			'### More',
			table('| Padded  | no         | assumed    |'),
			'## Statuses',
			table('| Path | other | assumed |'),
		].join('\n\n');
		expect(readAssumedFacts(markdown)).toEqual([
			{ heading: 'Access', fact: 'Path' },
			{ heading: 'Access', fact: 'Padded' },
			{ heading: 'Statuses', fact: 'Path' },
		]);
	});

	it('takes every row where everything is assumed', () => {
		const markdown = [
			'## Open',
			'Everything here is assumed: the second column says what the code does.',
			'| Question | Until then |\n| --- | --- |\n| Which key | any |\n| When | now |',
		].join('\n\n');
		expect(readAssumedFacts(markdown).map(({ fact }) => fact)).toEqual(['Which key', 'When']);
	});

	it('keeps a bar that is part of a cell', () => {
		const [fact] = readAssumedFacts(`## A\n\n${table(String.raw`| a \| b | c | assumed |`)}`);
		expect(fact?.fact).toBe(String.raw`a \| b`);
	});
});

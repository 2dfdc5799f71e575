import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import type { Outcome } from './engineTests.cts';
import type { Release } from './versions.cts';

/** What was found out about one release. */
export interface TriedRelease extends Release {
	engineTests?: Outcome;
	smokeRun?: Outcome;
}

const FILE = join(__dirname, '..', '..', 'README.md');
const BEGIN = '<!-- Written by `npm run test:compat`: -->';
const END = '<!-- End of what `npm run test:compat` has written. -->';

const HEAD = ['n8n', 'n8n-core', 'Node.js', 'Engine tests', 'Create in the real n8n'];

/**
 * The README as it has to be after these results. Holds nothing that changes with every commit, such
 * as the number of tests.
 *
 * @throws when the README has no place for the table
 */
export async function readmeWith(tried: TriedRelease[]): Promise<{ now: string; then: string }> {
	const now = readFileSync(FILE, 'utf8');
	const [begin, end] = [now.indexOf(BEGIN), now.indexOf(END)];
	if (begin < 0 || end < begin) throw new Error(`README.md has no place marked '${BEGIN}'`);

	const rows = [HEAD, HEAD.map(() => '---'), ...tried.map(rowOf)];
	const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
	const text = `${now.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${now.slice(end)}`;
	return { now, then: await format(text, { ...(await resolveConfig(FILE)), filepath: FILE }) };
}

export function writeReadme(text: string): void {
	writeFileSync(FILE, text);
}

function rowOf({ n8n, core, engineTests, smokeRun }: TriedRelease): string[] {
	const versions = [engineTests, smokeRun].flatMap((one) => (one ? [one.nodeVersion] : []));
	return [
		n8n,
		core,
		[...new Set(versions)].join(', '),
		verdict(engineTests, 'all passed'),
		verdict(smokeRun, 'passed'),
	];
}

function verdict(outcome: Outcome | undefined, passed: string): string {
	if (!outcome) return 'not run';
	return outcome.failures.length === 0 ? passed : '**failed**';
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { runTool } from '../../n8n/runTool.cts';
import { bench } from './bench.cts';

const DUMP_WITHIN = 60_000;

/** A place that is searched: a file, or the rows of a table. */
export interface Place {
	name: string;
	bytes: Buffer;
}

/** Every file n8n has written: database and its log, files of executions, caches, n8n's log. */
export function filesOfN8n(): Place[] {
	const { folder } = bench().n8n;
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => join(entry.parentPath, entry.name))
		.map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
}

/** The database table by table, because in its file a long value lies in pieces. */
export async function tablesOfN8n(): Promise<Place[]> {
	const { folder, installed } = bench().n8n;
	const dump = await runTool('Reading the database', {
		command: installed.node,
		args: ['--no-warnings', join(__dirname, 'dumpDatabase.mjs'), '.n8n/database.sqlite'],
		folder,
		limit: DUMP_WITHIN,
		say: () => undefined,
	});
	const rows = new Map<string, string[]>();
	for (const line of dump.split('\n')) {
		const table = line.split(' ', 1)[0] ?? '';
		const known = rows.get(table);
		if (known) known.push(line);
		else rows.set(table, [line]);
	}
	return [...rows].map(([name, lines]) => ({ name, bytes: Buffer.from(lines.join('\n')) }));
}

/** The names of the places in which a text occurs: as it is, URL-encoded or within base64. */
export function placesOf(text: string, places: Place[]): string[] {
	const forms = [text, encodeURIComponent(text), ...base64Forms(text)];
	return places
		.filter(({ bytes }) => forms.some((form) => bytes.includes(form)))
		.map(({ name }) => name);
}

/** How base64 writes a text in the middle of others: it depends on how many bytes come before. */
function base64Forms(text: string): string[] {
	return [0, 1, 2].map((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
		// Characters that hold bits of what comes before or after are different each time.
		const whole = Math.floor((bytes.length * 8) / 6);
		return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), whole);
	});
}

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cached, cacheFolder } from './cache.cts';
import { until } from './until.cts';

let base: string;
let cache: string;

beforeEach(() => {
	base = mkdtempSync(join(tmpdir(), 'cache-test-'));
	process.env.XDG_CACHE_HOME = base;
	cache = cacheFolder();
});
afterEach(() => {
	delete process.env.XDG_CACHE_HOME;
	rmSync(base, { recursive: true, force: true });
});

/** Another process that begins to fill a folder, reports it and waits for the signal to finish. */
function fillElsewhere(name: string): ChildProcess {
	const script = `
		const { cached } = require(${JSON.stringify(join(__dirname, 'cache.cts'))});
		const { writeFileSync } = require('node:fs');
		cached(${JSON.stringify(name)}, async (folder) => {
			writeFileSync(folder + '/content', 'theirs');
			process.send('begun');
			await new Promise((finish) => process.once('message', finish));
		}).then(() => process.disconnect());`;
	return spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
		env: { ...process.env, XDG_CACHE_HOME: base },
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
}

async function begun(child: ChildProcess): Promise<void> {
	await new Promise((resolve) => child.once('message', resolve));
}

async function fill(folder: string): Promise<void> {
	await writeFile(join(folder, 'content'), 'ours');
}

const content = (folder: string) => readFileSync(join(folder, 'content'), 'utf8');

test('a folder is filled once', async () => {
	const filling = jest.fn(fill);
	const first = await cached('tool', filling);
	const second = await cached('tool', filling);

	expect(second).toBe(first);
	expect(content(first)).toBe('ours');
	expect(filling).toHaveBeenCalledTimes(1);
	expect(readdirSync(cache)).toEqual(['tool']);
});

test('what failed leaves nothing, and is tried again', async () => {
	const failure = cached('tool', async (folder) => {
		await fill(folder);
		throw new Error('no room');
	});

	await expect(failure).rejects.toThrow('no room');
	expect(readdirSync(cache)).toEqual([]);
	expect(content(await cached('tool', fill))).toBe('ours');
});

test('who comes second waits for the first and takes what it has made', async () => {
	const other = fillElsewhere('tool');
	await begun(other);
	const filling = jest.fn(fill);
	const folder = cached('tool', filling);
	await until('this process to wait', () =>
		readdirSync(cache).includes(`tool.lock.${process.pid}`) ? true : undefined,
	);
	other.send('finish');

	expect(content(await folder)).toBe('theirs');
	expect(filling).not.toHaveBeenCalled();
	expect(readdirSync(cache)).toEqual(['tool']);
});

test('what a killed process has begun is not taken for whole, and goes away', async () => {
	const other = fillElsewhere('tool');
	await begun(other);
	const ended = new Promise((resolve) => other.once('exit', resolve));
	other.kill('SIGKILL');
	await ended;
	expect(existsSync(join(cache, 'tool.lock'))).toBe(true);

	expect(content(await cached('tool', fill))).toBe('ours');
	expect(readdirSync(cache)).toEqual(['tool']);
});

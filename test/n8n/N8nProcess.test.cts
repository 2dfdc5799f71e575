import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nProcess } from './N8nProcess.cts';
import { until } from './until.cts';

// Small scripts in the place of n8n: this is about starting and ending processes.
let folder: string;
let logFile: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'process-test-'));
	logFile = join(folder, 'main.log');
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

function launchOf(script: string) {
	const bin = join(folder, 'script.cjs');
	writeFileSync(bin, script);
	return {
		n8n: {
			version: '0',
			nodeVersion: process.versions.node,
			folder,
			node: process.execPath,
			bin,
			environment: { FOLDER: folder },
		},
		args: ['start'],
		environment: {},
		logFile,
	};
}

/** Runs for ever, with a child that does the same; both print their process IDs. */
const FAMILY = `
	const { spawn } = require('node:child_process');
	const { renameSync, writeFileSync } = require('node:fs');
	const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
	writeFileSync(process.env.FOLDER + '/pids.part', process.pid + ' ' + child.pid);
	renameSync(process.env.FOLDER + '/pids.part', process.env.FOLDER + '/pids');
	setInterval(() => {}, 1000);`;

async function familyIds(): Promise<number[]> {
	const path = join(folder, 'pids');
	await until('both to run', () => (existsSync(path) ? true : undefined));
	return readFileSync(path, 'utf8').split(' ').map(Number);
}

/** A process that has ended but has not been waited for counts as ended. */
function isRunning(pid: number): boolean {
	const path = `/proc/${pid}/stat`;
	return existsSync(path) && !/\) [ZX] /.test(readFileSync(path, 'utf8'));
}

async function expectEnded(pids: number[]): Promise<void> {
	await until('all to end', () => (pids.some(isRunning) ? undefined : true), { seconds: 10 });
}

test('what ends before it is ready is told with the end of its log', async () => {
	const launched = N8nProcess.launch(
		launchOf("console.error('no database'); process.exit(3)"),
		'http://127.0.0.1:1',
	);

	await expect(launched.ready()).rejects.toThrow(
		/n8n start ended with 3; its log ends with:\nno database/,
	);
	expect(launched.isRunning).toBe(false);
});

test.each(['stop', 'kill'] as const)('%s ends it with what it has started', async (way) => {
	const launched = N8nProcess.launch(launchOf(FAMILY), '');
	const pids = await familyIds();
	expect(pids.every(isRunning)).toBe(true);

	await launched[way]();

	expect(await launched.ended).toBe(way === 'stop' ? 'SIGTERM' : 'SIGKILL');
	await expectEnded(pids);
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
	'it ends when the process that has started it gets a %s',
	async (signal) => {
		const source = JSON.stringify(join(__dirname, 'N8nProcess.cts'));
		const launch = JSON.stringify(launchOf(FAMILY));
		const starter = spawn(
			process.execPath,
			[
				'--require',
				'tsx/cjs',
				'--eval',
				`require(${source}).N8nProcess.launch(${launch}, ''); setInterval(() => {}, 1000);`,
			],
			{ stdio: ['ignore', 'inherit', 'inherit'] },
		);
		const pids = await familyIds();
		const ended = new Promise((resolve) => {
			starter.once('exit', (_code, by) => {
				resolve(by);
			});
		});

		starter.kill(signal);

		expect(await ended).toBe(signal);
		await expectEnded(pids);
	},
);

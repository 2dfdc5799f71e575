import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../n8n/ports.cts';
import { findBinary } from './binaries.cts';
import { ServerProcess } from './ServerProcess.cts';

const run = promisify(execFile);
const DEBIAN_PACKAGE = 'redis-server';

export interface Redis {
	/** On 127.0.0.1. */
	port: number;
	/** Everything Redis holds at the moment, as it would be written to a disk. */
	dump(): Promise<Buffer>;
	/** Stops it; nothing is left. */
	stop(): Promise<void>;
}

/**
 * Starts a Redis of its own on 127.0.0.1 that keeps nothing.
 *
 * @throws {Error} when Redis is missing or does not start
 */
export async function startRedis(): Promise<Redis> {
	const server = findBinary('redis-server', DEBIAN_PACKAGE);
	const client = findBinary('redis-cli', 'redis-tools');
	const folder = await mkdtemp(join(tmpdir(), 'queue-redis-'));
	const [port = 0] = await freePorts(1);
	const ask = async (...words: string[]) => {
		const { stdout } = await run(client, ['-h', '127.0.0.1', '-p', String(port), ...words]);
		return stdout.trim();
	};
	const settings = {
		bind: '127.0.0.1',
		port,
		dir: folder,
		save: '',
		appendonly: 'no',
		// A dump need not wait for others who may want one.
		'repl-diskless-sync-delay': 0,
	};
	const redis = await ServerProcess.start({
		title: 'Redis',
		file: server,
		args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
		isReady: async () =>
			await ask('ping').then(
				(answer) => answer === 'PONG',
				() => false,
			),
	});
	return {
		port,
		dump: async () => {
			const file = join(folder, 'everything.rdb');
			await ask('--rdb', file);
			return await readFile(file);
		},
		stop: async () => {
			await redis.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

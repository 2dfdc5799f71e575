import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../n8n/ports.cts';
import { findBinary } from './binaries.cts';
import { ServerProcess } from './ServerProcess.cts';

const run = promisify(execFile);
const DEBIAN_PACKAGE = 'postgresql';
const USER = 'n8n';
const DATABASE = 'postgres';
const LARGEST_DUMP = 512 * 1024 * 1024;

export interface Postgres {
	/** On 127.0.0.1. */
	port: number;
	user: string;
	password: string;
	database: string;
	/** Rows of a query, their columns separated by `|`. */
	query(sql: string): Promise<string[]>;
	/** The rows of a table as SQL. */
	dump(table: string): Promise<string>;
	/** Stops it and removes the data. */
	stop(): Promise<void>;
}

type Account = { uid: number; gid: number } | undefined;

/**
 * Starts a PostgreSQL of its own with an empty database, on 127.0.0.1 and in a temporary folder.
 * It gives up safety on disk for speed.
 *
 * @throws {Error} when PostgreSQL is missing or does not start
 */
export async function startPostgres(): Promise<Postgres> {
	const binary = (name: string) => findBinary(name, DEBIAN_PACKAGE);
	const account = await unprivilegedAccount();
	const folder = await mkdtemp(join(tmpdir(), 'queue-postgres-'));
	if (account !== undefined) await chown(folder, account.uid, account.gid);
	const password = randomBytes(18).toString('base64url');
	const data = join(folder, 'data');
	try {
		await createCluster(binary('initdb'), { data, password, folder, account });
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}

	const [port = 0] = await freePorts(1);
	const target = ['-h', folder, '-p', String(port), '-U', USER, '-d', DATABASE];
	const ask = async (program: string, ...args: string[]) => {
		const options = { maxBuffer: LARGEST_DUMP, cwd: '/' };
		return (await run(binary(program), [...target, ...args], options)).stdout;
	};
	const server = await ServerProcess.start({
		title: 'PostgreSQL',
		file: binary('postgres'),
		args: ['-D', data, '-k', folder, '-h', '127.0.0.1', '-p', String(port), ...FAST],
		...(account && { account }),
		// At once: nobody needs the data again.
		stopSignal: 'SIGQUIT',
		isReady: async () =>
			await ask('pg_isready').then(
				() => true,
				() => false,
			),
	});
	return {
		port,
		user: USER,
		password,
		database: DATABASE,
		query: async (sql) => {
			const rows = await ask('psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql);
			return rows.split('\n').filter((row) => row !== '');
		},
		dump: async (table) => await ask('pg_dump', '--data-only', `--table=${table}`),
		stop: async () => {
			await server.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

const FAST = [
	['fsync', 'off'],
	['synchronous_commit', 'off'],
	['full_page_writes', 'off'],
	['max_connections', '60'],
].flatMap(([name = '', value = '']) => ['-c', `${name}=${value}`]);

interface Cluster {
	data: string;
	password: string;
	folder: string;
	account: Account;
}

async function createCluster(initdb: string, cluster: Cluster): Promise<void> {
	const { data, password, folder, account } = cluster;
	const passwordFile = join(folder, 'password');
	await writeFile(passwordFile, password, { mode: 0o600 });
	if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
	const access = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`];
	const kind = ['--no-sync', '--encoding=UTF8', '--locale=C', `--username=${USER}`];
	await run(initdb, ['-D', data, ...kind, ...access], { cwd: '/', ...account });
}

/** PostgreSQL refuses to run as root, so root runs it as the account of Debian's package. */
async function unprivilegedAccount(): Promise<Account> {
	if (process.getuid?.() !== 0) return undefined;
	const accounts = await readFile('/etc/passwd', 'utf8');
	const [, , uid, gid] = accounts.match(/^postgres:.*$/m)?.[0].split(':') ?? [];
	if (uid === undefined || gid === undefined) {
		throw new Error(
			"PostgreSQL does not run as root, and there is no account 'postgres' to run it as. Debian's package 'postgresql' brings one.",
		);
	}
	return { uid: Number(uid), gid: Number(gid) };
}

import {
	existsSync,
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const STAMP = '.complete';
/** Stands between the name of a folder that is being filled and the process that fills it. */
const PART = '.part-';
const LONGEST_WAIT = 30 * 60_000;

/** Where large installations are kept between runs, for all clones of this repository. */
export function cacheFolder(): string {
	const base = process.env.XDG_CACHE_HOME ?? '';
	return join(base === '' ? join(homedir(), '.cache') : base, 'n8n-nodes-whatsapp-instance');
}

/**
 * Gives a folder of the cache and fills it when it is not there yet. It is filled under another
 * name and renamed when it is complete, so that what was interrupted is never taken for whole.
 *
 * @param name of the folder; has to change with everything that goes into it
 * @param fill puts the content into the folder it is given
 * @throws whatever `fill` throws; and when another process has not finished within half an hour
 */
export async function cached(
	name: string,
	fill: (folder: string) => Promise<void>,
): Promise<string> {
	const cache = cacheFolder();
	const folder = join(cache, name);
	if (existsSync(join(folder, STAMP))) return folder;

	mkdirSync(cache, { recursive: true });
	const unlock = await lock(join(cache, `${name}.lock`));
	try {
		if (existsSync(join(folder, STAMP))) return folder;
		removeRemains(cache);
		const unfinished = join(cache, `${name}${PART}${process.pid}`);
		mkdirSync(unfinished);
		try {
			await fill(unfinished);
			writeFileSync(join(unfinished, STAMP), '');
			renameSync(unfinished, folder);
		} finally {
			rmSync(unfinished, { recursive: true, force: true });
		}
		return folder;
	} finally {
		unlock();
	}
}

/** Removes what killed processes have left half done. */
function removeRemains(cache: string): void {
	for (const entry of readdirSync(cache)) {
		const [, pid] = entry.split(PART);
		if (pid !== undefined && !isAlive(Number(pid))) {
			rmSync(join(cache, entry), { recursive: true, force: true });
		}
	}
}

/** Waits until no other living process holds the lock, then takes it. */
async function lock(path: string): Promise<() => void> {
	const deadline = Date.now() + LONGEST_WAIT;
	// Linked from a file that is written already, so that a lock always names its holder.
	const own = `${path}.${process.pid}`;
	writeFileSync(own, String(process.pid));
	try {
		while (!isTaken(own, path)) {
			if (!isHeld(path)) rmSync(path, { force: true });
			else if (Date.now() > deadline) throw new Error(`another process still holds ${path}`);
			await delay(500);
		}
	} finally {
		rmSync(own);
	}
	return () => {
		rmSync(path, { force: true });
	};
}

function isTaken(own: string, path: string): boolean {
	try {
		linkSync(own, path);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		return false;
	}
}

function isHeld(path: string): boolean {
	try {
		return isAlive(Number(readFileSync(path, 'utf8')));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		return false;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// A process of somebody else is alive too.
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}

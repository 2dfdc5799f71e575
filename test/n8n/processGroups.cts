import type { ChildProcess } from 'node:child_process';

/** A child with everything it has started itself. */
export interface ProcessGroup {
	/** Does nothing when all of them have ended. */
	kill(signal: NodeJS.Signals): void;
}

const running = new Set<number>();
let isWatching = false;

/**
 * Sees to it that a child and its children end when this process ends by itself, by Ctrl+C or by a
 * signal. The child must have been started with `detached: true`, which makes it head of a group.
 */
export function stopWithParent(child: ChildProcess): ProcessGroup {
	const { pid } = child;
	if (pid === undefined) return { kill: () => undefined };
	watch();
	running.add(pid);
	child.once('exit', () => {
		// What the child has started ends with it.
		signalGroup(pid, 'SIGKILL');
		running.delete(pid);
	});
	return {
		kill: (signal) => {
			signalGroup(pid, signal);
		},
	};
}

function watch(): void {
	if (isWatching) return;
	isWatching = true;
	process.once('exit', killAll);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => {
			killAll();
			// Without this handler now: the signal does what it usually does.
			process.kill(process.pid, signal);
		});
	}
}

function killAll(): void {
	for (const pid of running) signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

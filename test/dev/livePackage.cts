import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { stopWithParent } from '../n8n/processGroups.cts';

const ROUND_IS_OVER = /Found (\d+) errors?\. Watching for file changes\./;
const MARKS_A_ROUND = /^\S* ?\[?\d+:\d+:\d+.*(Starting compilation|File change detected)/;

/** Keeps compiling until it is stopped. */
export interface LiveBuild {
	stop(): Promise<void>;
}

/**
 * Compiles a package into the folder n8n loads it from, first once, then after every change. n8n
 * sees the new files there and reloads the nodes.
 *
 * @param source the folder of the package, with its `tsconfig.json`
 * @param target the folder n8n loads it from
 * @param say gets the compiler's errors, and a message when a later round has succeeded
 * @returns when the first round has gone well
 * @throws when the first round has errors, or the compiler does not start
 */
export async function buildLive(
	source: string,
	target: string,
	say: (text: string) => void,
): Promise<LiveBuild> {
	// n8n would go on showing the descriptions that an earlier build has written there.
	rmSync(join(target, 'dist'), { recursive: true, force: true });
	const compiler = spawn(
		process.execPath,
		[
			require.resolve('typescript/bin/tsc'),
			...['--watch', '--preserveWatchOutput', '--pretty', 'false'],
			...['--project', join(source, 'tsconfig.json'), '--outDir', join(target, 'dist')],
		],
		{ stdio: ['ignore', 'pipe', 'inherit'], detached: true },
	);
	const group = stopWithParent(compiler);
	const ended = once(compiler, 'exit');
	const icons = copyIcons(source, target);
	const stop = async () => {
		icons.close();
		group.kill('SIGTERM');
		await ended;
	};

	const rounds = createInterface({ input: compiler.stdout });
	let isFirst = true;
	const firstRound = new Promise<void>((resolve, reject) => {
		const failed = (reason: string) => {
			reject(new Error(`The nodes could not be compiled: ${reason}`));
		};
		compiler.once('error', ({ message }) => {
			failed(message);
		});
		compiler.once('exit', (code) => {
			failed(`the compiler ended with ${code ?? 'a signal'}`);
		});
		rounds.on('line', (line) => {
			const errors = ROUND_IS_OVER.exec(line)?.[1];
			if (errors === undefined) {
				if (line.trim() !== '' && !MARKS_A_ROUND.test(line)) say(line);
			} else if (isFirst) {
				isFirst = false;
				if (errors === '0') resolve();
				else failed(`${errors} errors, see above`);
			} else if (errors === '0') {
				say('Compiled. n8n reloads the nodes.');
			}
		});
	});
	try {
		await firstRound;
	} catch (error) {
		await stop();
		throw error;
	}
	return { stop };
}

function copyIcons(source: string, target: string): FSWatcher {
	const copy = () => {
		cpSync(join(source, 'icons'), join(target, 'dist', 'icons'), { recursive: true });
	};
	copy();
	return watch(join(source, 'icons'), copy);
}

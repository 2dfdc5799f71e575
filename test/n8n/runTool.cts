import { spawn } from 'node:child_process';

import { stopWithParent } from './processGroups.cts';

const SIGN_OF_LIFE = 15_000;

/** Takes one line for the person who waits. */
export type Say = (text: string) => void;

interface Tool {
	command: string;
	args: string[];
	folder: string;
	/** Added to the environment of this process. */
	environment?: NodeJS.ProcessEnv;
	/** Milliseconds it may take. */
	limit: number;
	say: Say;
	/** Where to look when it fails. */
	advice?: string;
}

/**
 * Runs a tool to its end, with a line at the beginning, at the end and every quarter of a minute.
 *
 * @returns what it has written
 * @throws {Error} with the end of its output when it fails or takes too long
 */
export async function runTool(title: string, tool: Tool): Promise<string> {
	const { command, args, folder, environment, limit, say, advice } = tool;
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	say(`${title} ...`);
	const signsOfLife = setInterval(() => {
		say(`  ... ${seconds()} s`);
	}, SIGN_OF_LIFE);
	try {
		const child = spawn(command, args, {
			cwd: folder,
			env: { ...process.env, ...environment },
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
		});
		const group = stopWithParent(child);
		const timer = setTimeout(() => {
			group.kill('SIGKILL');
		}, limit);
		let output = '';
		const collect = (chunk: Buffer) => {
			output += chunk.toString();
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		const ending = await new Promise<string | number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', (code, signal) => {
				resolve(code ?? signal);
			});
		});
		clearTimeout(timer);
		if (ending !== 0) {
			const hint = advice === undefined ? '' : `\n${advice}`;
			throw new Error(
				`${title}: failed after ${seconds()} s (${ending ?? ''}):\n${output.slice(-4000)}${hint}`,
			);
		}
		say(`  done in ${seconds()} s`);
		return output;
	} finally {
		clearInterval(signsOfLife);
	}
}

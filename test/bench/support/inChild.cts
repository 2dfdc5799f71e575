import { fork } from 'node:child_process';

/**
 * Does something in a process of its own, which takes its task as JSON and sends one message back.
 *
 * @param script takes part in it by `answerParent`
 * @param limit milliseconds it may take
 * @param node the Node.js that runs it
 * @throws when it ends without an answer
 */
export async function inChild<Answer>(
	script: string,
	task: object,
	limit: number,
	environment: NodeJS.ProcessEnv = {},
	node = process.execPath,
): Promise<Answer> {
	const child = fork(script, [JSON.stringify(task)], {
		execPath: node,
		execArgv: ['--expose-gc', ...(script.endsWith('.cts') ? ['--require', 'tsx/cjs'] : [])],
		env: { ...process.env, ...environment },
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	const timer = setTimeout(() => child.kill('SIGKILL'), limit);
	try {
		return await new Promise<Answer>((resolve, reject) => {
			child.once('message', (answer) => {
				resolve(answer as Answer);
			});
			child.once('error', reject);
			child.once('exit', (code, signal) => {
				reject(new Error(`${script} ended without an answer (${String(signal ?? code)})`));
			});
		});
	} finally {
		clearTimeout(timer);
	}
}

/** Does the work of a child process, reports to the parent, and ends; also when the parent is gone. */
export function answerParent(work: (task: never) => Promise<unknown>): void {
	process.once('disconnect', () => {
		process.exit(1);
	});
	work(JSON.parse(process.argv[2] ?? '{}') as never).then(
		(answer) => {
			// n8n's engine keeps timers of its own that would hold the process for a while.
			process.send?.(answer, () => process.exit(0));
		},
		(error: unknown) => {
			console.error(error);
			process.exit(1);
		},
	);
}

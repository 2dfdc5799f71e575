import { createInterface } from 'node:readline/promises';

import { providers } from '../../nodes/providers/index.ts';
import { HELP, readCommandLine, UsageError } from './commandLine.cts';
import { MissingVariableError, readSettings } from './environment.cts';
import { EXIT, LiveCheck, type Talk } from './LiveCheck.cts';

// What a shell expects of a process that a signal has ended.
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

const talk: Talk = {
	say: (text) => {
		console.error(`> ${text}`);
	},
	print: (text) => {
		console.log(text);
	},
	ask: async (question, signal) => {
		if (!process.stdin.isTTY) return undefined;
		// Not a terminal for readline, which would keep Ctrl+C to itself.
		const lines = createInterface({
			input: process.stdin,
			output: process.stderr,
			terminal: false,
		});
		try {
			return await lines.question(question, { signal });
		} finally {
			lines.close();
		}
	},
};

/** The command behind `npm run check:live`. @returns its exit code */
async function runCommand(args: string[]): Promise<number> {
	const command = readCommandLine(args);
	if (command.kind === 'help') {
		talk.print(HELP);
		return EXIT.same;
	}
	const settings = readSettings(process.env, providers[command.provider]);
	const interruption = new AbortController();
	const check = new LiveCheck({ ...command, settings, talk, signal: interruption.signal });
	const interruptedBy = endOnSignal(check, interruption);
	const code = await check.run();
	return interruptedBy() ?? code;
}

/**
 * Lets the first signal end the run in order, and the second one at once.
 *
 * @returns gives the exit code of a run that a signal has ended
 */
function endOnSignal(check: LiveCheck, interruption: AbortController): () => number | undefined {
	let code: number | undefined;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			if (code !== undefined) {
				const { leftBehind } = check;
				talk.say(
					leftBehind === undefined
						? 'Ended. Nothing is left behind.'
						: `Ended. Left behind: '${leftBehind}'. Delete it by hand.`,
				);
				process.exit(code);
			}
			code = SIGNALS[signal];
			talk.say('Cleaning up; once more ends at once ...');
			interruption.abort();
		});
	}
	return () => code;
}

runCommand(process.argv.slice(2)).then(
	(code) => process.exit(code),
	(error: unknown) => {
		const isKnown = error instanceof UsageError || error instanceof MissingVariableError;
		// Anything else is a defect; its text may hold anything, so only its kind is told.
		const kind = error instanceof Error ? error.name : typeof error;
		talk.say(isKnown ? error.message : `The check has failed by a mistake of its own: ${kind}`);
		process.exit(EXIT.couldNotRun);
	},
);

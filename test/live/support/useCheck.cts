import type { ProviderName } from '../../../nodes/providers/index.ts';
import { startSandbox, type Sandbox } from '../../sandbox/index.cts';
import { virtualClock } from '../../support/virtualClock.cts';
import type { Settings } from '../environment.cts';
import { LiveCheck, type Talk } from '../LiveCheck.cts';
import type { Report } from '../report.cts';

/** The phone that instances of the check are for, in these tests. */
export const PHONE = '+20 123 456 7890';

export interface RunOptions {
	create?: boolean;
	yes?: boolean;
	settings?: Partial<Settings>;
	/** What is typed as the answer; nobody is there by default. */
	answer?: string;
	/** Called with all that the check says while it runs. */
	onSay?: (text: string, interrupt: () => void) => void;
}

/** A run of the check that has ended. */
export interface CheckRun {
	code: number;
	/** All that was shown, in its order. */
	output: string;
	/** What was asked. */
	questions: string[];
	/** The JSON that was printed; fails when there was none. */
	report: () => Report;
}

/** A sandbox in virtual time for the tests of a file, and the check in front of it. */
export function useCheck() {
	let started: Sandbox | undefined;
	beforeAll(async () => {
		started = await startSandbox({ clock: virtualClock });
	});
	beforeEach(() => {
		started?.reset();
	});
	afterAll(async () => {
		await started?.close();
	});
	const sandbox = (): Sandbox => {
		if (started === undefined) throw new Error('the sandbox has not started');
		return started;
	};
	return {
		sandbox,
		run: (provider: ProviderName, options: RunOptions = {}) =>
			runCheck(sandbox(), provider, options),
	};
}

async function runCheck(
	sandbox: Sandbox,
	provider: ProviderName,
	{ create = false, yes = create, settings, answer, onSay }: RunOptions,
): Promise<CheckRun> {
	const lines: string[] = [];
	const questions: string[] = [];
	const interruption = new AbortController();
	const talk: Talk = {
		say: (text) => {
			lines.push(text);
			onSay?.(text, () => {
				interruption.abort();
			});
		},
		print: (text) => {
			lines.push(text);
		},
		ask: (question) => {
			questions.push(question);
			return Promise.resolve(answer);
		},
	};
	const { apiKey, baseUrl } = sandbox.accounts[provider];
	const check = new LiveCheck({
		provider,
		settings: { apiKey, baseUrl, phone: PHONE, ...settings },
		create,
		yes,
		talk,
		signal: interruption.signal,
	});
	const code = await check.run();
	const output = lines.join('\n');
	return { code, output, questions, report: () => reportIn(output) };
}

/** The JSON in what was printed. */
export function reportIn(output: string): Report {
	const start = output.indexOf('\n{\n');
	if (start < 0) throw new Error(`there is no report in: ${output}`);
	return JSON.parse(output.slice(start)) as Report;
}

import { check, kindOf } from './checks.cts';
import { checkPage } from './page/checks.cts';
import { carryOutPageRun } from './page/run.cts';
import { tellPage } from './page/tell.cts';
import { carryOutRun } from './run.cts';
import { errorsOf } from './shown.cts';
import type { PlannedRun, Subject } from './subjects.cts';
import { tell } from './tell.cts';
import { World } from './world.cts';

/** What a worker is asked to do. */
export interface Share {
	seed: number;
	runs: PlannedRun[];
	/** Whether to print the request and the result of each step. */
	tellsAll: boolean;
}

/** What a worker reports about one run. */
export interface RunReport extends PlannedRun {
	complaints: string[];
	operations: string[];
	faults: string[];
	errors: string[];
	/** What pages have shown. */
	states: string[];
	requests: number;
	milliseconds: number;
}

// Far more than a run takes; one that hangs is a failure, not the end of the campaign.
const LONGEST_RUN = 60_000;

async function work({ seed, runs, tellsAll }: Share): Promise<void> {
	const world = await World.start();
	const stray: string[] = [];
	process.on('unhandledRejection', (reason) => {
		stray.push(`a rejection that nobody has handled: ${String(reason)}`);
	});
	for (const { subject, number } of runs) {
		const started = performance.now();
		const report: RunReport = { ...empty, subject, number };
		try {
			const { told, ...rest } = await within(LONGEST_RUN, CAMPAIGNS[subject](world, seed, number));
			Object.assign(report, rest);
			if (tellsAll) console.log(told);
			report.complaints.push(...stray);
		} catch (error) {
			report.complaints = [error instanceof Error ? String(error.stack) : String(error)];
		}
		stray.length = 0;
		report.milliseconds = performance.now() - started;
		process.send?.(report);
	}
	await world.stop();
	process.disconnect();
}

const empty = {
	complaints: [],
	operations: [],
	faults: [],
	errors: [],
	states: [],
	requests: 0,
	milliseconds: 0,
};

/** What a run has come to, and itself in words. */
type Outcome = Omit<RunReport, keyof PlannedRun | 'milliseconds'> & { told: string };

/** How the runs of each subject are carried out. */
const CAMPAIGNS: Readonly<
	Record<Subject, (world: World, seed: number, number: number) => Promise<Outcome>>
> = {
	async node(world, seed, number) {
		const result = await carryOutRun(world, seed, number);
		const { plan, steps, faults } = result;
		return {
			complaints: check(world, result),
			operations: steps.map(({ step }) => `${plan.provider} ${step.operation}`),
			faults,
			errors: steps.flatMap(({ run }) => errorsOf(run).map((error) => kindOf(error) ?? '?')),
			states: [],
			requests: steps.reduce((sum, { asked }) => sum + asked.length, 0),
			told: tell(result),
		};
	},
	async page(world, seed, number) {
		const result = await carryOutPageRun(world, seed, number);
		const { plan, exchanges, faults, requests } = result;
		return {
			complaints: checkPage(world, result),
			operations: plan.windows.map(() => `${plan.provider} pairing page`),
			faults,
			errors: [],
			states: exchanges.flatMap(({ answer }) => answer?.state.kind ?? 'no answer'),
			requests: requests.length,
			told: tellPage(result),
		};
	},
};

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => {
			reject(new Error(`it has not ended within ${milliseconds / 1000} seconds`));
		}, milliseconds);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}

process.once('message', (share: Share) => {
	void work(share);
});

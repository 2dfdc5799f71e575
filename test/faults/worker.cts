import { check, kindOf } from './checks.cts';
import { carryOutRun, type RunResult } from './run.cts';
import { errorsOf } from './shown.cts';
import { tell } from './tell.cts';
import { World } from './world.cts';

/** What a worker is asked to do. */
export interface Share {
	seed: number;
	numbers: number[];
	/** Whether to print the request and the result of each step. */
	tellsAll: boolean;
}

/** What a worker reports about one run. */
export interface RunReport {
	number: number;
	complaints: string[];
	operations: string[];
	faults: string[];
	errors: string[];
	requests: number;
	milliseconds: number;
}

// Far more than a run takes; one that hangs is a failure, not the end of the campaign.
const LONGEST_RUN = 60_000;

async function work({ seed, numbers, tellsAll }: Share): Promise<void> {
	const world = await World.start();
	const stray: string[] = [];
	process.on('unhandledRejection', (reason) => {
		stray.push(`a rejection that nobody has handled: ${String(reason)}`);
	});
	for (const number of numbers) {
		const started = performance.now();
		const report: RunReport = { ...empty, number };
		try {
			const result = await within(LONGEST_RUN, carryOutRun(world, seed, number));
			Object.assign(report, describe(result));
			if (tellsAll) console.log(tell(result));
			report.complaints = [...check(world, result), ...stray];
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
	requests: 0,
	milliseconds: 0,
};

function describe({ plan, steps, faults }: RunResult): Partial<RunReport> {
	return {
		operations: steps.map(({ step }) => `${plan.provider} ${step.operation}`),
		faults,
		errors: steps.flatMap(({ run }) => errorsOf(run).map((error) => kindOf(error) ?? '?')),
		requests: steps.reduce((sum, { asked }) => sum + asked.length, 0),
	};
}

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

import type { PlannedRun } from './subjects.cts';
import type { RunReport } from './worker.cts';

type Counts = Record<string, number>;

/** What a campaign has come to. */
export interface Figures {
	seed: number;
	runs: number;
	failed: number;
	requests: number;
	operations: Counts;
	faults: Counts;
	errors: Counts;
	states: Counts;
}

/** Puts the reports of all runs together. */
export function summarize(reports: readonly RunReport[], seed: number, seconds: number) {
	const failed = reports.filter(({ complaints }) => complaints.length > 0);
	const figures: Figures = {
		seed,
		runs: reports.length,
		failed: failed.length,
		requests: reports.reduce((sum, { requests }) => sum + requests, 0),
		operations: count(reports.flatMap(({ operations }) => operations)),
		faults: count(reports.flatMap(({ faults }) => faults)),
		errors: count(reports.flatMap(({ errors }) => errors)),
		states: count(reports.flatMap(({ states }) => states)),
	};
	const slowest = [...reports].sort((a, b) => b.milliseconds - a.milliseconds)[0];
	const text = [
		'',
		...table('Executions of the node, and windows with the pairing page', figures.operations),
		...table('Faults', figures.faults),
		...table('Errors', figures.errors),
		...table('Answers to pairing pages', figures.states),
		`${figures.runs} runs with ${figures.requests} requests in ${Math.round(seconds)} seconds, the longest ${Math.round((slowest?.milliseconds ?? 0) / 100) / 10} s (${slowest ? nameOf(slowest) : '-'})`,
		failed.length === 0
			? 'All checks have held.'
			: `${failed.length} runs FAILED: ${failed.map(nameOf).join(', ')}`,
	].join('\n');
	return { figures, failed: failed.length, text };
}

/** How a run is called. */
export function nameOf({ subject, number }: PlannedRun): string {
	return `${subject} ${number}`;
}

function count(words: readonly string[]): Counts {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}

function table(title: string, counts: Counts): string[] {
	const rows = Object.entries(counts).map(
		([word, number]) => `  ${String(number).padStart(6)}  ${word}`,
	);
	return [title, ...rows, ''];
}

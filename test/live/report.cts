import { tableLines } from '../demo/table.cts';
import { createCleaner } from './cleaning.cts';
import type { Evidence } from './Evidence.cts';
import {
	HIDDEN_REASONS,
	notVisible,
	RESULTS,
	type FactPlan,
	type Finding,
	type Result,
} from './findings.cts';
import type { LiveProvider } from './LiveProvider.cts';

/** What became of one assumed fact. */
export interface ReportedFact extends Finding {
	heading: string;
	fact: string;
}

/** What a run has found out; nothing in it is about an account or a person. */
export interface Report {
	provider: string;
	/** Of this package. */
	version: string;
	/** The day of the run. */
	day: string;
	/** Whether an instance of the check's own was there to be looked at. */
	created: boolean;
	/** Whether the requests went to the provider's usual address. */
	usualAddress: boolean;
	counts: Record<Result, number>;
	facts: ReportedFact[];
}

const WORDS: Readonly<Record<Result, string>> = {
	different: 'DIFFERENT',
	seen: 'seen',
	notVisible: 'not visible',
};

// In characters; a table has to fit on a screen.
const MAX_CELL = 60;

/** Judges all assumed facts of a provider. */
export function judgeFacts(
	{ facts }: LiveProvider,
	evidence: Evidence,
	redact: (text: string) => string,
	created: boolean,
): ReportedFact[] {
	const clean = createCleaner(redact, evidence.personalWords());
	const judge = (plan: FactPlan): Finding => {
		if (plan.kind === 'hidden') return notVisible(HIDDEN_REASONS[plan.reason]);
		if (plan.needs === 'throwAway' && !created) return notVisible('only visible with --create');
		return plan.judge(evidence, clean);
	};
	return Object.entries(facts).flatMap(([heading, plans]) =>
		Object.entries(plans).map(([fact, plan]) => {
			const { result, note } = judge(plan);
			return { heading, fact, result, note: redact(note) };
		}),
	);
}

/** Counts the facts by result. */
export function countResults(facts: readonly ReportedFact[]): Record<Result, number> {
	const number = (result: Result) => facts.filter((one) => one.result === result).length;
	return { different: number('different'), seen: number('seen'), notVisible: number('notVisible') };
}

/** The report as text: a table, what matters first, then the same as JSON. */
export function reportText(report: Report): string {
	const { counts, facts } = report;
	const rows = RESULTS.flatMap((result) => facts.filter((one) => one.result === result)).map(
		({ heading, fact, result, note }) => [WORDS[result], heading, shorten(fact), note],
	);
	const sum = RESULTS.map((result) => `${counts[result]} ${WORDS[result]}`).join(', ');
	return [
		...tableLines(['Result', 'API.md', 'Assumed fact', 'What was seen'], rows),
		'',
		`${facts.length} assumed facts: ${sum}.`,
		'',
		'The same as JSON, ready to be pasted into an issue:',
		'',
		JSON.stringify(report, null, 2),
	].join('\n');
}

function shorten(text: string): string {
	return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}

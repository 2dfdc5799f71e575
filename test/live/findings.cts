import type { Cleaner } from './cleaning.cts';
import type { Evidence, Exchange } from './Evidence.cts';

export const RESULTS = ['different', 'seen', 'notVisible'] as const;

/** What became of an assumption. */
export type Result = (typeof RESULTS)[number];

/** A result and, in a few words without any personal data, what it rests on. */
export interface Finding<Kind extends Result = Result> {
	result: Kind;
	note: string;
}

export const seen = (note: string): Finding<'seen'> => ({ result: 'seen', note });
export const different = (note: string): Finding<'different'> => ({ result: 'different', note });
export const notVisible = (note: string): Finding<'notVisible'> => ({
	result: 'notVisible',
	note,
});

/** Why the check cannot see a fact at all. */
export const HIDDEN_REASONS = {
	changesMore: 'not visible without changing more than an instance of its own',
	moreInstances: 'not visible without creating further instances',
	needsOutcome: 'needs an instance in a status that the check does not bring about',
	needsPhone: 'needs a phone that is connected',
	needsWebhooks: 'only a receiver of webhooks sees it',
	otherPlan: 'needs another plan or another type of instance',
	ownRule: 'a rule of this package, for a response that may never come',
	fromInside: 'cannot be seen from outside',
} as const;

export type HiddenReason = keyof typeof HIDDEN_REASONS;

/** What a fact needs to be seen: nothing that changes anything, or a throw-away instance. */
export type Needs = 'nothing' | 'throwAway';

/** Looks for a fact in what was seen. Notes contain of responses only what `clean` lets through. */
export type Judge<Step extends string, Kind extends Result = Result> = (
	evidence: Evidence<Step>,
	clean: Cleaner,
) => Finding<Kind>;

/**
 * How the check treats a fact: it can confirm or refute it (`probe`), it can come across it but never
 * refute it (`sighting`), or it cannot see it (`hidden`).
 */
export type FactPlan<Step extends string = string> =
	| { kind: 'probe'; needs: Needs; judge: Judge<Step> }
	| { kind: 'sighting'; needs: Needs; judge: Judge<Step, 'seen' | 'notVisible'> }
	| { kind: 'hidden'; reason: HiddenReason };

/** The plans for the assumed facts of a provider, by heading and fact as its `API.md` writes them. */
export type FactPlans<Step extends string = string> = Readonly<
	Record<string, Readonly<Record<string, FactPlan<Step>>>>
>;

/** Declares a fact that the check can confirm or refute without changing anything. */
export const probe = <Step extends string>(judge: Judge<Step>): FactPlan<Step> => ({
	kind: 'probe',
	needs: 'nothing',
	judge,
});

/** Declares a fact that the check can confirm or refute with an instance of its own. */
export const lifeProbe = <Step extends string>(judge: Judge<Step>): FactPlan<Step> => ({
	kind: 'probe',
	needs: 'throwAway',
	judge,
});

/** Declares a fact that the check may come across, and whose absence says nothing. */
export const sighting = <Step extends string>(
	judge: Judge<Step, 'seen' | 'notVisible'>,
	needs: Needs = 'nothing',
): FactPlan<Step> => ({ kind: 'sighting', needs, judge });

/** Declares that the check cannot see a fact. */
export const hidden = (reason: HiddenReason): FactPlan<never> => ({ kind: 'hidden', reason });

/** Makes a judge of one response: that of a step, or of the first of several steps that has one. */
export function about<Step extends string, Kind extends Result>(
	step: NoInfer<Step> | readonly NoInfer<Step>[],
	judge: (
		exchange: Exchange,
		clean: Cleaner,
		evidence: Evidence<Step>,
	) => Finding<Kind> | Finding<'notVisible'>,
): Judge<Step, Kind | 'notVisible'> {
	const steps: readonly Step[] = typeof step === 'string' ? [step] : step;
	return (evidence, clean) => {
		const exchange = steps.map((one) => evidence.last(one)).find((one) => one !== undefined);
		return exchange === undefined
			? notVisible('there was no response to look at')
			: judge(exchange, clean, evidence);
	};
}

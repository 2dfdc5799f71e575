import type { PageAnswer, PageQuestion } from './PageState';
import type { VisitAnswer } from './PairingService';
import { PACES } from './stateRules';

// All in milliseconds.
export const SOON = 2_000;
const SELDOM = 30_000;
/** Spreads the pages that ask for the same list over this time. */
const SPREAD = 800;

/** While nobody touches a page, it can wait for news: by these factors, after these times. */
const PATIENCE = [
	{ after: 360_000, factor: 3 },
	{ after: 180_000, factor: 2 },
] as const;

/** Milliseconds until there may be something new for a page that nobody has touched for a while. */
export function newsIn(
	{ state, askAgainIn, dueIn = Infinity }: VisitAnswer,
	untouchedFor: number,
): number {
	const patience = PATIENCE.find(({ after }) => untouchedFor > after);
	const factor = PACES[state.kind] === 'withSomeList' ? (patience?.factor ?? 1) : 1;
	const nextListIn = askAgainIn + Math.round(Math.random() * SPREAD);
	return Math.min(nextListIn * factor, dueIn);
}

/**
 * What a page is answered that asks again later.
 *
 * @param pause milliseconds that it has to pause on average, because of all others
 */
export function toPage(
	answer: VisitAnswer,
	{ untouchedFor }: PageQuestion,
	pause: number,
): PageAnswer {
	const { state } = answer;
	switch (PACES[state.kind]) {
		case 'withNextList':
		case 'withSomeList': {
			const ownPause = Math.round(pause * (0.5 + Math.random()));
			return { state, askAgainIn: Math.max(newsIn(answer, untouchedFor), ownPause) };
		}
		case 'seldom':
			return { state, askAgainIn: SELDOM };
		case 'never':
			return { state, askAgainIn: null };
	}
}

import type { PageAnswer, PageQuestion } from './PageState';
import type { VisitAnswer } from './PairingService';
import { isUndecided, PACES } from './stateRules';

// All in milliseconds.
export const SOON = 2_000;
const SELDOM = 30_000;
/** Spreads the pages that look at the same list over this time. */
const SPREAD = 800;

/** While nobody touches a page, it can wait for news: by these factors, after these times. */
const PATIENCE = [
	{ after: 360_000, factor: 3 },
	{ after: 180_000, factor: 2 },
] as const;

/** Milliseconds until there may be news for a page that had not been touched for so long when it asked. */
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

/**
 * What a page is told that follows.
 *
 * @param spread milliseconds over which all that follow are to come back: where all connections break
 *     off, as when n8n is stopped, or where the same happens to all
 */
export function toFollower({ state }: VisitAnswer, spread: number): PageAnswer {
	// Whoever has scanned waits for it, and they are never many at once.
	if (state.kind === 'connected') return { state, askAgainIn: 0 };
	const delay = Math.round(Math.random() * spread);
	return { state, askAgainIn: isUndecided(state) ? SOON + delay : delay };
}

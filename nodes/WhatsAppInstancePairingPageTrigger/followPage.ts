import { uptime, wait } from '../transport/clock';
import type { AnswerStream } from './AnswerStream';
import type { Look, PageAnswer, PageState } from './PageState';
import type { VisitAnswer } from './PairingService';
import { isUndecided, MEANINGS } from './stateRules';

// In milliseconds. Proxies and phone networks close connections that say nothing for half a minute.
const SAYS_SOMETHING_EVERY = 15_000;
const LOOKS_AT_MOST_EVERY = 100;

/** What it takes to follow a page. */
export interface FollowedPage {
	stream: AnswerStream;
	/** What was asked. */
	asked: Look;
	/** The answer to that. */
	first: VisitAnswer;
	/** Looks again. */
	look: (asked: Look) => Promise<VisitAnswer>;
	/** Milliseconds until it is worth a look. */
	nextLookIn: (answer: VisitAnswer) => number;
	toPage: (answer: VisitAnswer) => PageAnswer;
	/** For how many milliseconds it may be followed. */
	followedFor: () => number;
}

/**
 * How following ends: something has happened that the page is to ask about, the page has gone without
 * a word, or it is going to ask anyway.
 */
export type FollowEnd = 'decided' | 'lost' | 'over';

/** Whether a page can be told of changes without a question, because none of them starts a workflow. */
export function canBeFollowed({ state: { kind }, isListed }: VisitAnswer): boolean {
	return MEANINGS[kind] === 'waiting' && isListed;
}

/**
 * Tells a page what changes until something happens that has to be answered by a request of its own:
 * only that one can start the workflow or store anything.
 */
export async function followPage(page: FollowedPage): Promise<FollowEnd> {
	const { stream, first, toPage } = page;
	const { types } = page.asked;
	const startedAt = uptime();
	let shown = first.state;
	let sentAt = startedAt;
	let answer = first;
	const send = (next: PageAnswer) => {
		stream.send(next);
		shown = next.state;
		sentAt = uptime();
	};

	send(toPage(first));
	while (uptime() < startedAt + page.followedFor()) {
		const speaksIn = sentAt + SAYS_SOMETHING_EVERY - uptime();
		const looksIn = Math.min(page.nextLookIn(answer), speaksIn);
		await wait(Math.max(looksIn, LOOKS_AT_MOST_EVERY));
		if (stream.isClosed) return stream.isLost ? 'lost' : 'over';
		answer = await page.look({ intent: 'ask', types, ...codeIn(shown) });
		if (!isUndecided(answer.state)) {
			send(toPage(answer));
			return 'decided';
		}
		const isSilent = uptime() >= sentAt + SAYS_SOMETHING_EVERY;
		if (isSilent || isNews(shown, answer.state)) send(toPage(answer));
	}
	return 'over';
}

/** The code that a page has by now. */
function codeIn(shown: PageState): Pick<Look, 'shows'> {
	return shown.kind === 'scan' ? { shows: shown.code.id } : {};
}

/** Whether a page has to be told at once. */
function isNews(before: PageState, after: PageState): boolean {
	return signOf(before) !== signOf(after);
}

/** Differs where two states of a page differ in more than time. */
function signOf(state: PageState): string {
	switch (state.kind) {
		case 'scan':
			return `${state.kind} ${state.code.id} ${state.code.pairingCode ?? ''}`;
		case 'queued':
			return `${state.kind} ${state.ahead}`;
		case 'preparing':
		case 'connecting':
		case 'connected':
		case 'restarting':
		case 'failed':
		case 'withoutCode':
		case 'removed':
		case 'unavailable':
		case 'expired':
		case 'invalid':
			return state.kind;
	}
}

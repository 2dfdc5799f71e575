import type {
	IDataObject,
	IHookFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { unknownInstance } from '../domain/instance';
import { readPairingToken } from '../domain/pairingLink';
import {
	requestOf,
	responseOf,
	scopeOf,
	unlessStarted,
	type IncomingRequest,
	type OutgoingResponse,
} from '../shared/webhookContext';
import { now, uptime, wait } from '../transport/clock';
import { AnswerStream } from './AnswerStream';
import {
	claimOpening,
	claimStart,
	historyOf,
	type ClaimedStart,
	type Link,
	type LinkHistory,
	type StartingNode,
} from './claimStarts';
import { canBeFollowed, followPage } from './followPage';
import { LeftWindows, type LeftWindow } from './LeftWindows';
import { openAccount } from './openAccount';
import { OpenWindows } from './OpenWindows';
import type { VisitAnswer } from './PairingService';
import type { Look, PageAnswer, PageQuestion } from './PageState';
import { sendPage, setCommonHeaders } from './pageResponse';
import { readQuestion } from './readQuestion';
import { isUndecided } from './stateRules';
import { newsIn, SOON, toFollower, toPage } from './timing';
import { WrongTokens } from './WrongTokens';

// In milliseconds.
/** For so long after somebody has left, a phone may still be connected by what they have seen. */
const WATCHED_AFTER_LEAVING = 180_000;
/** How long the last request that can start the workflow waits for others that are due. */
const COLLECTED_FOR = 20_000;
/** A visitor does not wait for longer for what others have left. */
const LOOKS_TAKE = 2_000;

const wrongTokens = new WrongTokens();

const openWindows = new OpenWindows();

const leftWindows = new LeftWindows();

/** Whose window leaves. */
type Leaver = Pick<PageRequest, 'scope' | 'link' | 'question'>;

/** What somebody who has left would see. */
interface LeftLook {
	left: LeftWindow;
	answer: VisitAnswer;
}

/** Everything about one request of a page with a right token. */
interface PageRequest extends StartingNode {
	context: IWebhookFunctions;
	response: OutgoingResponse;
	question: PageQuestion;
	link: Link;
	history: LinkHistory;
}

/**
 * Answers a request for the pairing page: the page itself, or what it asks while it is open. Nothing
 * of it makes an execution, until something happens that is to start the workflow. It never throws,
 * because n8n responds to an exception with its stack trace.
 */
export async function handleRequest(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = responseOf(context);
	try {
		const request = requestOf(context);
		if (request.method !== 'POST') {
			sendPage(context, response, headerOf(request, 'accept-language'));
			return { noWebhookResponse: true };
		}
		return await answerQuestion(context, response, request);
	} catch (error) {
		context.logger.error(`The pairing page could not answer: ${reasonOf(error)}`);
		response.status(503).json({ message: 'Try again later' });
		return { noWebhookResponse: true };
	}
}

async function answerQuestion(
	context: IWebhookFunctions,
	response: OutgoingResponse,
	request: IncomingRequest,
): Promise<IWebhookResponseData> {
	setCommonHeaders(response);
	const question = await readQuestion(request);
	if (question === undefined) {
		response.status(400).json({ message: 'This is not a question of the pairing page' });
		return { noWebhookResponse: true };
	}
	const scope = scopeOf(context);
	const account = await openAccount(context, scope);
	const target = readPairingToken(question.token, account.key);
	if (target?.provider !== account.provider.name) {
		await wrongTokens.slowDown(request.ip ?? '');
		return respond(response, { state: { kind: 'invalid' }, askAgainIn: null });
	}
	const restartIfNeeded = optionsOf(context).restartIfNeeded !== false;
	const link = { account, token: question.token, target, restartIfNeeded };
	const node: StartingNode = {
		scope,
		state: context.getWorkflowStaticData('node'),
		isChosen: isChosenIn(context),
	};
	const page = { ...node, context, response, question, link, history: historyOf(node, link) };
	if (question.intent === 'leave') {
		openWindows.forget(question.window);
		return await watchAfterLeaving(page);
	}
	openWindows.note(question.window);
	leftWindows.back(scope, target.instanceId, question.window);
	return await answerVisitor(page);
}

async function answerVisitor(page: PageRequest): Promise<IWebhookResponseData> {
	const { link, history, question, scope } = page;
	const answer = await look(link, question);
	// Where no request is held for them, nobody else could start the workflow for those that have left.
	const left = leftWindows.heldFor(scope) > 0 ? [] : await looksInTime(page);
	return start(page, answer, [
		// Whoever opens a link that has ended, or is told at once that the phone is connected, has opened
		// the page as well.
		...claimOpening(page, link, history, answer),
		...claimStart(page, link, history, answer),
		...claimForLeft(page, left),
	]);
}

/**
 * Goes on watching for a while after somebody has closed or hidden the page: to type a code, people
 * leave it for WhatsApp on the same phone, and others close it as soon as they have scanned.
 */
async function watchAfterLeaving(page: PageRequest): Promise<IWebhookResponseData> {
	const { link, question, scope } = page;
	const { until } = watchFor(page);
	const held = leftWindows.hold(scope);
	let dueSince = Infinity;
	try {
		for (;;) {
			const answer = await look(link, question);
			const looks = await looksOfLeft(page);
			const undecided = looks.filter((one) => isUndecided(one.answer.state));
			const isDue = looks.length > undecided.length;
			// Nobody else could start the workflow for the others any more.
			const isLast = undecided.length > 0 && leftWindows.heldFor(scope) === 1;
			dueSince = isLast && isDue ? Math.min(dueSince, uptime()) : Infinity;
			const collects = isLast && isDue && uptime() < dueSince + COLLECTED_FOR;
			const starts = collects ? [] : claimForLeft(page, looks);
			const isOver = held.signal.aborted || leftWindows.of(scope).length === 0;
			if (starts.length > 0 || isOver || uptime() >= until) return start(page, answer, starts);
			const nextListIn = Math.min(...looks.map((one) => one.answer.askAgainIn));
			await wait(Math.min(Math.max(nextListIn, SOON), until - uptime()), held.signal);
		}
	} finally {
		leftWindows.release(scope, held);
	}
}

/** From now on, the window of a question is watched for as one that has left. */
function watchFor({ scope, link, question }: Leaver): LeftWindow {
	const until = uptime() + WATCHED_AFTER_LEAVING;
	const asked: Look = { ...question, intent: 'leave' };
	const left = { window: question.window, until, link, asked };
	leftWindows.add(scope, left);
	return left;
}

/** What those who have left would see now; the next request repeats a look that fails. */
async function looksOfLeft({ scope, context }: PageRequest): Promise<LeftLook[]> {
	const looks = leftWindows.of(scope).map(async (left): Promise<LeftLook[]> => {
		try {
			return [{ left, answer: await look(left.link, left.asked) }];
		} catch (error) {
			context.logger.error(`The pairing page could not look: ${reasonOf(error)}`);
			return [];
		}
	});
	return (await Promise.all(looks)).flat();
}

/** The same, without letting a visitor wait for long. */
async function looksInTime(page: PageRequest): Promise<LeftLook[]> {
	if (leftWindows.of(page.scope).length === 0) return [];
	const inTime = wait(LOOKS_TAKE).then((): LeftLook[] => []);
	return await Promise.race([looksOfLeft(page), inTime]);
}

/** Claims the starts of those who have left, and stops watching for those who are done. */
function claimForLeft(page: PageRequest, looks: readonly LeftLook[]): ClaimedStart[] {
	const { scope } = page;
	return looks.flatMap(({ left, answer }) => {
		if (!isUndecided(answer.state) || uptime() >= left.until) leftWindows.remove(scope, left);
		const starts = claimStart(page, left.link, historyOf(page, left.link), answer);
		return starts.map(({ item, takeBack }) => ({
			item,
			takeBack: () => {
				takeBack();
				leftWindows.putBack(scope, left);
			},
		}));
	});
}

/** What a page of this link has to show now. */
async function look({ account, target, restartIfNeeded }: Link, asked: Look): Promise<VisitAnswer> {
	if (now() >= target.endsAt) {
		const instance = unknownInstance(target.instanceId);
		return { state: { kind: 'expired' }, instance, isListed: false, askAgainIn: SOON };
	}
	return await account.service.answer({
		instanceId: target.instanceId,
		question: asked,
		restartIfNeeded,
		send: account.send,
	});
}

/** Answers the page; what has been claimed starts the workflow. */
function start(
	page: PageRequest,
	answer: VisitAnswer,
	starts: readonly ClaimedStart[],
): IWebhookResponseData {
	const { response, question, history } = page;
	history.link.store();
	if (starts.length === 0) {
		if (question.follows && canBeFollowed(answer) && openWindows.hasRoom) {
			follow(page, answer);
			return { noWebhookResponse: true };
		}
		return respond(response, toPage(answer, question, openWindows.pause));
	}
	unlessStarted(response, () => {
		for (const { takeBack } of starts) takeBack();
	});
	return {
		// One more request stores that the workflow has been started.
		webhookResponse: { state: answer.state, askAgainIn: SOON } satisfies PageAnswer,
		workflowData: [starts.map(({ item }) => item)],
	};
}

/** Goes on answering in the same response, of whose request nothing is kept but what it takes. */
function follow(page: PageRequest, first: VisitAnswer): void {
	const { context, response, question, link, scope } = page;
	const { logger } = context;
	const leaver = { scope, link, question };
	const { window, untouchedFor } = question;
	const { instanceId } = link.target;
	const stream = new AnswerStream(response);
	openWindows.follow(window, { owner: nodeOf(context), instanceId, stream });
	followPage({
		stream,
		asked: question,
		first,
		look: async (next) => await look(link, next),
		nextLookIn: (answer) => newsIn(answer, untouchedFor),
		toPage: (answer) => toFollower(answer, openWindows.spread),
		followedFor: () => openWindows.followedFor,
	})
		.then((end) => {
			// Where the page does not come to ask, others start the workflow for it.
			if (end !== 'over') watchFor(leaver);
		})
		.catch((error: unknown) => {
			logger.error(`The pairing page could not go on: ${reasonOf(error)}`);
		})
		.finally(() => {
			stream.end();
			openWindows.release(window, stream);
		});
}

/** Ends what all open pages of a node follow, because it is going to be another one or none. */
export function endFollowing(context: IHookFunctions): void {
	openWindows.endAll(nodeOf(context));
}

function respond(response: OutgoingResponse, answer: PageAnswer): IWebhookResponseData {
	response.json(answer);
	return { noWebhookResponse: true };
}

/** Which events are to start the workflow. */
function isChosenIn(context: IWebhookFunctions): StartingNode['isChosen'] {
	const chosen: unknown = context.getNodeParameter('startOn', ['connected']);
	return (event) => Array.isArray(chosen) && chosen.includes(event);
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : 'unknown reason';
}

/** Identifies a node to its hooks and its webhook; its test run in the editor is another one. */
function nodeOf(context: IWebhookFunctions | IHookFunctions): string {
	const isTest = context.getMode() === 'manual';
	return [context.getWorkflow().id, context.getNode().id, isTest].join(' ');
}

function optionsOf(context: IWebhookFunctions): IDataObject {
	return context.getNodeParameter('options', {}) as IDataObject;
}

function headerOf({ headers }: IncomingRequest, name: string): string | undefined {
	const value = headers[name];
	return Array.isArray(value) ? value.join(',') : value;
}

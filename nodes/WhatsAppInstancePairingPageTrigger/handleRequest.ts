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
import { newsIn, SOON, toPage } from './timing';
import { WrongTokens } from './WrongTokens';

// In milliseconds.
/** For so long after somebody has left, a phone may still be connected by what they have seen. */
const WATCHED_AFTER_LEAVING = 180_000;

const wrongTokens = new WrongTokens();

const openWindows = new OpenWindows();

const leftWindows = new LeftWindows();

/** What somebody would see who has left. */
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
	const left = leftWindows.isHeld(scope) ? [] : await lookAfterLeft(scope);
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
	const until = uptime() + WATCHED_AFTER_LEAVING;
	leftWindows.add(scope, link.target.instanceId, {
		window: question.window,
		until,
		link,
		asked: question,
	});
	const request = leftWindows.hold(scope);
	try {
		for (;;) {
			const answer = await look(link, question);
			const left = await lookAfterLeft(scope);
			const starts = claimForLeft(page, left);
			if (starts.length > 0) return start(page, answer, starts);
			const nextListIn = Math.min(...left.map((one) => one.answer.askAgainIn));
			if (left.length > 0) await wait(Math.min(Math.max(nextListIn, SOON), until - uptime()));
			const isOver = request.isReplaced || leftWindows.of(scope).length === 0;
			if (isOver || uptime() >= until) return start(page, answer, []);
		}
	} finally {
		leftWindows.release(scope, request);
	}
}

/** What those would see now that have left. */
async function lookAfterLeft(scope: string): Promise<LeftLook[]> {
	const looks: LeftLook[] = [];
	for (const left of leftWindows.of(scope)) {
		looks.push({ left, answer: await look(left.link, left.asked) });
	}
	return looks;
}

/** Claims what those start who have left, and ends the watch over whom nothing is to be awaited. */
function claimForLeft(page: PageRequest, looks: readonly LeftLook[]): ClaimedStart[] {
	return looks.flatMap(({ left, answer }) => {
		if (!isUndecided(answer.state)) leftWindows.remove(page.scope, left);
		return claimStart(page, left.link, historyOf(page, left.link), answer);
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
	if (starts.length === 0) {
		history.link.store();
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

/**
 * Goes on answering in the same response. It keeps nothing of the request but what it needs: n8n's
 * context of a request holds a whole workflow.
 */
function follow(page: PageRequest, first: VisitAnswer): void {
	const { context, response, question, link } = page;
	const { logger } = context;
	const { window, untouchedFor } = question;
	const stream = new AnswerStream(response);
	openWindows.follow(window, nodeOf(context), stream);
	followPage({
		stream,
		asked: question,
		first,
		look: async (next) => await look(link, next),
		nextLookIn: (answer) => newsIn(answer, untouchedFor),
		// Where the connection breaks off, as when n8n is stopped, not all are to come back at once.
		toPage: ({ state }) => ({ state, askAgainIn: SOON + Math.random() * openWindows.spread }),
		followedFor: () => openWindows.followedFor,
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

/** Identifies a node, whether its page is open in the published workflow or in a test run. */
function nodeOf(context: IWebhookFunctions | IHookFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}

function optionsOf(context: IWebhookFunctions): IDataObject {
	return context.getNodeParameter('options', {}) as IDataObject;
}

function headerOf({ headers }: IncomingRequest, name: string): string | undefined {
	const value = headers[name];
	return Array.isArray(value) ? value.join(',') : value;
}

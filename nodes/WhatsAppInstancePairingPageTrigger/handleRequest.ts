import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { unknownInstance, type Instance } from '../domain/instance';
import { instanceJson } from '../domain/instanceJson';
import { readPairingToken, type PairingTarget } from '../domain/pairingLink';
import { statusHintOf } from '../shared/statusHint';
import {
	requestOf,
	responseOf,
	scopeOf,
	unlessStarted,
	type IncomingRequest,
	type OutgoingResponse,
} from '../shared/webhookContext';
import { now, uptime, wait } from '../transport/clock';
import { openAccount, type PairingAccount } from './openAccount';
import { OpenWindows } from './OpenWindows';
import type { VisitAnswer } from './PairingService';
import type { PageAnswer, PageQuestion, PageStateKind } from './PageState';
import { sendPage, setCommonHeaders } from './pageResponse';
import { PairingStarts, type StartEvent, type StartState } from './PairingStarts';
import { readQuestion } from './readQuestion';
import { WrongTokens } from './WrongTokens';

// All in milliseconds.
/** For so long after somebody has left, a phone may still be connected by what they have seen. */
const WATCHED_AFTER_LEAVING = 180_000;
/** Spreads the pages that ask for the same list over this time. */
const SPREAD = 800;
const SOON = 2_000;
const SELDOM = 30_000;

/** What a state means for the workflow. */
type Meaning = StartEvent | 'waiting' | 'nothing';

const MEANINGS: Readonly<Record<PageStateKind, Meaning>> = {
	preparing: 'waiting',
	queued: 'waiting',
	scan: 'waiting',
	connecting: 'waiting',
	restarting: 'waiting',
	connected: 'connected',
	failed: 'failed',
	removed: 'failed',
	withoutCode: 'failed',
	expired: 'expired',
	unavailable: 'nothing',
	invalid: 'nothing',
};

/** How soon a page asks again: with the next list, seldom, or never because nothing will change. */
const PACES: Readonly<Record<PageStateKind, 'withNextList' | 'seldom' | 'never'>> = {
	preparing: 'withNextList',
	queued: 'withNextList',
	scan: 'withNextList',
	connecting: 'withNextList',
	restarting: 'withNextList',
	unavailable: 'withNextList',
	failed: 'seldom',
	removed: 'seldom',
	withoutCode: 'seldom',
	connected: 'never',
	expired: 'never',
	invalid: 'never',
};

const wrongTokens = new WrongTokens();

const openWindows = new OpenWindows();

/** The windows that have left and are still watched for, by scope and instance. */
const leaving = new Map<string, { window: string; isBack: boolean }>();

/** Everything about one request of a page with a right token. */
interface PageRequest {
	context: IWebhookFunctions;
	response: OutgoingResponse;
	account: PairingAccount;
	question: PageQuestion;
	target: PairingTarget;
	/** What has happened to this link. */
	link: PairingStarts;
	/** Whether its instance waits for a phone, by this link or another one. */
	pairing: PairingStarts;
	scope: string;
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
		const reason = error instanceof Error ? error.message : 'unknown reason';
		context.logger.error(`The pairing page could not answer: ${reason}`);
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
	const state: StartState = context.getWorkflowStaticData('node');
	const startsOf = (subject: string) =>
		new PairingStarts(scope, state, subject, target.endsAt, now());
	const [link, pairing] = [startsOf(question.token), startsOf(target.instanceId)];
	const page = { context, response, account, question, target, link, pairing, scope };
	if (question.intent === 'leave') {
		openWindows.forget(question.window);
		return await watchAfterLeaving(page);
	}
	openWindows.note(question.window);
	return await answerVisitor(page);
}

async function answerVisitor(page: PageRequest): Promise<IWebhookResponseData> {
	const absent = leaving.get(leavingKey(page));
	if (absent?.window === page.question.window) absent.isBack = true;
	const answer = await look(page);
	const events = eventsOf(page, answer);
	// Whoever opens a link that has ended, or is told at once that the phone is connected, has opened
	// the page as well.
	if (isChosen(page, 'opened') && page.link.claim('opened')) events.unshift('opened');
	return start(page, answer, events);
}

/**
 * Goes on watching for a while after somebody has closed or hidden the page: to type a code, people
 * leave it for WhatsApp on the same phone, and others close it as soon as they have scanned.
 */
async function watchAfterLeaving(page: PageRequest): Promise<IWebhookResponseData> {
	const key = leavingKey(page);
	const place = { window: page.question.window, isBack: false };
	const other = leaving.get(key);
	// One watches for all windows of the link; the latest one has the longest time left.
	if (other !== undefined) other.isBack = true;
	leaving.set(key, place);
	try {
		const end = uptime() + WATCHED_AFTER_LEAVING;
		for (;;) {
			const answer = await look(page);
			const isOver = PACES[answer.state.kind] !== 'withNextList';
			if (isOver) return start(page, answer, eventsOf(page, answer));
			await wait(Math.min(Math.max(answer.askAgainIn, SOON), end - uptime()));
			if (place.isBack || uptime() >= end) return respond(page.response, toPage(answer));
		}
	} finally {
		if (leaving.get(key) === place) leaving.delete(key);
	}
}

/** What a page of this link has to show now. */
async function look({ context, account, question, target }: PageRequest): Promise<VisitAnswer> {
	if (now() >= target.endsAt) {
		const instance = unknownInstance(target.instanceId);
		return { state: { kind: 'expired' }, instance, isListed: false, askAgainIn: SOON };
	}
	return await account.service.answer({
		instanceId: target.instanceId,
		question,
		restartIfNeeded: optionsOf(context).restartIfNeeded !== false,
		send: account.send,
	});
}

/** The events of a state that start the workflow now. */
function eventsOf(page: PageRequest, { state, isListed }: VisitAnswer): StartEvent[] {
	const meaning = MEANINGS[state.kind];
	if (meaning === 'nothing') return [];
	if (meaning === 'waiting') {
		// An instance that one list lacks may be connected all the time.
		if (isListed) page.pairing.noteWaiting();
		return [];
	}
	return isChosen(page, meaning) && startsFor(page, meaning).claim(meaning) ? [meaning] : [];
}

/** Several links may lead to one instance, whose phone is connected once. */
function startsFor({ link, pairing }: PageRequest, event: StartEvent): PairingStarts {
	return event === 'connected' ? pairing : link;
}

function isChosen({ context }: PageRequest, event: StartEvent): boolean {
	const chosen: unknown = context.getNodeParameter('startOn', ['connected']);
	return Array.isArray(chosen) && chosen.includes(event);
}

/** Answers the page, and starts the workflow if there are events. */
function start(
	page: PageRequest,
	answer: VisitAnswer,
	events: readonly StartEvent[],
): IWebhookResponseData {
	if (events.length === 0) {
		page.link.store();
		return respond(page.response, toPage(answer));
	}
	unlessStarted(page.response, () => {
		for (const event of events) startsFor(page, event).release(event);
	});
	// One more request stores that the workflow has been started.
	const { state } = answer;
	return {
		webhookResponse: { state, askAgainIn: SOON } satisfies PageAnswer,
		workflowData: [events.map((event) => toItem(page, answer.instance, event))],
	};
}

function toItem(
	{ account: { provider, client } }: PageRequest,
	instance: Instance,
	event: StartEvent,
): INodeExecutionData {
	return {
		json: {
			...instanceJson(provider.name, instance, client.secrets),
			event,
			occurredAt: new Date(now()).toISOString(),
			...statusHintOf(provider, instance.providerStatus),
		},
	};
}

function toPage({ state, askAgainIn, dueIn = Infinity }: VisitAnswer): PageAnswer {
	const pace = PACES[state.kind];
	switch (pace) {
		case 'withNextList': {
			const nextListIn = askAgainIn + Math.round(Math.random() * SPREAD);
			const pause = Math.round(openWindows.pause * (0.5 + Math.random()));
			return { state, askAgainIn: Math.max(Math.min(nextListIn, dueIn), pause) };
		}
		case 'seldom':
			return { state, askAgainIn: SELDOM };
		case 'never':
			return { state, askAgainIn: null };
	}
}

function respond(response: OutgoingResponse, answer: PageAnswer): IWebhookResponseData {
	response.json(answer);
	return { noWebhookResponse: true };
}

function leavingKey({ scope, target }: PageRequest): string {
	return `${scope} ${target.instanceId}`;
}

function optionsOf(context: IWebhookFunctions): IDataObject {
	return context.getNodeParameter('options', {}) as IDataObject;
}

function headerOf({ headers }: IncomingRequest, name: string): string | undefined {
	const value = headers[name];
	return Array.isArray(value) ? value.join(',') : value;
}

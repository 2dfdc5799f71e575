import type { INodeExecutionData } from 'n8n-workflow';

import type { Instance } from '../domain/instance';
import { instanceJson } from '../domain/instanceJson';
import type { PairingTarget } from '../domain/pairingLink';
import { statusHintOf } from '../shared/statusHint';
import { now } from '../transport/clock';
import type { PairingAccount } from './openAccount';
import type { VisitAnswer } from './PairingService';
import { PairingStarts, type StartEvent, type StartState } from './PairingStarts';
import { MEANINGS } from './stateRules';

/** What it takes to look at a link. */
export interface Link {
	account: PairingAccount;
	token: string;
	target: PairingTarget;
	restartIfNeeded: boolean;
}

/** A node in one request, which can start its workflow. */
export interface StartingNode {
	scope: string;
	/** The node's static data, as n8n has read it for this request. */
	state: StartState;
	/** Whether an event is to start the workflow. */
	isChosen: (event: StartEvent) => boolean;
}

/** What has happened to a link. */
export interface LinkHistory {
	link: PairingStarts;
	/** Whether its instance waits for a phone, by this link or another one. */
	pairing: PairingStarts;
}

/** A start of the workflow that nobody else will make. */
export interface ClaimedStart {
	item: INodeExecutionData;
	/** To be called when n8n could not start the workflow. */
	takeBack: () => void;
}

/** What has happened to a link until now. */
export function historyOf({ scope, state }: StartingNode, { token, target }: Link): LinkHistory {
	const startsOf = (subject: string) =>
		new PairingStarts(scope, state, subject, target.endsAt, now());
	return { link: startsOf(token), pairing: startsOf(target.instanceId) };
}

/** Claims the start that the state of a link is to make now; notes that it waits for a phone. */
export function claimStart(
	node: StartingNode,
	link: Link,
	history: LinkHistory,
	{ state, isListed, instance }: VisitAnswer,
): ClaimedStart[] {
	const meaning = MEANINGS[state.kind];
	if (meaning === 'nothing') return [];
	if (meaning === 'waiting') {
		// An instance that one list lacks may be connected all the time.
		if (isListed) history.pairing.noteWaiting();
		return [];
	}
	return claim(node, link, history, instance, meaning);
}

/** Claims the start for somebody who has opened a link for the first time. */
export function claimOpening(
	node: StartingNode,
	link: Link,
	history: LinkHistory,
	{ instance }: VisitAnswer,
): ClaimedStart[] {
	return claim(node, link, history, instance, 'opened');
}

function claim(
	node: StartingNode,
	{ account }: Link,
	history: LinkHistory,
	instance: Instance,
	event: StartEvent,
): ClaimedStart[] {
	// Several links may lead to one instance, whose phone is connected once.
	const starts = event === 'connected' ? history.pairing : history.link;
	if (!node.isChosen(event) || !starts.claim(event)) return [];
	return [
		{
			item: toItem(account, instance, event),
			takeBack: () => {
				starts.release(event);
			},
		},
	];
}

function toItem(
	{ provider, client }: PairingAccount,
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

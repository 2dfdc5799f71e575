import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import type { Page } from 'playwright-core';

import { until } from '../../n8n/until.cts';
import type { ProviderName } from '../../sandbox/index.cts';
import { bench } from './bench.cts';
import type { ConnectedSandbox } from './SharedBench.cts';
import {
	byId,
	chain,
	credentialOf,
	instanceNode,
	manualStart,
	node,
	PACKAGE,
} from './workflow.cts';
import { itemsOf } from '../../n8n/RestClient.cts';

/** A WhatsApp Instance Pairing Page Trigger with an address of its own. */
export function pairingPageTrigger(
	provider: ProviderName,
	{ credentials }: Pick<ConnectedSandbox, 'credentials'>,
	parameters: INodeParameters = {},
): INode {
	return node(
		'Pairing Page',
		`${PACKAGE}.whatsAppInstancePairingPageTrigger`,
		1,
		{ provider, ...parameters },
		{ ...credentialOf(provider, credentials), webhookId: randomUUID() },
	);
}

/** The address of a page in the published workflow. */
export function pageUrl({ webhookId = '' }: INode, address = bench().n8n.address): string {
	return `${address}/webhook/${webhookId}/pairing-page`;
}

/** Makes a pairing link as a user would: by running the operation. */
export async function pairingLink(
	provider: ProviderName,
	account: Pick<ConnectedSandbox, 'credentials'>,
	instanceId: string,
	pairingPageUrl: string,
	linkValidFor = 24,
): Promise<string> {
	const { rest } = bench();
	const make = instanceNode('Link', provider, 'createPairingLink', account, {
		instanceId: byId(instanceId),
		pairingPageUrl,
		linkValidFor,
	});
	const workflow = await rest.createWorkflow(chain(manualStart(), make));
	const execution = await rest.runToEnd(workflow, 'Start');
	const [item] = itemsOf(execution, 'Link');
	const { url } = (item?.json.pairingLink ?? {}) as { url?: string };
	if (url === undefined) throw new Error('there is no link');
	return url;
}

/** Asks as the page of a link does, again and again, until it would show a kind of state. */
export async function untilPageShows(link: string, kind: string): Promise<void> {
	const [address = '', token = ''] = link.split('#');
	const body = JSON.stringify({ token, window: randomUUID(), intent: 'ask', types: false });
	const headers = { 'Content-Type': 'text/plain' };
	await until(`the page to show: ${kind}`, async () => {
		const answer = await fetch(address, { method: 'POST', headers, body });
		const { state } = (await answer.json()) as { state: { kind: string } };
		return state.kind === kind || undefined;
	});
}

/** Waits for a text on the page. */
export async function untilShown(page: Page, text: RegExp, seconds = 60): Promise<void> {
	await until(
		`${String(text)} on the page`,
		async () => (text.test(await page.innerText('body')) ? true : undefined),
		{ seconds },
	);
}

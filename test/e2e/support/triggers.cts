import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

import { itemsOf, type ExecutionSummary } from '../../n8n/RestClient.cts';
import { until } from '../../n8n/until.cts';
import { descriptors } from '../../providers/descriptors.cts';
import type { ProviderName } from '../../sandbox/index.cts';
import { bench } from './bench.cts';
import { credentialOf, node, PACKAGE } from './workflow.cts';

/** How often the status trigger looks. n8n allows no less than a minute, but several of them. */
export const POLL_SECONDS = 5;

/** A WhatsApp Instance Trigger that looks every few seconds. */
export function statusTrigger(provider: ProviderName, parameters: INodeParameters): INode {
	const seconds = Array.from({ length: 60 / POLL_SECONDS }, (_, index) => index * POLL_SECONDS);
	const item = seconds.map((second) => ({
		mode: 'custom',
		cronExpression: `${second} * * * * *`,
	}));
	return node(
		'Status Trigger',
		`${PACKAGE}.whatsAppInstanceTrigger`,
		1,
		{ provider, pollTimes: { item }, ...parameters },
		credentialOf(provider, bench().credentials),
	);
}

/** A WhatsApp Instance Event Trigger with an address of its own. */
export function eventTrigger(provider: ProviderName, parameters: INodeParameters): INode {
	return node(
		'Event Trigger',
		`${PACKAGE}.whatsAppInstanceEventTrigger`,
		1,
		{ provider, ...parameters },
		{ ...credentialOf(provider, bench().credentials), webhookId: randomUUID() },
	);
}

/** Where the deliveries for an event trigger go while its workflow is active. */
export function productionUrl({ webhookId = '' }: INode): string {
	return `${bench().n8n.address}/webhook/${webhookId}/webhook`;
}

/** Where they go while the editor listens for a test event. */
export function testUrl({ webhookId = '' }: INode): string {
	return `${bench().n8n.address}/webhook-test/${webhookId}/webhook`;
}

/** The webhooks Wachat would send to now. */
export async function registeredWebhooks(): Promise<{ id: unknown; url: string }[]> {
	const { baseUrl, apiKey } = bench().sandbox.accounts.wachat;
	const answer = await fetch(`${baseUrl}/webhooks`, {
		headers: { Authorization: `Bearer ${apiKey}` },
	});
	const { webhooks } = (await answer.json()) as { webhooks: { id: unknown; url: string }[] };
	return webhooks.map(({ id, url }) => ({ id, url }));
}

/** Waits until a workflow has been started so many times, and has ended each time. */
export async function executionsOf(workflowId: string, count: number): Promise<ExecutionSummary[]> {
	return await until(`${count} executions`, async () => {
		const executions = await bench().rest.executions(workflowId);
		const areOver = executions.every(({ stoppedAt }) => stoppedAt !== null);
		return executions.length >= count && areOver ? executions : undefined;
	});
}

/** The first item the trigger has started an execution with. */
export async function triggerJson(
	{ id }: ExecutionSummary,
	trigger: string,
): Promise<Record<string, unknown>> {
	const [item] = itemsOf(await bench().rest.execution(id), trigger);
	if (!item) throw new Error(`'${trigger}' has put out nothing`);
	return item.json;
}

/** Waits until a status trigger has looked once more, from the beginning of the look. */
export async function nextLook(provider: ProviderName): Promise<void> {
	const { sandbox } = bench();
	const { list: route } = descriptors[provider].routes;
	const before = sandbox.requestsTo(route).length;
	await until('the next look', () => sandbox.requestsTo(route)[before]);
}

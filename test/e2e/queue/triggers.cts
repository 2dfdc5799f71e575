import { randomUUID } from 'node:crypto';

import type { WorkflowFile } from '../../n8n/RestClient.cts';
import type { ConnectedSandbox } from '../support/SharedBench.cts';
import { POLL_SECONDS } from '../support/triggers.cts';
import { chain, credentialOf, node, PACKAGE } from '../support/workflow.cts';

/** The triggers, as they are called in the workflows. */
export const TRIGGER = 'Trigger';

/** Starts when a phone of Hypersender is connected. */
export function statusWorkflow(credentials: ConnectedSandbox['credentials']): WorkflowFile {
	// n8n allows no less than a minute, but several of them.
	const item = Array.from({ length: 60 / POLL_SECONDS }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * POLL_SECONDS} * * * * *`,
	}));
	const parameters = { provider: 'hypersender', triggerOn: ['connected'], pollTimes: { item } };
	return chain(
		node(
			TRIGGER,
			`${PACKAGE}.whatsAppInstanceTrigger`,
			1,
			parameters,
			credentialOf('hypersender', credentials),
		),
		node('Work', 'n8n-nodes-base.noOp', 1),
	);
}

/** Starts when a phone is connected on its page. */
export function pageWorkflow(credentials: ConnectedSandbox['credentials'], webhookId: string) {
	return chain(
		node(
			TRIGGER,
			`${PACKAGE}.whatsAppInstancePairingPageTrigger`,
			1,
			{ provider: 'wachat' },
			{
				...credentialOf('wachat', credentials),
				webhookId,
			},
		),
		node('Work', 'n8n-nodes-base.noOp', 1),
	);
}

/** Starts when Wachat announces a change of a connection. */
export function eventWorkflow(credentials: ConnectedSandbox['credentials']): WorkflowFile {
	const parameters = { provider: 'wachat', triggerOn: ['connection.update'] };
	return chain(
		node(TRIGGER, `${PACKAGE}.whatsAppInstanceEventTrigger`, 1, parameters, {
			...credentialOf('wachat', credentials),
			webhookId: randomUUID(),
		}),
		node('Work', 'n8n-nodes-base.noOp', 1),
	);
}

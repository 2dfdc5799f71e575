import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { secretsIn, type KnownSecrets } from '../domain/redact';

import { findProvider } from '../providers';

import type { Provider } from '../providers/Provider';
import { now } from '../transport/clock';
import { MAX_JSON } from '../transport/decode';
import type {
	DeliveredEvent,
	RawDelivery,
	Verification,
	ManualWebhooks,
	RegisteredWebhooks,
} from '../providers/Webhooks';
import { toEventItem } from './eventItem';
import { requestOf, responseOf, scopeOf, unlessStarted } from '../shared/webhookContext';
import { parseBody, readRequest, type Refusal } from './readRequest';
import { DeliveryLog } from './DeliveryLog';
import type { TriggerState } from './triggerState';
import { readText } from '../domain/parameters';
import { ALL_EVENTS } from './allEvents';
import { SecretRegistry } from '../transport/SecretRegistry';

// No details: somebody who forges deliveries must learn nothing from the response.
const UNAUTHORIZED: Refusal = { status: 401, message: 'Unauthorized' };
const NOT_AN_OBJECT = `The body is not a JSON object, or is nested more than ${MAX_JSON} levels deep`;

/** A trigger that has received a delivery, with everything needed to judge it. */
interface Trigger {
	context: IWebhookFunctions;
	provider: Provider;
	webhooks: ManualWebhooks | RegisteredWebhooks;
	credentials: ICredentialDataDecryptedObject;
	state: TriggerState;
	/** In milliseconds since 1970. */
	receivedAt: number;
}

/**
 * Receives one delivery and responds to it in every case: 200 when it starts the workflow, is
 * filtered out or was received before; 401 when it cannot be verified; another 4xx when it cannot
 * be read; 503 after an unexpected error. It never throws, because n8n responds to an exception
 * with its stack trace.
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const outcome = await processDelivery(context);
		return 'status' in outcome ? respond(context, outcome) : outcome;
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown reason';
		context.logger.error(`A webhook delivery could not be processed: ${reason}`);
		// The provider will send it again later.
		return respond(context, { status: 503, message: 'Try again later' });
	}
}

async function processDelivery(
	context: IWebhookFunctions,
): Promise<IWebhookResponseData | Refusal> {
	const receivedAt = now();
	const delivery = await readRequest(requestOf(context));
	if ('status' in delivery) {
		// Nobody may ever look at the response, and the event is lost: a sender of so much does not shorten
		// it the next time.
		if (delivery.isTooLarge) {
			context.logger.warn(`A webhook delivery was refused: ${delivery.message}.`);
		}
		return delivery;
	}

	const provider = findProvider(context.getNodeParameter('provider', ''));
	const webhooks = provider?.webhooks;
	if (provider === undefined || webhooks === undefined || webhooks.kind === 'none') {
		throw new Error('no provider that sends webhooks is chosen');
	}
	const credentials = await context.getCredentials(provider.endpoint.credentialType);
	const state: TriggerState = context.getWorkflowStaticData('node');
	const trigger = { context, provider, webhooks, credentials, state, receivedAt };

	const verdict = verify(trigger, delivery);
	if (!verdict.verified) return UNAUTHORIZED;
	const body = parseBody(delivery.body);
	if (body === undefined) return { status: 400, message: NOT_AN_OBJECT };
	const delivered = webhooks.read(body, delivery.headers);
	if (delivered === undefined) return { status: 400, message: 'The delivery names no event' };
	if (!isWanted(context, delivered)) return ignored('The event is not selected');
	// Without an ID or a signature, identical bytes are the same delivery.
	const [first = verdict.key ?? delivery.body.toString('latin1'), ...others] = delivered.keys;
	const secrets = secretsIn(body, provider.secrets);
	return await startOnce(trigger, delivered, { keys: [first, ...others], secrets });
}

function verify(
	{ context, provider, webhooks, credentials, state, receivedAt }: Trigger,
	delivery: RawDelivery,
): Verification {
	const secret = secretFor(webhooks, credentials, state);
	if (secret !== '') return webhooks.verify(delivery, secret, receivedAt);

	const { title, credentialTitle } = provider.endpoint;
	switch (webhooks.kind) {
		case 'manual':
			if (options(context).acceptUnverifiedDeliveries === true) return { verified: true };
			context.logger.warn(
				`A delivery of ${title} was refused because the credential '${credentialTitle}' has no 'Webhook Secret'.`,
			);
			return { verified: false };
		case 'registered':
			context.logger.warn(
				`A delivery of ${title} was refused because this workflow has registered no webhook. Unpublish the workflow and publish it again.`,
			);
			return { verified: false };
	}
}

/** The secret that a delivery must prove to know; empty when there is none. */
function secretFor(
	{ kind }: ManualWebhooks | RegisteredWebhooks,
	credentials: ICredentialDataDecryptedObject,
	state: TriggerState,
): string {
	switch (kind) {
		case 'manual':
			return String(credentials.webhookSecret ?? '').trim();
		case 'registered':
			return state.registration?.secret ?? '';
	}
}

/**
 * Starts the workflow, unless the same delivery was received before.
 *
 * @param keys each of them identifies the event
 * @param secrets the secrets that the delivery itself contains
 */
async function startOnce(
	{ context, provider, webhooks, credentials, state, receivedAt }: Trigger,
	delivered: DeliveredEvent,
	{ keys, secrets }: { keys: string[]; secrets: string[] },
): Promise<IWebhookResponseData> {
	const memory = new DeliveryLog(scopeOf(context), state);
	const isRepeated = () => keys.some((key) => memory.holds(key, receivedAt));
	if (isRepeated()) return ignored('The delivery was already received');
	const item = await toEventItem(context, delivered, {
		provider,
		webhooks,
		receivedAt,
		secrets: knownSecrets(provider, credentials, state, secrets),
		binaryPropertyName: options(context).binaryPropertyName,
	});
	// Checked again, because the same delivery may have arrived in the meantime.
	if (isRepeated()) return ignored('The delivery was already received');
	for (const key of keys) memory.add(key, receivedAt);
	unlessStarted(responseOf(context), () => {
		for (const key of keys) memory.remove(key);
	});
	return start(item);
}

function isWanted(context: IWebhookFunctions, { event, instanceId }: DeliveredEvent): boolean {
	const wanted: unknown = context.getNodeParameter('triggerOn', []);
	if (context.getNodeParameter('instances', 'all') === 'one' && instanceId !== null) {
		const chosen = context.getNodeParameter('instanceId', '', { extractValue: true });
		if (readText(chosen) !== instanceId) return false;
	}
	return Array.isArray(wanted) && (wanted.includes(ALL_EVENTS) || wanted.includes(event));
}

function options(context: IWebhookFunctions): IDataObject {
	return context.getNodeParameter('options', {}) as IDataObject;
}

/**
 * The secrets to hide in an item.
 *
 * @param brought the secrets that the delivery itself contains, hidden only as they are spelled
 * there
 */
function knownSecrets(
	{ secrets: rules }: Provider,
	{ apiKey, webhookSecret }: ICredentialDataDecryptedObject,
	{ registration }: TriggerState,
	brought: readonly string[],
): KnownSecrets {
	const registry = new SecretRegistry(rules);
	for (const secret of [apiKey, webhookSecret, registration?.secret]) registry.add(secret);
	return { rules, values: [...registry.values, ...brought] };
}

/** The response that n8n sends as soon as the workflow has been started. */
function start(item: INodeExecutionData): IWebhookResponseData {
	return { webhookResponse: { message: 'Workflow was started' }, workflowData: [[item]] };
}

function ignored(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}

function respond(context: IWebhookFunctions, { status, message }: Refusal): IWebhookResponseData {
	responseOf(context).status(status).json({ message });
	return { noWebhookResponse: true };
}

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
import { parseBody, readRequest, type IncomingRequest, type Refusal } from './readRequest';
import { DeliveryLog } from './DeliveryLog';
import type { TriggerState } from './triggerState';
import { readText } from '../domain/parameters';
import { ALL_EVENTS } from './allEvents';
import { SecretRegistry } from '../transport/SecretRegistry';

// No detail: whoever forges deliveries learns nothing from the answer.
const UNAUTHORIZED: Refusal = { status: 401, message: 'Unauthorized' };
const NO_OBJECT = `The body is not a JSON object, or is nested more than ${MAX_JSON} levels deep`;

/** A trigger that has got a delivery, with all that is needed to judge it. */
interface Trigger {
	context: IWebhookFunctions;
	provider: Provider;
	webhooks: ManualWebhooks | RegisteredWebhooks;
	credentials: ICredentialDataDecryptedObject;
	state: TriggerState;
	/** Milliseconds since 1970. */
	receivedAt: number;
}

interface OutgoingResponse {
	readonly statusCode: number;
	status(code: number): OutgoingResponse;
	json(body: object): unknown;
	once(event: 'finish', listener: () => void): unknown;
}

/**
 * Takes one delivery in and answers it, whatever it is: 200 for what starts the workflow and for
 * what was filtered out or came before, 401 for what is not genuine, another 4xx for what cannot be
 * read. It never throws, because n8n answers an exception with its stack trace.
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const outcome = await takeIn(context);
		return 'status' in outcome ? answer(context, outcome) : outcome;
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown reason';
		context.logger.error(`A webhook delivery could not be processed: ${reason}`);
		// The provider sends it again later.
		return answer(context, { status: 503, message: 'Try again later' });
	}
}

async function takeIn(context: IWebhookFunctions): Promise<IWebhookResponseData | Refusal> {
	const receivedAt = now();
	const delivery = await readRequest(context.getRequestObject() as IncomingRequest);
	if ('status' in delivery) return delivery;

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
	if (body === undefined) return { status: 400, message: NO_OBJECT };
	const delivered = webhooks.read(body, delivery.headers);
	if (delivered === undefined) return { status: 400, message: 'The delivery names no event' };
	if (!isWanted(context, delivered)) return ignored('The event is not selected');
	// Without an ID or a signature, the same bytes are the same delivery.
	const key = delivered.key ?? verdict.key ?? delivery.body.toString('latin1');
	return await startOnce(trigger, delivered, { key, secrets: secretsIn(body, provider.secrets) });
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

/** The secret that deliveries prove to know; empty when there is none. */
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
 * @param key tells the delivery from all others
 * @param secrets what the delivery itself brings of secrets
 */
async function startOnce(
	{ context, provider, webhooks, credentials, state, receivedAt }: Trigger,
	delivered: DeliveredEvent,
	{ key, secrets }: { key: string; secrets: string[] },
): Promise<IWebhookResponseData> {
	const memory = new DeliveryLog(scopeOf(context), state);
	const isRepeated = () => memory.holds(key, receivedAt);
	if (isRepeated()) return ignored('The delivery was already received');
	const item = await toEventItem(context, delivered, {
		provider,
		webhooks,
		receivedAt,
		secrets: knownSecrets(provider, credentials, state, secrets),
		binaryPropertyName: options(context).binaryPropertyName,
	});
	// Once more, because the same delivery may have arrived in the meantime.
	if (isRepeated()) return ignored('The delivery was already received');
	memory.add(key, receivedAt);
	forgetUnlessStarted(context, () => {
		memory.remove(key);
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

/** A test run in the editor gets the same deliveries as the active workflow. */
function scopeOf(context: IWebhookFunctions): string {
	return [context.getWorkflow().id, context.getNode().id, context.getMode()].join(' ');
}

/** @param brought the secrets that the delivery itself brings along, as they are */
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

/** n8n answers 500 when it cannot run the workflow, and keeps no static data then. */
function forgetUnlessStarted(context: IWebhookFunctions, forget: () => void): void {
	const response = context.getResponseObject() as OutgoingResponse;
	response.once('finish', () => {
		if (response.statusCode >= 500) forget();
	});
}

/** n8n answers as soon as the workflow is on its way. */
function start(item: INodeExecutionData): IWebhookResponseData {
	return { webhookResponse: { message: 'Workflow was started' }, workflowData: [[item]] };
}

function ignored(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}

function answer(context: IWebhookFunctions, { status, message }: Refusal): IWebhookResponseData {
	const response = context.getResponseObject() as OutgoingResponse;
	response.status(status).json({ message });
	return { noWebhookResponse: true };
}

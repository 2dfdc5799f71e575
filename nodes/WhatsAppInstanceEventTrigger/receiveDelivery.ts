import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { secretsIn } from '../domain/redact';
import { secretVariants } from '../domain/secretVariants';
import { findProvider } from '../providers';
import { readText } from '../providers/readers';
import type { Provider } from '../providers/Provider';
import { now } from '../transport/clock';
import { MAX_JSON } from '../transport/decode';
import type { DeliveredEvent, Deliveries, RawDelivery, Verification } from '../providers/Webhooks';
import { toEventItem } from './eventItem';
import { parseBody, readRequest, type IncomingRequest, type Refusal } from './readRequest';
import { DeliveryMemory } from './DeliveryLog';
import type { TriggerState } from './triggerState';

/** The value of 'Trigger On' that stands for every event, also one that is not documented. */
export const ALL_EVENTS = '*';

// No detail: whoever forges deliveries learns nothing from the answer.
const UNAUTHORIZED: Refusal = { status: 401, message: 'Unauthorized' };
const NO_OBJECT = `The body is not a JSON object, or is nested more than ${MAX_JSON} levels deep`;

/** A trigger that has got a delivery, with all that is needed to judge it. */
interface Trigger {
	context: IWebhookFunctions;
	provider: Provider;
	deliveries: Deliveries;
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
		context.logger.error(`A webhook delivery could not be taken in: ${reason}`);
		// The provider sends it again later.
		return answer(context, { status: 503, message: 'Try again later' });
	}
}

async function takeIn(context: IWebhookFunctions): Promise<IWebhookResponseData | Refusal> {
	const receivedAt = now();
	const delivery = await readRequest(context.getRequestObject() as IncomingRequest);
	if ('status' in delivery) return delivery;

	const provider = findProvider(context.getNodeParameter('provider', ''));
	const deliveries = provider?.deliveries;
	if (provider === undefined || deliveries === undefined) throw new Error('no provider is chosen');
	const credentials = await context.getCredentials(provider.credentialType);
	const state: TriggerState = context.getWorkflowStaticData('node');
	const trigger = { context, provider, deliveries, credentials, state, receivedAt };

	const verdict = verify(trigger, delivery);
	if (!verdict.verified) return UNAUTHORIZED;
	const body = parseBody(delivery.body);
	if (body === undefined) return { status: 400, message: NO_OBJECT };
	const delivered = deliveries.read(body, delivery.headers);
	if (delivered === undefined) return { status: 400, message: 'The delivery names no event' };
	if (!isWanted(context, delivered)) return ignored('The event is not asked for');
	// Without an ID or a signature, the same bytes are the same delivery.
	const key = delivered.key ?? verdict.key ?? delivery.body.toString('latin1');
	return await startOnce(trigger, delivered, { key, secrets: secretsIn(body) });
}

function verify(
	{ context, provider, deliveries, credentials, state, receivedAt }: Trigger,
	delivery: RawDelivery,
): Verification {
	const secret = deliveries.registrations
		? (state.registration?.secret ?? '')
		: String(credentials.webhookSecret ?? '').trim();
	if (secret !== '') return deliveries.verify(delivery, secret, receivedAt);

	if (deliveries.registrations === undefined) {
		if (options(context).acceptUnverifiedDeliveries === true) return { verified: true };
		context.logger.warn(
			`A delivery of ${provider.title} was refused because the credential '${provider.credentialTitle}' has no 'Webhook Secret'.`,
		);
	} else {
		context.logger.warn(
			`A delivery of ${provider.title} was refused because this workflow has registered no webhook. Unpublish the workflow and publish it again.`,
		);
	}
	return { verified: false };
}

/**
 * @param key tells the delivery from all others
 * @param secrets what the delivery itself brings of secrets
 */
async function startOnce(
	{ context, provider, credentials, state, receivedAt }: Trigger,
	delivered: DeliveredEvent,
	{ key, secrets }: { key: string; secrets: string[] },
): Promise<IWebhookResponseData> {
	const memory = new DeliveryMemory(scopeOf(context), state);
	const isRepeated = () => memory.holds(key, receivedAt);
	if (isRepeated()) return ignored('The delivery is known');
	const item = await toEventItem(context, delivered, {
		provider,
		receivedAt,
		secrets: [...secretsOf(credentials, state), ...secrets],
		binaryPropertyName: options(context).binaryPropertyName,
	});
	// Once more, because the same delivery may have arrived in the meantime.
	if (isRepeated()) return ignored('The delivery is known');
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

function secretsOf(
	{ apiKey, webhookSecret }: ICredentialDataDecryptedObject,
	{ registration }: TriggerState,
): string[] {
	return [apiKey, webhookSecret, registration?.secret].flatMap((secret) =>
		typeof secret === 'string' ? secretVariants(secret) : [],
	);
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

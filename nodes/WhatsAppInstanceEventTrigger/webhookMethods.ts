import { randomBytes } from 'node:crypto';
import type { IHookFunctions } from 'n8n-workflow';

import { isLoopback } from '../domain/credentialFields';

import { toNodeError } from '../shared/nodeErrors';
import { findProvider } from '../providers';

import type { Provider } from '../providers/Provider';
import { attempt } from '../transport/attempt';
import { ApiClient } from '../transport/ApiClient';
import type { NewRegistration, Registration, RegisteredWebhooks } from '../providers/Webhooks';

import type { TriggerState } from './triggerState';
import { ParameterError, readText } from '../domain/parameters';
import type { Send } from '../transport/types';
import { ALL_EVENTS } from './allEvents';
import { RateLimiter } from '../transport/RateLimiter';
import { isInstanceId } from '../shared/instanceField';

const REQUEST_TIMEOUT = 30_000;
const MAX_WAIT = 30_000;

// A crash leaves one webhook behind. Whatever else a list contains must not keep an activation busy
// for hours.
const MAX_REMOVED = 20;

const LEFT_BEHIND =
	'A webhook may have been left behind; it is removed when the workflow is published again';

/** A trigger at a provider whose API registers webhooks. */
interface Registrar {
	provider: Provider;
	webhooks: RegisteredWebhooks;
	client: ApiClient;
	send: Send;
	/** The URL of this trigger. */
	url: string;
	owner: string;
	state: TriggerState;
}

/**
 * Checks whether the webhook this trigger registered is still there. Also removes webhooks of its
 * own that are useless: one that a crash left behind before its secret was stored, and those
 * registered for other choices or another URL.
 *
 * @returns whether it is there; always true at a provider without registration
 * @throws {NodeApiError | NodeOperationError}
 */
export async function reconcileWebhooks(context: IHookFunctions): Promise<boolean> {
	try {
		const registrar = await openRegistrar(context);
		if (registrar === undefined) return true;
		const { provider, url, owner, state } = registrar;
		const stored = state.registration;
		const isPerInstance = registrar.webhooks.scope === 'instance';
		const wanted = isPerInstance ? readInstanceId(context, provider) : null;
		const listed = await listOwn(registrar, wanted);
		const isStored = (one: Registration) => isKnown(one, stored);
		const current = listed.find(
			(one) => isStored(one) && sameAddress(one.url, url) && one.isEnabled && stored?.secret,
		);
		const isKept = current !== undefined && suits(current, readChoices(context, registrar));
		const useless = listed.filter((one) => {
			const isOwn = sameAddress(one.url, url) || (isStored(one) && stored?.owner === owner);
			return isOwn && !(isKept && one.id === current.id);
		});
		await removeSome(registrar, useless, wanted);
		if (!isKept) delete state.registration;
		return isKept;
	} catch (error) {
		throw toNodeError(context, error);
	}
}

/**
 * Registers the webhook with a new secret, which is stored to verify deliveries.
 *
 * @returns true
 * @throws {NodeApiError | NodeOperationError}
 */
export async function register(context: IHookFunctions): Promise<boolean> {
	let addition = '';
	try {
		const registrar = await openRegistrar(context);
		if (registrar === undefined) return true;
		const { provider, webhooks, client, send, url, owner, state } = registrar;
		checkAddressIsReachable(url, provider, webhooks);
		const secret = randomBytes(32).toString('hex');
		client.secrets.add(secret);
		const wanted = { ...readChoices(context, registrar), name: nameFor(context), url, secret };
		await checkNotTaken(registrar, wanted.instanceId);
		const created = await attempt(webhooks.create(send, wanted));
		if ('error' in created) {
			// It may exist anyway, but nothing could use it.
			const cleaned = created.error.traits.outcomeUnknown
				? await attempt(removeAllAt(registrar, wanted.instanceId))
				: created;
			if (created !== cleaned && 'error' in cleaned) addition = LEFT_BEHIND;
			throw created.error;
		}
		state.registration = { ...created.value, url, owner, instanceId: wanted.instanceId };
		return true;
	} catch (error) {
		throw toNodeError(context, error, undefined, addition);
	}
}

/**
 * Removes the webhook this trigger registered. One that no longer exists counts as removed.
 *
 * @returns true
 * @throws {NodeApiError | NodeOperationError} when the provider may still have it
 */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	try {
		const registrar = await openRegistrar(context);
		if (registrar === undefined) return true;
		const { provider, webhooks, url, owner, state } = registrar;
		const stored = state.registration?.owner === owner ? state.registration : undefined;
		// Matched by ID and URL, so that another account's webhook with the same ID stays.
		const isPerInstance = webhooks.scope === 'instance';
		const chosen = isPerInstance ? chosenInstance(context, provider) : null;
		const listed = await listOwn(registrar, chosen);
		await removeSome(
			registrar,
			listed.filter((one) => isKnown(one, stored) || sameAddress(one.url, url)),
			chosen,
		);
		delete state.registration;
		return true;
	} catch (error) {
		throw toNodeError(context, error);
	}
}

async function openRegistrar(context: IHookFunctions): Promise<Registrar | undefined> {
	const provider = findProvider(context.getNodeParameter('provider', ''));
	const webhooks = provider?.webhooks;
	if (provider === undefined || webhooks?.kind !== 'registered') return undefined;

	const credentials = await context.getCredentials(provider.endpoint.credentialType);
	const client = new ApiClient({
		context,
		api: provider,
		credentials,
		limiter: new RateLimiter(),
	});
	const state: TriggerState = context.getWorkflowStaticData('node');
	client.secrets.add(state.registration?.secret);
	const send = client.sender({
		requestTimeout: REQUEST_TIMEOUT,
		rateLimitWait: MAX_WAIT,
		budget: { remaining: MAX_WAIT },
	});
	return {
		provider,
		webhooks,
		client,
		send,
		url: context.getNodeWebhookUrl('default') ?? '',
		owner: `${context.getInstanceId()} ${context.getWorkflow().id ?? ''}`,
		state,
	};
}

/**
 * The webhooks that this trigger's are among: all of the account, or those of the instance it is
 * set to now and of the one before.
 *
 * @throws {ProviderError}
 */
async function listOwn(registrar: Registrar, instanceId: string | null): Promise<Registration[]> {
	const { webhooks, send, state } = registrar;
	switch (webhooks.scope) {
		case 'account':
			return await webhooks.list(send, null);
		case 'instance': {
			const before = state.registration?.instanceId ?? null;
			const listed: Registration[] = [];
			for (const one of new Set([before, instanceId])) {
				if (one !== null) listed.push(...(await listOfInstance(registrar, one)));
			}
			return listed;
		}
	}
}

/**
 * The webhooks of one instance; none when the instance no longer exists, because they are gone with
 * it.
 *
 * @throws {ProviderError}
 */
async function listOfInstance(
	{ provider, webhooks, send }: Registrar,
	instanceId: string,
): Promise<Registration[]> {
	const listed = await attempt(webhooks.list(send, instanceId));
	if ('value' in listed) return listed.value;
	if (!listed.error.traits.meansMissing) throw listed.error;
	// A wrong address gives the same error; the list of instances decides.
	const instances = await provider.status.list(send, { instanceId });
	if (instances.some(({ instance }) => instance.instanceId === instanceId)) throw listed.error;
	return [];
}

/**
 * Checks that registering does not overwrite another webhook, where an instance has only one.
 *
 * @throws {ParameterError} when it would, or when no instance is chosen
 * @throws {ProviderError} when the webhooks cannot be listed
 */
async function checkNotTaken(
	{ provider, webhooks, send, url }: Registrar,
	instanceId: string | null,
): Promise<void> {
	if (webhooks.scope !== 'instance') return;
	const { title } = provider.endpoint;
	if (instanceId === null) {
		throw new ParameterError(
			`${title} registers webhooks for one instance at a time`,
			"Set 'Instances' to 'One' and choose an instance",
		);
	}
	const foreign = (await webhooks.list(send, instanceId)).find(
		(one) => one.isEnabled && !sameAddress(one.url, url),
	);
	if (foreign === undefined) return;
	const host = URL.canParse(foreign.url) ? new URL(foreign.url).host : 'another address';
	throw new ParameterError(
		`Instance '${instanceId}' has a webhook already, and ${title} keeps only one`,
		`Remove the webhook at ${title} first. It leads to ${host}`,
	);
}

/** @throws {ParameterError} when the provider would not send anything to this URL */
function checkAddressIsReachable(
	address: string,
	{ endpoint: { title } }: Provider,
	{ deliversTo }: RegisteredWebhooks,
): void {
	if (deliversTo === 'anyAddress') return;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol !== 'https:' && !isLoopback(url?.hostname ?? '')) {
		throw new ParameterError(
			`${title} delivers events only to https:// addresses, and this one is ${address}`,
			"Set 'WEBHOOK_URL' of this n8n to the public address that starts with https://",
		);
	}
}

/** @throws {ParameterError} when no event is chosen, or the instance is invalid */
function readChoices(
	context: IHookFunctions,
	{ provider }: Registrar,
): Pick<NewRegistration, 'events' | 'instanceId'> {
	const chosen = context.getNodeParameter('triggerOn', []);
	const events = Array.isArray(chosen) ? chosen.map(String) : [];
	if (events.length === 0) {
		throw new ParameterError("'Trigger On' is empty", 'Choose the events to start the workflow on');
	}
	return {
		events: events.includes(ALL_EVENTS) ? [ALL_EVENTS] : events,
		instanceId: readInstanceId(context, provider),
	};
}

function readInstanceId(context: IHookFunctions, provider: Provider): string | null {
	if (context.getNodeParameter('instances', 'all') !== 'one') return null;
	const instanceId = readChosenId(context);
	if (!isInstanceId(provider, instanceId)) {
		throw new ParameterError(
			instanceId === ''
				? "'Instance' is empty"
				: `'Instance' is not an instance ID of ${provider.endpoint.title}`,
			"Pick an instance from the list, or set 'Instances' to 'All'",
		);
	}
	return instanceId;
}

/** The instance the trigger is set to, also when that is no longer valid; `null` stands for all. */
function chosenInstance(context: IHookFunctions, provider: Provider): string | null {
	if (context.getNodeParameter('instances', 'all') !== 'one') return null;
	const instanceId = readChosenId(context);
	return isInstanceId(provider, instanceId) ? instanceId : null;
}

function readChosenId(context: IHookFunctions): string {
	return readText(context.getNodeParameter('instanceId', '', { extractValue: true }));
}

/** Whether a registration matches what the trigger is set to, as far as the provider reports it. */
function suits(
	{ events, instanceId }: Registration,
	wanted: Pick<NewRegistration, 'events' | 'instanceId'>,
): boolean {
	const list = (names: string[]) => [...names].sort().join(' ');
	return (
		(events === undefined || list(events) === list(wanted.events)) &&
		(instanceId === undefined || instanceId === wanted.instanceId)
	);
}

function isKnown(one: Registration, stored: TriggerState['registration']): boolean {
	return stored !== undefined && one.id === stored.id && sameAddress(one.url, stored.url);
}

/** Providers may spell a URL differently, for example without its default port. */
function sameAddress(one: string, other: string): boolean {
	const normal = (text: string) => (URL.canParse(text) ? new URL(text).href : text);
	return normal(one) === normal(other);
}

async function removeAllAt(registrar: Registrar, instanceId: string | null): Promise<void> {
	const listed = await listOwn(registrar, instanceId);
	await removeSome(
		registrar,
		listed.filter(({ url }) => sameAddress(url, registrar.url)),
		instanceId,
	);
}

/**
 * Removes webhooks up to a bound, the stored one first: later, nothing would find it by its URL.
 *
 * @param instanceId the instance the trigger is set to; `null` stands for all
 * @throws {ProviderError} when a webhook could not be removed
 * @throws {ParameterError} when the provider says that a webhook does not exist, but still lists it
 */
async function removeSome(
	registrar: Registrar,
	useless: readonly Registration[],
	instanceId: string | null,
): Promise<void> {
	const { provider, webhooks, send, state } = registrar;
	const isStored = (one: Registration) => isKnown(one, state.registration);
	const storedFirst = [...useless].sort((a, b) => Number(isStored(b)) - Number(isStored(a)));
	const missing: Registration[] = [];
	for (const one of storedFirst.slice(0, MAX_REMOVED)) {
		const removed = await attempt(webhooks.delete(send, one));
		if (!('error' in removed)) continue;
		if (!removed.error.traits.meansMissing) throw removed.error;
		missing.push(one);
	}
	if (missing.length === 0) return;

	const listed = await listOwn(registrar, instanceId);
	const remaining = missing.find((one) => listed.some((other) => isSame(one, other)));
	if (remaining === undefined) return;
	const { title, credentialTitle } = provider.endpoint;
	throw new ParameterError(
		`${title} did not remove webhook '${remaining.id}', although it still lists it`,
		`Check the 'Base URL' in the credential '${credentialTitle}', or remove the webhook at ${title}`,
	);
}

function isSame(one: Registration, other: Registration): boolean {
	return one.id === other.id && sameAddress(one.url, other.url);
}

function nameFor(context: IHookFunctions): string {
	return `n8n: ${context.getWorkflow().name ?? 'workflow'}`.slice(0, 100);
}

import type { IDataObject } from 'n8n-workflow';

import type { Instance } from '../../domain/instance';

import type {
	CreatePlan,
	InstanceWithQrCode,
	InstanceRecord,
	Provider,
} from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import type { ProviderError } from '../../transport/ProviderError';
import { othersCreatedSince } from './createLock';
import { findExisting, NAME_RULES } from './matchInstance';
import type { Run, RunItem } from './Run';
import { ParameterError } from '../../domain/parameters';

/** What to do when an instance with the same name and phone already exists. */
export type IfExists = 'return' | 'fail' | 'createAnother';

export interface FoundOrCreated {
	instance: Instance;
	raw: IDataObject;
	created: boolean;
	/** The response to the create request, when it could be read. */
	creation?: InstanceWithQrCode;
	/** Why it was not checked whether the instance already existed; absent where it was. */
	lookUpHint?: string;
}

const MAX_LOOK_UPS = 2;
const PAUSE_BETWEEN_LOOK_UPS = 2000;

/**
 * Returns the one instance that a plan describes, and creates it when there is none. A create
 * request whose outcome is unknown is never repeated: the instance is looked up instead.
 *
 * @throws {ParameterError} when an existing instance prevents it
 * @throws {ProviderError}
 */
export async function findOrCreate(
	run: Run,
	item: RunItem,
	plan: CreatePlan,
	ifExists: IfExists,
): Promise<FoundOrCreated> {
	if (ifExists === 'createAnother') return await createAnother(run, item, plan);
	const { provider } = run;
	const { instances, send, client } = item;
	const { refusesSecond } = NAME_RULES[provider.create.names];
	// An earlier item or try requested the same instance, and the outcome is unknown.
	const open = run.creations.unconfirmedCause(client, plan);
	if (open !== undefined && !refusesSecond) {
		return returnExisting(await lookUpUnconfirmed(run, item, plan, open), ifExists);
	}
	// The list of this run may lack what another execution has created since.
	const isOutdated = !refusesSecond && othersCreatedSince(client, plan.name, instances.openedAt);
	if (isOutdated) instances.invalidate();
	const listing = await attempt(instances.named(send, plan.name));
	const known = 'value' in listing ? listing.value : instances.created;
	const existing = findExisting(provider, known, plan);
	if (existing !== undefined) return returnExisting(existing, ifExists);
	const unchecked = 'error' in listing ? goOnWithoutList(provider, listing.error) : {};

	const creation = await attempt(provider.create.run(send, plan));
	if ('value' in creation) return { ...keep(item, plan, creation.value), ...unchecked };
	if (creation.error.traits.outcomeUnknown) {
		run.creations.markUnconfirmed(item, plan, creation.error);
		const found = await lookUpUnconfirmed(run, item, plan, creation.error);
		instances.created.push(found);
		// Without an earlier list, it may have existed before.
		return { ...found, created: 'value' in listing };
	}
	if (provider.create.mayBeNameTaken(creation.error)) {
		const taken = findExisting(provider, await instances.refetch(send), plan);
		if (taken !== undefined) return returnExisting(taken, ifExists);
	}
	throw creation.error;
}

/**
 * Creates an instance without looking for an existing one. A try that follows a failed one returns
 * what the earlier try has created for the item.
 *
 * @throws {ProviderError}
 */
async function createAnother(run: Run, item: RunItem, plan: CreatePlan): Promise<FoundOrCreated> {
	const earlier = run.creations.createdFor(item.index);
	if (earlier !== undefined) return { ...earlier, created: true };
	const creation = await attempt(run.provider.create.run(item.send, plan));
	if ('value' in creation) return keep(item, plan, creation.value);
	const { error } = creation;
	if (!error.traits.outcomeUnknown) throw error;
	run.creations.markUnconfirmed(item, plan, error);
	throw error.withDescription(
		`${error.description}. It is not known whether the instance '${plan.name}' was created. Look for it with 'Get Many' before you run the node again`,
	);
}

/** Keeps what was created for the items that follow. */
function keep(
	{ instances }: RunItem,
	{ name, phone }: CreatePlan,
	creation: InstanceWithQrCode,
): FoundOrCreated {
	const { instance, raw } = creation;
	// Under the requested name and phone, in case the response spells them differently.
	instances.created.push({ instance: { ...instance, name, phone }, raw });
	return { instance, raw, created: true, creation };
}

/**
 * Decides whether to create without the list: at a provider that itself refuses a second instance,
 * and at one that has no list.
 *
 * @returns what to say about it
 * @throws {ProviderError} when nothing may be created
 */
function goOnWithoutList(
	{ create, endpoint }: Provider,
	error: ProviderError,
): Pick<FoundOrCreated, 'lookUpHint'> {
	if (error.traits.isAccountWide) throw error;
	if (NAME_RULES[create.names].refusesSecond) return {};
	const { title } = endpoint;
	if (error.isEndpointMissing) {
		const answer = `HTTP ${error.status ?? 404}`;
		return {
			lookUpHint: `${title} has no list of instances at this address (${answer}), so it was not checked whether this one already existed. Running the node again creates another one`,
		};
	}
	throw error.withDescription(
		`${error.description}. Nothing was created, because only the list of instances shows whether it already exists`,
	);
}

function returnExisting({ instance, raw }: InstanceRecord, ifExists: IfExists): FoundOrCreated {
	if (ifExists === 'fail') {
		throw new ParameterError(
			`Instance '${instance.name ?? ''}' already exists: ${instance.instanceId}`,
			"Set 'If It Already Exists' to 'Return It' to continue with it",
		);
	}
	return { instance, raw, created: false };
}

/**
 * Looks up the instance after the provider received the create request and its response is missing
 * or unusable. Tries once more after a pause, because the instance may appear late.
 *
 * @throws {ParameterError} when several match, or when the name is unique and belongs to another
 * phone
 * @throws {ProviderError} when it is not found
 */
async function lookUpUnconfirmed(
	run: Run,
	item: RunItem,
	plan: CreatePlan,
	cause: ProviderError,
): Promise<InstanceRecord> {
	const { provider } = run;
	let lookUp: Awaited<ReturnType<typeof attempt<InstanceRecord[]>>> = { value: [] };
	for (let tries = 0; tries < MAX_LOOK_UPS; tries++) {
		if (tries > 0) await item.client.pause(PAUSE_BETWEEN_LOOK_UPS);
		lookUp = await attempt(item.instances.refetch(item.send));
		if ('error' in lookUp) {
			if (lookUp.error.traits.isCancellation) throw lookUp.error;
			continue;
		}
		const found = findExisting(provider, lookUp.value, plan);
		if (found !== undefined) return found;
	}
	const unconfirmed =
		'error' in lookUp
			? `This run couldn't confirm whether the instance '${plan.name}' was created: ${lookUp.error.message}`
			: `${provider.endpoint.title} lists no instance '${plan.name}', but it may still appear`;
	const quoted =
		cause.providerMessage && `. ${provider.endpoint.title} says: ${cause.providerMessage}`;
	throw cause.withDescription(
		`${unconfirmed}${quoted}. Nothing was sent twice. Run the node again: with 'If It Already Exists' set to 'Return It', an instance that exists is returned and no second one is created`,
	);
}

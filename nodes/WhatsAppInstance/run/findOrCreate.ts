import type { IDataObject } from 'n8n-workflow';

import type { Instance } from '../../domain/instance';

import type {
	CreatePlan,
	InstanceWithQrCode,
	InstanceRecord,
	Provider,
	NamePolicy,
} from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { ProviderError } from '../../transport/ProviderError';
import { othersCreatedSince } from './createLock';
import type { Run, RunItem } from './Run';
import { ParameterError } from '../../domain/parameters';

/** What to do when an instance with the same name and phone already exists. */
export type IfExists = 'return' | 'fail';

export interface FoundOrCreated {
	instance: Instance;
	raw: IDataObject;
	created: boolean;
	/** The response to the create request, when it could be read. */
	creation?: InstanceWithQrCode;
}

const MAX_LOOK_UPS = 2;
const PAUSE_BETWEEN_LOOK_UPS = 2000;

interface NameRules {
	/** Whether the provider itself refuses a second instance, so that trying does no harm. */
	refusesSecond: boolean;
	/** Whether a name identifies one instance of the account. */
	isUnique: boolean;
}

const NAME_RULES: Record<NamePolicy, NameRules> = {
	unique: { refusesSecond: true, isUnique: true },
	repeatable: { refusesSecond: false, isUnique: false },
	identity: { refusesSecond: false, isUnique: true },
};

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
	const listing = await attempt(
		instances.all(send, run.itemCount === 1 ? { name: plan.name } : undefined),
	);
	const known = 'value' in listing ? listing.value : instances.created;
	const existing = findExisting(provider, known, plan);
	if (existing !== undefined) return returnExisting(existing, ifExists);
	if ('error' in listing) checkWhetherToGoOn(provider, listing.error);

	const creation = await attempt(provider.create.run(send, plan));
	if ('value' in creation) {
		const { instance, raw } = creation.value;
		// Under the requested name and phone, in case the response spells them differently.
		const { name, phone } = plan;
		instances.created.push({ instance: { ...instance, name, phone }, raw });
		return { instance, raw, created: true, creation: creation.value };
	}
	if (creation.error.traits.outcomeUnknown) {
		run.creations.markUnconfirmed(item, plan, creation.error);
		const found = await lookUpUnconfirmed(run, item, plan, creation.error);
		instances.created.push(found);
		// Without an earlier list, it may have existed before.
		return { ...found, created: 'value' in listing };
	}
	if (provider.create.mayBeNameTaken(creation.error)) {
		const taken = findExisting(provider, await instances.refetch(send, { name: plan.name }), plan);
		if (taken !== undefined) return returnExisting(taken, ifExists);
	}
	throw creation.error;
}

/**
 * Decides whether to create without the list: only at a provider that itself refuses a second
 * instance.
 *
 * @throws {ProviderError} when nothing may be created
 */
function checkWhetherToGoOn(provider: Provider, error: ProviderError): void {
	if (error.traits.isAccountWide) throw error;
	if (NAME_RULES[provider.create.names].refusesSecond) return;
	const { kind, message, description, status } = error;
	throw new ProviderError(kind, message, {
		description: `${description}. Nothing was created, because only the list of instances shows whether it already exists`,
		...(status === undefined ? {} : { status }),
	});
}

/**
 * Finds the instance a plan describes: the same name and, where a phone is given, the same phone.
 * An instance whose phone the provider does not report counts as the same one, because a wrong
 * guess the other way would create it a second time.
 *
 * @throws {ParameterError} when several match, or when the name is unique and belongs to another
 * phone
 */
function findExisting(
	provider: Provider,
	listed: readonly InstanceRecord[],
	{ name, phone }: CreatePlan,
): InstanceRecord | undefined {
	const sameName = listed.filter(({ instance }) => instance.name === name);
	const samePhone = sameName.filter(({ instance }) => phone === null || instance.phone === phone);
	const matches =
		samePhone.length > 0 ? samePhone : sameName.filter(({ instance }) => instance.phone === null);
	if (matches.length > 1) {
		throw new ParameterError(
			`Several instances are named '${name}': ${describe(matches)}`,
			"Choose another name, give the phone number as well, or use 'Get QR Code' with the ID of the one you mean",
		);
	}
	if (matches.length === 0 && sameName.length > 0 && NAME_RULES[provider.create.names].isUnique) {
		throw new ParameterError(
			`'Name' is taken: '${name}' belongs to another phone`,
			`${provider.endpoint.title} allows each name once. Choose another name, or give the phone of ${describe(sameName)}`,
		);
	}
	return matches[0];
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
		lookUp = await attempt(item.instances.refetch(item.send, { name: plan.name }));
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
	throw new ProviderError(cause.kind, cause.message, {
		description: `${unconfirmed}${quoted}. Nothing was sent twice. Run the node again: with 'If It Already Exists' set to 'Return It', an instance that exists is returned and no second one is created`,
		...(cause.status === undefined ? {} : { status: cause.status }),
	});
}

function describe(listed: readonly InstanceRecord[]): string {
	return listed
		.map(({ instance: { instanceId, phone } }) =>
			phone === null ? instanceId : `${instanceId} (+${phone})`,
		)
		.join(', ');
}

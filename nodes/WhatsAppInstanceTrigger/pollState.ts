import type { IPollFunctions } from 'n8n-workflow';

import type { Instance } from '../domain/instance';
import { withNameShown } from '../domain/instanceJson';
import { now } from '../transport/clock';
import type { PollAccount } from './openAccount';
import { readKnown, remember, type KnownInstances } from './statusChanges';

/** What the trigger keeps in the workflow's static data, so that it survives a restart. */
export interface PollState {
	/** The credential the instances were seen with; with another one, the trigger starts over. */
	account: string;
	/** Shows whether the content of the credential has changed since. */
	accessFingerprint: string;
	instances: KnownInstances;
	/** When a fresh QR code was last requested, in milliseconds since 1970. */
	qrCodeRequestedAt?: number;
}

// n8n creates one context per activation and polls with it until the workflow is deactivated
// (n8n-core 2.41.1, active-workflow-triggers.js, `activatePollTrigger`).
const begun = new WeakSet<IPollFunctions>();

/**
 * What the last poll saw, if this one can be compared with it: not after an activation, and not
 * when the credential now belongs to another account.
 *
 * @returns `undefined` when there is nothing to compare with
 */
export function recall(
	context: IPollFunctions,
	stored: Partial<PollState>,
	{ key, accessFingerprint }: PollAccount,
	instances: readonly Instance[],
): KnownInstances | undefined {
	const isActivated = context.getActivationMode() === 'activate' && !begun.has(context);
	const known = stored.account === key ? readKnown(stored.instances) : undefined;
	if (isActivated || known === undefined) return undefined;
	// A new key may be for the same account, which then has instances that were known before.
	const isSameAccess = stored.accessFingerprint === accessFingerprint;
	return isSameAccess || instances.some(({ instanceId }) => Object.hasOwn(known, instanceId))
		? known
		: undefined;
}

/**
 * Stores what this poll has seen.
 *
 * @param known what the last poll saw
 */
export function keep(
	context: IPollFunctions,
	stored: Partial<PollState>,
	{ key, accessFingerprint, client }: PollAccount,
	instances: readonly Instance[],
	known: KnownInstances | undefined,
): void {
	const shown = instances.map((instance) => withNameShown(instance, client.secrets));
	const remembered = remember(shown, known ?? {}, now());
	Object.assign(stored, { account: key, accessFingerprint, instances: remembered });
	begun.add(context);
}

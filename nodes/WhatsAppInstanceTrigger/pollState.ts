import type { IPollFunctions } from 'n8n-workflow';

import type { Instance } from '../domain/instance';
import { withNameShown } from '../domain/instanceJson';
import type { PollAccount } from './openAccount';
import { readKnown, remember, type KnownInstances } from './statusChanges';

/** What the trigger keeps in the workflow's static data, so that it survives a restart. */
export interface PollState {
	/** The credential the instances were seen with; another one starts anew. */
	account: string;
	/** Tells whether the credential's own content has changed since. */
	accessFingerprint: string;
	instances: KnownInstances;
	/** When a fresh QR code was last requested, in milliseconds since 1970. */
	qrCodeRequestedAt?: number;
}

// n8n makes one context for each activation and polls with it until the workflow is switched off
// (n8n-core 2.41.1, active-workflow-triggers.js, `activatePollTrigger`).
const begun = new WeakSet<IPollFunctions>();

/**
 * What the last poll saw, as far as the present one can be compared with it: not after an
 * activation, nor when the credential leads to another account now.
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
	// A new key may be for the same account, which then has instances that were there before.
	const isSameAccess = stored.accessFingerprint === accessFingerprint;
	return isSameAccess || instances.some(({ instanceId }) => Object.hasOwn(known, instanceId))
		? known
		: undefined;
}

/** Keeps what this poll has seen. @param known what the last one saw */
export function keep(
	context: IPollFunctions,
	stored: Partial<PollState>,
	{ key, accessFingerprint, client }: PollAccount,
	instances: readonly Instance[],
	known: KnownInstances | undefined,
): void {
	const shown = instances.map((instance) => withNameShown(instance, client.secrets));
	const remembered = remember(shown, known);
	Object.assign(stored, { account: key, accessFingerprint, instances: remembered });
	begun.add(context);
}

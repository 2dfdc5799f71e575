import type { IDataObject } from 'n8n-workflow';

import { createPairingLink, readLinkLife, readPairingPageUrl } from '../../domain/pairingLink';
import { now } from '../../transport/clock';
import type { Run, RunItem } from './Run';

/** The pairing link that an item asks for. */
export interface PairingLinkPlan {
	pageUrl: string;
	/** In milliseconds. */
	validFor: number;
}

/**
 * Reads which pairing link an item asks for, before any request.
 *
 * @throws {ParameterError} when the address is not that of a pairing page, or the time is out of
 * range
 */
export function readPairingLinkPlan(pageUrl: unknown, validFor: unknown): PairingLinkPlan {
	return { pageUrl: readPairingPageUrl(pageUrl), validFor: readLinkLife(validFor) };
}

/** The field of an output item that contains the pairing link of an instance. */
export function pairingLinkField(
	{ provider }: Run,
	{ pairingKey }: RunItem,
	{ pageUrl, validFor }: PairingLinkPlan,
	instanceId: string,
): IDataObject {
	const target = { provider: provider.name, instanceId, endsAt: now() + validFor };
	return { pairingLink: { ...createPairingLink(pageUrl, target, pairingKey) } };
}

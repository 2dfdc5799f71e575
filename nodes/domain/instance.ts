import type { JsonObject } from './json';

/** The shared vocabulary for what state an instance is in. */
export const INSTANCE_STATUSES = [
	'pending',
	'starting',
	'awaitingScan',
	'connected',
	'disconnected',
	'failed',
	'unknown',
] as const;

export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

/** One instance as every provider file describes it. */
export interface Instance {
	/** What later calls use: Hypersender's `id`, Wachat's `apiInstanceName`. */
	instanceId: string;
	name: string | null;
	/** Digits with country code, without `+`. */
	phone: string | null;
	status: InstanceStatus;
	/** The provider's own word for the status; `null` when it sent none. */
	providerStatus: string | null;
	/** The creation time as the provider wrote it. */
	createdAt: string | null;
	/** The instance's own bearer token. Leaves the node only when the user asks for it. */
	accessToken?: string;
	/** Why this kind of instance has no QR code at all; absent where it has one, or nobody knows. */
	withoutQrCode?: string;
	/** Other details of this provider that belong into the output. */
	details?: JsonObject;
}

/** An instance of which nothing but its ID is known. */
export function unknownInstance(instanceId: string): Instance {
	return {
		instanceId,
		name: null,
		phone: null,
		status: 'unknown',
		providerStatus: null,
		createdAt: null,
	};
}

/**
 * Adds what a newer answer tells of an instance to what was known. What the newer one leaves open
 * stays as it was.
 */
export function mergeInstance(known: Instance, newer: Instance): Instance {
	const tellsStatus = newer.providerStatus !== null || newer.status !== 'unknown';
	const { status, providerStatus } = tellsStatus ? newer : known;
	const accessToken = newer.accessToken ?? known.accessToken;
	return {
		...known,
		name: newer.name ?? known.name,
		phone: newer.phone ?? known.phone,
		status,
		providerStatus,
		createdAt: newer.createdAt ?? known.createdAt,
		...(accessToken !== undefined && { accessToken }),
		...((known.details ?? newer.details) && { details: { ...known.details, ...newer.details } }),
	};
}

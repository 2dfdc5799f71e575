import type { JsonObject } from './json';

/** The shared vocabulary for the status of an instance. */
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

/** What the code needs to know about a status to decide what to do next. */
export interface StatusTraits {
	/** Whether a phone is connected. */
	readonly isConnected: boolean;
	/** Whether there is a QR code to scan. */
	readonly awaitsScan: boolean;
	/** Whether it is certain that no phone is connected, so that there is nothing to log out. */
	readonly isLoggedOut: boolean;
	/** Completes "The instance …" where it no longer runs; `null` where it does. */
	readonly end: 'has stopped' | 'has failed' | null;
}

const RUNNING: StatusTraits = {
	isConnected: false,
	awaitsScan: false,
	isLoggedOut: false,
	end: null,
};

/** The traits of every status, in one table. */
export const STATUS_TRAITS: Readonly<Record<InstanceStatus, StatusTraits>> = {
	pending: RUNNING,
	starting: RUNNING,
	awaitingScan: { ...RUNNING, awaitsScan: true },
	connected: { ...RUNNING, isConnected: true },
	disconnected: { ...RUNNING, isLoggedOut: true, end: 'has stopped' },
	failed: { ...RUNNING, end: 'has failed' },
	unknown: RUNNING,
};

/** Whether a phone is connected to an instance. */
export function isConnected({ status }: { status: InstanceStatus }): boolean {
	return STATUS_TRAITS[status].isConnected;
}

/** One instance, in the form shared by all providers. */
export interface Instance {
	/** Identifies the instance in later requests. */
	instanceId: string;
	name: string | null;
	/**
	 * Digits with country code, without `+`: the phone that is connected, else the one the instance
	 * was created for.
	 */
	phone: string | null;
	/** The phone the instance was created for, where another one is connected. */
	assignedPhone?: string;
	status: InstanceStatus;
	/** The provider's own word for the status; `null` when it sent none. */
	providerStatus: string | null;
	/** The creation time as the provider wrote it. */
	createdAt: string | null;
	/** The instance's own bearer token. It leaves the node only when the user asks for it. */
	accessToken?: string;
	/**
	 * Why this kind of instance has no QR code at all; absent where it has one, or where that is not
	 * known.
	 */
	withoutQrCode?: string;
	/** Further fields of this provider that belong in the output. */
	details?: JsonObject;
}

/** Whether a response says anything about the status of an instance. */
export function tellsStatus({
	status,
	providerStatus,
}: Pick<Instance, 'status' | 'providerStatus'>): boolean {
	return status !== 'unknown' || providerStatus !== null;
}

/** An instance of which only the ID is known. */
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
 * Merges what a newer response says about an instance into what was known. What the newer one
 * leaves open stays.
 */
export function mergeInstance(known: Instance, newer: Instance): Instance {
	const { status, providerStatus } = tellsStatus(newer) ? newer : known;
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

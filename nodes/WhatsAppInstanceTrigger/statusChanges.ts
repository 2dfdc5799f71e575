import {
	INSTANCE_STATUSES,
	tellsStatus,
	unknownInstance,
	type Instance,
	type InstanceStatus,
} from '../domain/instance';

import { entryOf } from '../domain/text';

/** What can start a workflow: the values of 'Trigger On'. */
export const STATUS_EVENTS = [
	'anyStatusChange',
	'connected',
	'disconnected',
	'failed',
	'instanceAdded',
	'instanceRemoved',
	'qrCodeNeeded',
] as const;

export type StatusEvent = (typeof STATUS_EVENTS)[number];

/** What is remembered of an instance from one poll to the next. */
export interface KnownInstance {
	status: InstanceStatus;
	name: string | null;
	phone: string | null;
}

/** The instances at the last successful poll, by ID. */
export type KnownInstances = Record<string, KnownInstance>;

/** A change to an instance between two polls. */
export interface StatusChange {
	/** The events it counts as, the most specific first. */
	events: StatusEvent[];
	instance: Instance;
	previousStatus: InstanceStatus | null;
}

const EVENT_OF_STATUS: Record<InstanceStatus, StatusEvent | undefined> = {
	pending: undefined,
	starting: undefined,
	awaitingScan: 'qrCodeNeeded',
	connected: 'connected',
	disconnected: 'disconnected',
	failed: 'failed',
	unknown: undefined,
};

/**
 * What to remember of the instances until the next poll. A row without a status says nothing about
 * it, so the last known one stays.
 */
export function remember(
	instances: readonly Instance[],
	before: KnownInstances = {},
): KnownInstances {
	return Object.fromEntries(
		instances.map((instance) => {
			const { instanceId, name, phone } = instance;
			const known = tellsStatus(instance) ? undefined : entryOf(before, instanceId);
			return [instanceId, { status: known?.status ?? instance.status, name, phone }];
		}),
	);
}

/** The events that a status counts as; empty where it counts as none. */
export function eventsOfStatus(status: InstanceStatus): StatusEvent[] {
	const event = EVENT_OF_STATUS[status];
	return event === undefined ? [] : [event];
}

/**
 * Reads what was remembered. Damaged data, or data of another version, counts as nothing, so that
 * the next poll starts over instead of failing forever.
 */
export function readKnown(value: unknown): KnownInstances | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const entries = Object.values(value) as unknown[];
	const areGood = entries.every(
		(entry) =>
			typeof entry === 'object' &&
			entry !== null &&
			'status' in entry &&
			INSTANCE_STATUSES.some((status) => status === entry.status),
	);
	return areGood ? (value as KnownInstances) : undefined;
}

/**
 * Compares the instances of two polls. Each change is reported once; what happened in between and
 * was undone is not reported.
 */
export function findChanges(before: KnownInstances, after: readonly Instance[]): StatusChange[] {
	const changes: StatusChange[] = [];
	for (const instance of after) {
		const known = entryOf(before, instance.instanceId);
		const { status } = instance;
		if (known === undefined) {
			const events: StatusEvent[] = ['instanceAdded', ...eventsOfStatus(status)];
			changes.push({ events, instance, previousStatus: null });
		} else if (known.status !== status && tellsStatus(instance)) {
			const events: StatusEvent[] = [...eventsOfStatus(status), 'anyStatusChange'];
			changes.push({ events, instance, previousStatus: known.status });
		}
	}
	const present = new Set(after.map(({ instanceId }) => instanceId));
	for (const [instanceId, { status, name, phone }] of Object.entries(before)) {
		if (present.has(instanceId)) continue;
		const instance = { ...unknownInstance(instanceId), name, phone };
		changes.push({ events: ['instanceRemoved'], instance, previousStatus: status });
	}
	return changes;
}

import {
	INSTANCE_STATUSES,
	isConnected,
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
	/**
	 * When the last poll that told a status saw that a phone was no longer connected, in milliseconds
	 * since 1970. Absent where none had been connected, and once the next poll has decided what it was.
	 */
	droppedAt?: number;
	/** Whether the list of the last poll did not contain it. */
	isMissing?: true;
}

/** The instances at the last successful poll, by ID. */
export type KnownInstances = Record<string, KnownInstance>;

/** A change to an instance between two polls. */
export interface StatusChange {
	/** The events it counts as, the most specific first. */
	events: StatusEvent[];
	instance: Instance;
	previousStatus: InstanceStatus | null;
	/** When it was first seen, in milliseconds since 1970; absent where that is this poll. */
	changedAt?: number;
	/** Whether a phone was still connected at the last poll, so that it may come back by itself. */
	mayBeTemporary?: true;
	/** Not reported to those who chose this event, because they know already. */
	reportedAs?: StatusEvent;
	/** What is reported in its place to those who chose none of its events. */
	otherwise?: StatusChange;
}

/** The event that an instance counts as while it has a status. */
interface EventOfStatus {
	readonly event: StatusEvent;
	/**
	 * Whether it is reported as soon as it is seen, directly after 'connected' as well. The others wait
	 * for a second poll then: an engine closes its connection once after a scan, and again when a line
	 * is lost, and opens it again by itself.
	 */
	readonly isFinal: boolean;
}

const EVENT_OF_STATUS: Record<InstanceStatus, EventOfStatus | undefined> = {
	pending: undefined,
	starting: undefined,
	awaitingScan: { event: 'qrCodeNeeded', isFinal: false },
	connected: { event: 'connected', isFinal: true },
	disconnected: { event: 'disconnected', isFinal: false },
	failed: { event: 'failed', isFinal: true },
	unknown: undefined,
};

/**
 * What to remember of the instances until the next poll. A row without a status says nothing about
 * it, so the last known one stays. An instance that is missing stays until a second list confirms
 * that it is gone.
 *
 * @param now when the instances were listed, in milliseconds since 1970
 */
export function remember(
	instances: readonly Instance[],
	before: KnownInstances,
	now: number,
): KnownInstances {
	const present = idsOf(instances);
	const missing = Object.entries(before).filter(
		([instanceId, known]) => !present.has(instanceId) && known.isMissing !== true,
	);
	return Object.fromEntries([
		...instances.map((instance) => [
			instance.instanceId,
			rememberOne(instance, entryOf(before, instance.instanceId), now),
		]),
		...missing.map(([instanceId, known]) => [instanceId, { ...known, isMissing: true }]),
	]) as KnownInstances;
}

function rememberOne(
	instance: Instance,
	known: KnownInstance | undefined,
	now: number,
): KnownInstance {
	const { status, name, phone } = instance;
	if (known !== undefined && !tellsStatus(instance)) {
		const { droppedAt } = known;
		const drop = droppedAt === undefined ? {} : { droppedAt };
		return { status: known.status, name, phone, ...drop };
	}
	return { status, name, phone, ...(isDrop(known, instance) && { droppedAt: now }) };
}

/** The events that a status counts as; empty where it counts as none. */
export function eventsOfStatus(status: InstanceStatus): StatusEvent[] {
	const { event } = EVENT_OF_STATUS[status] ?? {};
	return event === undefined ? [] : [event];
}

/**
 * Reads what was remembered. Damaged data, or data of another version, counts as nothing, so that
 * the next poll starts over instead of failing forever.
 */
export function readKnown(value: unknown): KnownInstances | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const entries = Object.values(value) as unknown[];
	return entries.every(isKnownInstance) ? (value as KnownInstances) : undefined;
}

function isKnownInstance(entry: unknown): boolean {
	if (typeof entry !== 'object' || entry === null || !('status' in entry)) return false;
	const { status, droppedAt, isMissing } = entry as Record<string, unknown>;
	return (
		INSTANCE_STATUSES.some((one) => one === status) &&
		(droppedAt === undefined || Number.isFinite(droppedAt)) &&
		(isMissing === undefined || isMissing === true)
	);
}

/**
 * Compares the instances of two polls. Each change is reported once; what happened in between and
 * was undone is not reported. That an instance is disconnected or gone is reported when a second
 * poll has seen it, too.
 */
export function findChanges(before: KnownInstances, after: readonly Instance[]): StatusChange[] {
	const changes: StatusChange[] = [];
	for (const instance of after) {
		const known = entryOf(before, instance.instanceId);
		const change = known === undefined ? addition(instance) : comparison(known, instance);
		if (change !== undefined) changes.push(change);
	}
	const present = idsOf(after);
	for (const [instanceId, known] of Object.entries(before)) {
		if (present.has(instanceId) || known.isMissing !== true) continue;
		const { status, name, phone } = known;
		const instance = { ...unknownInstance(instanceId), name, phone };
		changes.push({ events: ['instanceRemoved'], instance, previousStatus: status });
	}
	return changes;
}

function addition(instance: Instance): StatusChange {
	const events: StatusEvent[] = ['instanceAdded', ...newEvents(instance)];
	return { events, instance, previousStatus: null };
}

function comparison(known: KnownInstance, instance: Instance): StatusChange | undefined {
	if (!tellsStatus(instance)) return undefined;
	if (known.droppedAt !== undefined) return afterDrop(known, known.droppedAt, instance);
	const previousStatus = known.status;
	if (previousStatus === instance.status) return undefined;
	if (!isDrop(known, instance)) {
		return { events: [...newEvents(instance), 'anyStatusChange'], instance, previousStatus };
	}
	const events: StatusEvent[] = [...finalEvents(instance.status), 'anyStatusChange'];
	return { events, instance, previousStatus, mayBeTemporary: true };
}

/** What the poll after the one that saw a drop makes of it. */
function afterDrop(
	{ status: previousStatus }: KnownInstance,
	droppedAt: number,
	instance: Instance,
): StatusChange | undefined {
	const { status } = instance;
	const toldBefore = finalEvents(previousStatus);
	if (isConnected(instance)) {
		// Whoever has not heard of the drop must not hear that it is over either.
		const events: StatusEvent[] = toldBefore.length > 0 ? eventsOfStatus(status) : [];
		return { events: [...events, 'anyStatusChange'], instance, previousStatus };
	}
	const change: StatusChange | undefined =
		previousStatus === status
			? undefined
			: { events: [...newEvents(instance), 'anyStatusChange'], instance, previousStatus };
	const [reportedAs] = toldBefore;
	const events: StatusEvent[] = ['disconnected'];
	if (reportedAs === undefined) {
		events.unshift(...finalEvents(status));
		events.push(...newEvents(instance).filter((event) => !events.includes(event)));
	}
	return {
		events,
		instance,
		previousStatus: 'connected',
		changedAt: droppedAt,
		...(reportedAs !== undefined && { reportedAs }),
		...(change !== undefined && { otherwise: change }),
	};
}

/** Whether a phone was connected at the last poll and is not any more. */
function isDrop(known: KnownInstance | undefined, instance: Instance): boolean {
	return known !== undefined && isConnected(known) && !isConnected(instance);
}

/** The events of a status that was not one's before; "disconnected" needs a connection to end. */
function newEvents({ status }: Instance): StatusEvent[] {
	return eventsOfStatus(status).filter((event) => event !== 'disconnected');
}

function finalEvents(status: InstanceStatus): StatusEvent[] {
	return EVENT_OF_STATUS[status]?.isFinal === true ? eventsOfStatus(status) : [];
}

function idsOf(instances: readonly Instance[]): Set<string> {
	return new Set(instances.map(({ instanceId }) => instanceId));
}

/**
 * What of a change is reported to somebody who chose certain events.
 *
 * @returns the change with these events only; `undefined` when nothing is
 */
export function reportedTo(
	change: StatusChange,
	chosen: readonly StatusEvent[],
): StatusChange | undefined {
	const { reportedAs, otherwise } = change;
	const isKnown = reportedAs !== undefined && chosen.includes(reportedAs);
	const events = isKnown ? [] : change.events.filter((event) => chosen.includes(event));
	if (events.length > 0) return { ...change, events };
	return otherwise && reportedTo(otherwise, chosen);
}

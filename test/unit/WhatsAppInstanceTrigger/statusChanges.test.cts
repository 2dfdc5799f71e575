import fc from 'fast-check';

import {
	INSTANCE_STATUSES,
	unknownInstance,
	type Instance,
} from '../../../nodes/domain/instance.ts';
import {
	eventsOfStatus,
	findChanges,
	readKnown,
	remember as rememberAt,
	reportedTo,
	type KnownInstances,
	type StatusChange,
	type StatusEvent,
} from '../../../nodes/WhatsAppInstanceTrigger/statusChanges.ts';

const instance = (instanceId: string, status: Instance['status']): Instance => ({
	...unknownInstance(instanceId),
	name: `Shop ${instanceId}`,
	phone: '201234567890',
	status,
	providerStatus: status.toUpperCase(),
});

const NOW = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;

const remember = (instances: readonly Instance[], before: KnownInstances = {}, now = NOW) =>
	rememberAt(instances, before, now);

/** What polls a minute apart report, each with the instances it lists; the first one only remembers. */
function poll(...lists: Instance[][]): StatusChange[][] {
	let known: KnownInstances | undefined;
	return lists.map((instances, index) => {
		const changes = known === undefined ? [] : findChanges(known, instances);
		// As n8n stores it.
		const stored: unknown = JSON.parse(
			JSON.stringify(remember(instances, known, NOW + index * MINUTE)),
		);
		known = readKnown(stored);
		return changes;
	});
}

/** What polls report of one instance to somebody who chose these events: its event and the status before. */
function pollOne(chosen: readonly StatusEvent[], ...statuses: Array<Instance['status'] | null>) {
	const rows = statuses.map((status) =>
		status === null ? unknownInstance('a') : instance('a', status),
	);
	return poll(...rows.map((row) => [row])).map((changes) =>
		changes.flatMap((change) => {
			const reported = reportedTo(change, chosen);
			return reported ? [[reported.events[0], reported.previousStatus]] : [];
		}),
	);
}

const account = fc.uniqueArray(
	fc
		.tuple(
			fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__'),
			fc.constantFrom(...INSTANCE_STATUSES),
		)
		.map(([id, status]) => instance(id, status)),
	{ selector: ({ instanceId }) => instanceId },
);

test('an account that has not changed gives no changes', () => {
	fc.assert(
		fc.property(account, (instances) => {
			expect(findChanges(remember(instances), instances)).toEqual([]);
		}),
	);
});

test('each instance is told once at most, and exactly when something about it differs', () => {
	fc.assert(
		fc.property(account, account, (before, after) => {
			const changes = findChanges(remember(before), after);
			const told = changes.map(({ instance: { instanceId } }) => instanceId);

			const statusOf = (instances: Instance[], id: string) =>
				instances.find(({ instanceId }) => instanceId === id)?.status;
			// One that is missing may be back in the next list.
			const ids = after.map(({ instanceId }) => instanceId);
			const differing = ids.filter((id) => statusOf(before, id) !== statusOf(after, id));
			expect([...told].sort()).toEqual(differing.sort());
		}),
	);
});

test('a row without a status says nothing, so that the last known one stays', () => {
	const known = remember([instance('a', 'connected')]);
	const silent = unknownInstance('a');

	expect(findChanges(known, [silent])).toEqual([]);
	expect(remember([silent], known)).toMatchObject({ a: { status: 'connected' } });
	expect(findChanges(known, [{ ...silent, providerStatus: 'NEW_WORD' }])).toHaveLength(1);
	expect(remember([silent])).toMatchObject({ a: { status: 'unknown' } });
});

test('a status counts also when the provider has no word for it', () => {
	const known = remember([instance('a', 'disconnected')]);
	const wordless: Instance = { ...unknownInstance('a'), status: 'connected' };

	expect(findChanges(known, [wordless])).toEqual([
		{
			events: ['connected', 'anyStatusChange'],
			instance: wordless,
			previousStatus: 'disconnected',
		},
	]);
	expect(remember([wordless], known)).toMatchObject({ a: { status: 'connected' } });
});

test('the most telling event comes first', () => {
	const known = remember([instance('a', 'connected')]);

	expect(findChanges(known, [instance('a', 'failed')])[0]?.events).toEqual([
		'failed',
		'anyStatusChange',
	]);
	expect(findChanges({}, [instance('a', 'awaitingScan')])[0]?.events).toEqual([
		'instanceAdded',
		'qrCodeNeeded',
	]);
	expect(findChanges(remember([], known), [])).toMatchObject([
		{
			events: ['instanceRemoved'],
			instance: { instanceId: 'a', name: 'Shop a', status: 'unknown' },
			previousStatus: 'connected',
		},
	]);
});

test('a status without an event of its own is a change all the same', () => {
	expect(eventsOfStatus('starting')).toEqual([]);
	expect(findChanges(remember([instance('a', 'failed')]), [instance('a', 'starting')])).toEqual([
		expect.objectContaining({ events: ['anyStatusChange'], previousStatus: 'failed' }),
	]);
});

test('no more is remembered than there is', () => {
	expect(remember([instance('a', 'connected')])).toEqual({
		a: { status: 'connected', name: 'Shop a', phone: '201234567890' },
	});
});

test('what was remembered is read again as it was', () => {
	const known = remember(INSTANCE_STATUSES.map((status) => instance(status, status)));

	expect(readKnown(JSON.parse(JSON.stringify(known)))).toEqual(known);
	expect(readKnown({})).toEqual({});
});

test.each([
	['nothing', undefined],
	['null', null],
	['an empty text', ''],
	['a number', 7],
	['a list', []],
	['an instance that is null', { a: null }],
	['an instance that is a text', { a: 'connected' }],
	['an instance without a status', { a: { name: 'Shop a' } }],
	['a status of another version', { a: { status: 'sleeping' } }],
	['one good instance and a damaged one', { a: { status: 'connected' }, b: {} }],
	['a drop without its time', { a: { status: 'failed', droppedAt: true } }],
	['an instance that is missing in another way', { a: { status: 'failed', isMissing: 'yes' } }],
])('%s counts as nothing remembered', (_what, value) => {
	expect(readKnown(value)).toBeUndefined();
});

test('what an earlier version has stored is read', () => {
	const stored = { a: { status: 'connected', name: 'Shop a', phone: '201234567890' } };

	expect(readKnown(stored)).toEqual(stored);
	expect(findChanges(stored as KnownInstances, [instance('a', 'connected')])).toEqual([]);
});

describe('disconnected', () => {
	const alert: StatusEvent[] = ['disconnected', 'failed'];
	const DISCONNECTED = ['disconnected', 'connected'];

	test.each<[string, Instance['status']]>([
		['stopped', 'disconnected'],
		['on the way', 'starting'],
		['waiting for a scan', 'awaitingScan'],
		['waiting for a server', 'pending'],
		['something the provider has a new word for', 'unknown'],
	])(
		'is told of one that was connected and is %s for good, at the second look',
		(_what, status) => {
			expect(pollOne(alert, 'connected', status, status, status)).toEqual([
				[],
				[],
				[DISCONNECTED],
				[],
			]);
		},
	);

	test('is told also when the status goes on to change', () => {
		expect(pollOne(alert, 'connected', 'starting', 'awaitingScan', 'disconnected')).toEqual([
			[],
			[],
			[DISCONNECTED],
			[],
		]);
	});

	test.each<Instance['status']>(['disconnected', 'starting', 'awaitingScan', 'unknown'])(
		'is no connection that closes once (%s), as after a scan, and comes back',
		(status) => {
			const chosen: StatusEvent[] = [...alert, 'connected', 'qrCodeNeeded'];
			expect(
				pollOne(chosen, 'awaitingScan', 'connected', status, 'connected', 'connected'),
			).toEqual([[], [['connected', 'awaitingScan']], [], [], []]);
		},
	);

	test('is no instance that was never connected', () => {
		expect(pollOne(alert, 'awaitingScan', 'disconnected', 'disconnected')).toEqual([[], [], []]);
		expect(poll([], [instance('a', 'disconnected')])[1]?.[0]?.events).toEqual(['instanceAdded']);
	});

	test('is told once more after the next connection', () => {
		const statuses = ['connected', 'starting', 'starting', 'connected', 'starting', 'starting'];
		expect(pollOne(alert, ...(statuses as Array<Instance['status']>)).flat()).toEqual([
			DISCONNECTED,
			DISCONNECTED,
		]);
	});

	test('is neither confirmed nor taken back by a row that tells no status', () => {
		expect(pollOne(alert, 'connected', 'starting', null, null, 'starting')).toEqual([
			[],
			[],
			[],
			[],
			[DISCONNECTED],
		]);
		expect(pollOne(alert, 'connected', null, 'connected').flat()).toEqual([]);
	});

	test('is confirmed by a list that has the instance, not by one that misses it', () => {
		const [connected, stopped] = [instance('a', 'connected'), instance('a', 'disconnected')];
		const changes = poll([connected], [stopped], [], [stopped]);

		expect(
			changes
				.slice(1, 3)
				.flat()
				.map(({ events }) => events),
		).toEqual([['anyStatusChange']]);
		expect(changes[3]?.[0]?.events).toEqual(['disconnected']);
	});

	test('has the time of the first look', () => {
		const [connected, starting] = [instance('a', 'connected'), instance('a', 'starting')];
		const changes = poll([connected], [starting], [starting]);

		expect(changes[2]?.[0]).toMatchObject({ changedAt: NOW + MINUTE });
	});

	test('holds the need of a QR code back, and tells it with the drop', () => {
		const statuses = ['connected', 'awaitingScan', 'awaitingScan', 'awaitingScan'] as const;
		const needed = ['qrCodeNeeded', 'connected'];

		expect(pollOne(['qrCodeNeeded'], ...statuses)).toEqual([[], [], [needed], []]);
		expect(pollOne([...alert, 'qrCodeNeeded'], ...statuses)).toEqual([[], [], [DISCONNECTED], []]);
		expect(poll(...statuses.map((one) => [instance('a', one)]))[2]?.[0]?.events).toEqual([
			'disconnected',
			'qrCodeNeeded',
		]);
	});

	test('does not hold back what is needed by one that was not connected', () => {
		expect(pollOne(['qrCodeNeeded'], 'starting', 'awaitingScan')).toEqual([
			[],
			[['qrCodeNeeded', 'starting']],
		]);
	});

	test('is not told again to those who have been told that it failed', () => {
		const statuses = ['connected', 'failed', 'failed', 'failed'] as const;
		const failed = ['failed', 'connected'];

		expect(pollOne(alert, ...statuses)).toEqual([[], [failed], [], []]);
		expect(pollOne(['failed'], ...statuses)).toEqual([[], [failed], [], []]);
		expect(pollOne(['disconnected'], ...statuses)).toEqual([[], [], [DISCONNECTED], []]);
		expect(pollOne(alert, 'connected', 'failed', 'disconnected', 'disconnected')).toEqual([
			[],
			[failed],
			[],
			[],
		]);
		expect(pollOne([...alert, 'qrCodeNeeded'], 'connected', 'failed', 'awaitingScan')).toEqual([
			[],
			[failed],
			[['qrCodeNeeded', 'failed']],
		]);
	});

	test('is one event with a failure that is seen at the second look', () => {
		expect(pollOne(alert, 'connected', 'awaitingScan', 'failed', 'failed')).toEqual([
			[],
			[],
			[['failed', 'connected']],
			[],
		]);
	});

	test('recovery is told to those who were told of the failure', () => {
		expect(pollOne(['failed', 'connected'], 'connected', 'failed', 'connected')).toEqual([
			[],
			[['failed', 'connected']],
			[['connected', 'failed']],
		]);
	});

	test('any status change is told at once, each with the status before', () => {
		expect(
			pollOne(['anyStatusChange'], 'connected', 'starting', 'awaitingScan', 'connected'),
		).toEqual([
			[],
			[['anyStatusChange', 'connected']],
			[['anyStatusChange', 'starting']],
			[['anyStatusChange', 'awaitingScan']],
		]);
		expect(pollOne(['anyStatusChange'], 'connected', 'starting', 'starting').flat()).toHaveLength(
			1,
		);
	});
});

describe('a list that is short for once', () => {
	const [cairo, giza] = [instance('a', 'connected'), instance('b', 'awaitingScan')];

	test.each<[string, Instance[]]>([
		['without any', []],
		['without one', [cairo]],
	])('%s removes nothing, and adds nothing when it is whole again', (_how, short) => {
		expect(poll([cairo, giza], short, [cairo, giza], short, [cairo, giza]).flat()).toEqual([]);
	});

	test('removes what the next list does not have either', () => {
		const changes = poll([cairo, giza], [cairo], [cairo], [cairo]);

		expect(changes.map((one) => one.map(({ events }) => events))).toEqual([
			[],
			[],
			[['instanceRemoved']],
			[],
		]);
		expect(poll([cairo], [], [], [cairo])[3]?.[0]?.events).toEqual(['instanceAdded', 'connected']);
	});

	test('hides no change of what is back', () => {
		const changes = poll([cairo, giza], [], [cairo, instance('b', 'connected')]);

		expect(changes[2]).toEqual([
			expect.objectContaining({ events: ['connected', 'anyStatusChange'] }),
		]);
	});
});

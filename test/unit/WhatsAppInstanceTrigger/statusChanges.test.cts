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
	remember,
} from '../../../nodes/WhatsAppInstanceTrigger/statusChanges.ts';

const instance = (instanceId: string, status: Instance['status']): Instance => ({
	...unknownInstance(instanceId),
	name: `Shop ${instanceId}`,
	phone: '201234567890',
	status,
	providerStatus: status.toUpperCase(),
});

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
			const ids = [...new Set([...before, ...after].map(({ instanceId }) => instanceId))];
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

	expect(findChanges(known, [instance('a', 'disconnected')])[0]?.events).toEqual([
		'disconnected',
		'anyStatusChange',
	]);
	expect(findChanges({}, [instance('a', 'awaitingScan')])[0]?.events).toEqual([
		'instanceAdded',
		'qrCodeNeeded',
	]);
	expect(findChanges(known, [])[0]).toMatchObject({
		events: ['instanceRemoved'],
		instance: { instanceId: 'a', name: 'Shop a', status: 'unknown' },
		previousStatus: 'connected',
	});
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
])('%s counts as nothing remembered', (_what, value) => {
	expect(readKnown(value)).toBeUndefined();
});

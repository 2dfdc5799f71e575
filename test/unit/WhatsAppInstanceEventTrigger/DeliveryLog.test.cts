import { randomUUID } from 'node:crypto';

import {
	DeliveryLog,
	fingerprint,
	mergeRecent,
	MAX_IN_PROCESS,
	MAX_REMEMBERED,
	readStored,
	REMEMBERED_FOR,
	type RecentDeliveries,
} from '../../../nodes/WhatsAppInstanceEventTrigger/DeliveryLog.ts';

const NOW = Date.UTC(2026, 2, 1);

describe('what is remembered of deliveries', () => {
	it('is never more than the limit, and the newest', () => {
		let recent: ReturnType<typeof mergeRecent> = [];
		for (let count = 0; count < MAX_REMEMBERED + 50; count += 1) {
			recent = mergeRecent(recent, [[fingerprint(String(count)), NOW + count]], NOW + count);
		}
		const prints = recent.map(([print]) => print);
		expect(prints).toHaveLength(MAX_REMEMBERED);
		expect(prints).not.toContain(fingerprint('49'));
		expect(prints).toContain(fingerprint('50'));
	});

	it('stands in the order in which it came, so that the oldest goes first', () => {
		const early = ['early', NOW] as const;
		const merged = mergeRecent([['late', NOW + 2]], [early, ['between', NOW + 1]], NOW + 2);
		expect(merged.map(([print]) => print)).toEqual(['early', 'between', 'late']);
	});

	it('stands there once, however often it came', () => {
		expect(mergeRecent([['twice', NOW]], [['twice', NOW + 1]], NOW + 1)).toEqual([
			['twice', NOW + 1],
		]);
	});

	it('is forgotten when it is too old to come back, also when the clock was set back', () => {
		const young = ['young', NOW - REMEMBERED_FOR] as const;
		const old = ['old', NOW - REMEMBERED_FOR - 1] as const;
		expect(mergeRecent([old, young, ['odd', NOW * 2]], [], NOW)).toEqual([young]);
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['an object', { a: NOW }],
		['a text', `a ${NOW}`],
		['no times', ['a yesterday', 'b', '', null, 7, { toString: 7 }]],
	])('is not taken from static data in which somebody has put %s', (_what, stored) => {
		expect(mergeRecent(readStored(stored), [], NOW)).toEqual([]);
	});

	it('takes as much room for a long key as for a short one', () => {
		expect(fingerprint('a'.repeat(1_000_000))).toHaveLength(22);
		expect(fingerprint('a')).toHaveLength(22);
		expect(fingerprint('a')).not.toBe(fingerprint('b'));
	});
});

describe('the memory of one trigger', () => {
	it('knows what other calls took in whose static data is not there', () => {
		const scope = randomUUID();
		new DeliveryLog(scope, {}).add('a', NOW);
		const other = new DeliveryLog(scope, {});

		expect([other.holds('a', NOW + 1), other.holds('b', NOW + 1)]).toEqual([true, false]);
		other.remove('a');
		expect(other.holds('a', NOW + 1)).toBe(false);
	});

	it('knows what the static data holds, although the process is a new one', () => {
		const staticData = {};
		new DeliveryLog(randomUUID(), staticData).add('a', NOW);
		new DeliveryLog(randomUUID(), staticData).add('b', NOW);
		const later = new DeliveryLog(randomUUID(), staticData);
		expect(['a', 'b', 'c'].map((key) => later.holds(key, NOW))).toEqual([true, true, false]);
	});

	it('adds to what the static data of an earlier process holds', () => {
		const staticData = {};
		new DeliveryLog(randomUUID(), staticData).add('a', NOW);
		new DeliveryLog(randomUUID(), staticData).add('b', NOW + 1);
		expect(staticData).toEqual({
			recentDeliveries: [`${fingerprint('a')} ${NOW}`, `${fingerprint('b')} ${NOW + 1}`],
		});
	});

	it('lets a delivery be taken back that it does not know', () => {
		const memory = new DeliveryLog(randomUUID(), {});
		expect(() => {
			memory.remove('a');
		}).not.toThrow();
	});

	it('puts into the static data what another call had stored in vain', () => {
		const scope = randomUUID();
		new DeliveryLog(scope, {}).add('a', NOW);
		const staticData: { recentDeliveries?: RecentDeliveries } = {};
		new DeliveryLog(scope, staticData).add('b', NOW);
		expect(staticData.recentDeliveries).toHaveLength(2);
	});

	it('holds far more in this process than in the static data', () => {
		const scope = randomUUID();
		const staticData: { recentDeliveries?: RecentDeliveries } = {};
		const memory = new DeliveryLog(scope, staticData);
		for (let count = 0; count < 3 * MAX_REMEMBERED; count += 1) memory.add(String(count), NOW);

		expect(memory.holds('0', NOW)).toBe(true);
		expect(staticData.recentDeliveries).toHaveLength(MAX_REMEMBERED);
		expect(JSON.stringify(staticData).length).toBeLessThan(25_000);
	});

	it('is bounded in this process, too, and lets the oldest go', () => {
		const scope = randomUUID();
		const memory = new DeliveryLog(scope, {});
		for (let count = 0; count <= MAX_IN_PROCESS; count += 1) {
			new DeliveryLog(scope, {}).add(String(count), NOW);
		}

		expect([memory.holds('0', NOW), memory.holds('1', NOW)]).toEqual([false, true]);
	});

	it('is not shared between triggers', () => {
		new DeliveryLog(randomUUID(), {}).add('a', NOW);
		expect(new DeliveryLog(randomUUID(), {}).holds('a', NOW)).toBe(false);
	});

	it('forgets after its time', () => {
		const memory = new DeliveryLog(randomUUID(), {});
		memory.add('a', NOW);
		expect(memory.holds('a', NOW + REMEMBERED_FOR)).toBe(true);
		expect(memory.holds('a', NOW + REMEMBERED_FOR + 1)).toBe(false);
	});

	it('lets go of what an idle trigger took in as soon as another gets a delivery', () => {
		const idle = randomUUID();
		new DeliveryLog(idle, {}).add('a', NOW);
		new DeliveryLog(randomUUID(), {}).add('b', NOW + REMEMBERED_FOR + 1);
		expect(new DeliveryLog(idle, {}).holds('a', NOW)).toBe(false);
	});
});

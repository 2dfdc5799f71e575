import type { InstanceStatus } from '../../../nodes/domain/instance.ts';
import type { RateLimit } from '../../../nodes/transport/RateLimiter.ts';
import type {
	PageCode,
	PageState,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import { LIST_INTERVAL, PairingAccount } from '../support/pairingAccount.cts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

const MINUTE = 60_000;
const oneAMinute: RateLimit = { name: 'code', requests: 1, perMilliseconds: MINUTE };
const twoAMinute: RateLimit = { name: 'code', requests: 2, perMilliseconds: MINUTE };

let clock: SteppedClock;
beforeEach(() => {
	clock = newClock();
});

function accountOf(
	options: ConstructorParameters<typeof PairingAccount>[1],
	instances: Record<string, InstanceStatus> = { a: 'awaitingScan' },
): PairingAccount {
	const account = new PairingAccount(clock, options);
	for (const [id, status] of Object.entries(instances)) account.instances.set(id, status);
	return account;
}

/** Lets time pass in which everything is answered. */
async function result<T>(work: Promise<T>): Promise<T> {
	await clock.pass(0);
	return await work;
}

async function nextList(): Promise<void> {
	await clock.pass(LIST_INTERVAL);
}

function codeIn(state: PageState): PageCode {
	if (state.kind !== 'scan') throw new Error(`the page shows ${state.kind}`);
	return state.code;
}

const kindsOf = (shown: Array<{ state: PageState }>) => [
	...new Set(shown.map(({ state }) => state.kind)),
];

describe('the list', () => {
	it('is requested once per interval, however many pages are open', async () => {
		const ids = Array.from({ length: 20 }, (_, index) => `i${index}`);
		const all = Object.fromEntries(ids.map((id) => [id, 'awaitingScan' as const]));
		const account = accountOf({ latency: 300 }, all);
		for (const id of ids) account.open(id);
		await clock.pass(MINUTE);
		expect(account.count('list')).toBeLessThanOrEqual(1 + MINUTE / LIST_INTERVAL);
		expect(account.count('list')).toBeGreaterThan(6);
	});

	it('is not requested while nobody asks', async () => {
		const account = accountOf({});
		account.open('a', 1);
		await clock.pass(10 * MINUTE);
		expect(account.count('list')).toBe(1);
	});

	it('that lacks an instance once leaves it, and twice in a row removes it', async () => {
		const account = accountOf({});
		const states: string[] = [];
		for (const isListed of [true, false, true, false, false, false]) {
			if (isListed) account.instances.set('a', 'awaitingScan');
			else account.instances.delete('a');
			states.push((await result(account.stateOf('a'))).kind);
			await nextList();
		}
		expect(states).toEqual(['scan', 'preparing', 'scan', 'preparing', 'removed', 'removed']);
	});

	it('that lacks an instance and is looked at twice counts once', async () => {
		const account = accountOf({}, {});
		expect((await result(account.stateOf('a'))).kind).toBe('preparing');
		expect((await result(account.stateOf('a'))).kind).toBe('preparing');
		expect(account.count('list')).toBe(1);
	});

	it('that lacks a connected instance once is not believed, and does not say that it waits', async () => {
		const account = accountOf({}, { a: 'connected' });
		const looks: Array<[string, boolean]> = [];
		for (const isListed of [true, false, true, false, false]) {
			if (isListed) account.instances.set('a', 'connected');
			else account.instances.delete('a');
			const answer = await result(account.ask('a'));
			looks.push([answer.state.kind, answer.isListed]);
			await nextList();
		}
		expect(looks).toEqual([
			['connected', true],
			['preparing', false],
			['connected', true],
			['preparing', false],
			['removed', false],
		]);
	});

	it('that fails leaves what was known for a minute', async () => {
		const account = accountOf({}, { a: 'pending' });
		account.failures.list = [];
		await result(account.stateOf('a'));
		account.failures.list = Array.from({ length: 20 }, () => 'unreadable' as const);
		for (let second = 1; second < 60; second += 1) {
			await clock.pass(1000);
			expect((await result(account.stateOf('a'))).kind).toBe('preparing');
		}
		await clock.pass(1000);
		expect((await result(account.stateOf('a'))).kind).toBe('unavailable');
	});

	it('is requested more and more seldom while it fails, and as usual afterwards', async () => {
		const account = accountOf({});
		account.failures.list = Array.from({ length: 6 }, () => 'providerFailure' as const);
		for (let second = 0; second <= 260; second += 1) {
			await result(account.stateOf('a'));
			await clock.pass(1000);
		}
		const lists = account.log.filter((line) => line.startsWith('list'));
		expect(lists.slice(0, 9).map((line) => Number(line.split(' ').at(-1)))).toEqual([
			0, 7, 21, 49, 105, 161, 217, 224, 231,
		]);

		account.failures.list = ['providerFailure'];
		for (let second = 0; second <= 20; second += 1) {
			await result(account.stateOf('a'));
			await clock.pass(1000);
		}
		const times = account.log.filter((line) => line.startsWith('list')).slice(-2);
		const [failed = 0, next = 0] = times.map((line) => Number(line.split(' ').at(-1)));
		expect(next - failed).toBe(7);
	});
});

describe('a code', () => {
	it('is requested once for all windows of a link', async () => {
		const account = accountOf({ latency: 400 });
		const windows = [account.stateOf('a'), account.stateOf('a'), account.stateOf('a')];
		await clock.pass(2000);
		const ids = (await Promise.all(windows)).map((state) => codeIn(state).id);
		expect(new Set(ids).size).toBe(1);
		expect(account.count('code')).toBe(1);
	});

	it('is not requested while one is valid, and its image is not sent twice', async () => {
		const account = accountOf({ limit: oneAMinute });
		const { id, png, endsIn, life } = codeIn(await result(account.stateOf('a')));
		expect(png).toBe(Buffer.from('code 1').toString('base64'));
		expect([endsIn, life]).toEqual([MINUTE, MINUTE]);
		await clock.pass(MINUTE - 1);
		const later = codeIn(await result(account.stateOf('a', { shows: id })));
		expect(later).toEqual({ id, endsIn: 1, life: MINUTE });
		expect(codeIn(await result(account.stateOf('a', { shows: 'another' }))).png).toBe(png);
		expect(account.count('code')).toBe(1);
		await clock.pass(1);
		expect(codeIn(await result(account.stateOf('a', { shows: id }))).id).not.toBe(id);
		expect(account.count('code')).toBe(2);
	});

	it('of unknown age is looked at again after at most 20 seconds', async () => {
		const account = accountOf({});
		account.open('a');
		await clock.pass(MINUTE);
		const times = account.log
			.filter((line) => line.startsWith('code'))
			.map((line) => Number(line.split(' ').at(-1)));
		expect(times).toEqual([0, 20, 40, 60]);
	});

	it('of unknown age has no end that anybody could be told', async () => {
		const account = accountOf({});
		expect(codeIn(await result(account.stateOf('a')))).toMatchObject({ endsIn: null, life: null });
	});

	it('that is still the same keeps its ID', async () => {
		const account = accountOf({});
		account.codeAnswer = { png: Buffer.from('same'), validFor: MINUTE };
		const { id } = codeIn(await result(account.stateOf('a')));
		await clock.pass(20_000);
		expect(codeIn(await result(account.stateOf('a'))).id).toBe(id);
		expect(account.count('code')).toBe(2);
		account.codeAnswer = { png: Buffer.from('other'), validFor: MINUTE };
		await clock.pass(20_000);
		const { state, dueIn } = await result(account.ask('a'));
		expect(codeIn(state).id).toBe(id);
		expect(dueIn).toBe(1000);
		await clock.pass(1000);
		expect(codeIn(await result(account.stateOf('a'))).id).not.toBe(id);
	});

	it('of unknown length of life is shown for a minute at most', async () => {
		const account = accountOf({ validFor: null });
		await result(account.stateOf('a'));
		account.failures.code = Array.from({ length: 20 }, () => 'timedOut' as const);
		await clock.pass(MINUTE - 1);
		expect((await result(account.stateOf('a'))).kind).toBe('scan');
		await clock.pass(1);
		expect((await result(account.stateOf('a'))).kind).toBe('preparing');
	});

	it('without an image is shown where there is something to type', async () => {
		const account = accountOf({});
		const withoutImage = { validFor: null, pairingCode: 'ABCD1234' };
		account.codeAnswer = { problem: 'no image', isTransient: true, withoutImage };
		const code = codeIn(await result(account.stateOf('a')));
		expect(code).toMatchObject({ pairingCode: 'ABCD1234' });
		expect(code).not.toHaveProperty('png');
	});

	it('that does not come is requested every 5 seconds, and the sixth failure shows', async () => {
		const account = accountOf({});
		account.codeAnswer = { problem: 'not ready', isTransient: true };
		const kinds: string[] = [];
		for (let second = 0; second <= 25; second += 1) {
			kinds.push((await result(account.stateOf('a'))).kind);
			await clock.pass(1000);
		}
		expect(kinds.indexOf('failed')).toBe(25);
		expect(account.count('code')).toBe(6);
		account.codeAnswer = undefined;
		await clock.pass(5000);
		expect((await result(account.stateOf('a'))).kind).toBe('scan');
	});

	it('that was refused with a 429 is waited for, without any failure', async () => {
		const account = accountOf({});
		account.failures.code = Array.from({ length: 20 }, () => 'rateLimited' as const);
		const shown = account.open('a', 2 * MINUTE);
		await clock.pass(2 * MINUTE);
		expect(kindsOf(shown)).toEqual(['preparing']);
		account.failures.code = [];
		expect((await result(account.stateOf('a'))).kind).toBe('scan');
	});
});

describe('a pairing code that is being typed', () => {
	const typing = { types: true };

	it('is not replaced for 160 seconds', async () => {
		const account = accountOf({ pairingCodes: true });
		const { pairingCode } = codeIn(await result(account.stateOf('a', typing)));
		for (let second = 5; second < 160; second += 5) {
			await clock.pass(5000);
			const code = codeIn(await result(account.stateOf('a', typing)));
			expect(code.pairingCode).toBe(pairingCode);
		}
		expect(account.count('code')).toBe(1);
		await clock.pass(5000);
		const next = codeIn(await result(account.stateOf('a', typing)));
		expect(next.pairingCode).not.toBe(pairingCode);
	});

	it('is replaced at once by whoever asks for a new one', async () => {
		const account = accountOf({ pairingCodes: true, latency: 1000 });
		const first = account.stateOf('a', typing);
		await clock.pass(3000);
		const { id } = codeIn(await first);
		const renewed = account.stateOf('a', { ...typing, intent: 'renew' });
		await clock.pass(3000);
		expect(codeIn(await renewed).id).not.toBe(id);
		expect(account.count('code')).toBe(2);
	});

	it('is replaced as usual when nobody types any more', async () => {
		const account = accountOf({ pairingCodes: true });
		await result(account.stateOf('a', typing));
		await clock.pass(19_999);
		await result(account.stateOf('a'));
		expect(account.count('code')).toBe(1);
		await clock.pass(1);
		await result(account.stateOf('a'));
		expect(account.count('code')).toBe(2);
	});
});

describe('a limit of codes', () => {
	const twenty = Array.from({ length: 20 }, (_, index) => `i${index + 10}`);
	const all = Object.fromEntries(twenty.map((id) => [id, 'awaitingScan' as const]));

	it.each([
		[oneAMinute, 0],
		[oneAMinute, 200],
		[twoAMinute, 0],
	])(
		'holds over 20 pages, and each is told when its turn comes (%j, %i ms)',
		async (limit, latency) => {
			const account = accountOf({ limit, latency }, all);
			const pages = new Map(twenty.map((id) => [id, account.open(id)]));
			await clock.pass(20 * MINUTE);

			const codes = account.log
				.filter((line) => line.startsWith('code'))
				.map((line) => line.split(' '))
				.map(([, id = '', , second]) => ({ id, at: Number(second) * 1000 }));
			codes.forEach(({ at }, index) => {
				const before = codes[index - limit.requests];
				if (before) expect(at - before.at).toBeGreaterThanOrEqual(MINUTE);
			});
			expect(codes.slice(0, 20).map(({ id }) => id)).toEqual(twenty);

			for (const [index, id] of twenty.entries()) {
				const shown = pages.get(id) ?? [];
				const scan = shown.find(({ state }) => state.kind === 'scan');
				for (const { at, state } of shown) {
					if (state.kind !== 'queued' || at > (scan?.at ?? 0)) continue;
					expect(Math.abs(at + state.readyIn - (scan?.at ?? 0))).toBeLessThanOrEqual(
						1000 + latency * index,
					);
				}
				const [first] = shown;
				if (index < limit.requests) expect(first?.state.kind).toBe('scan');
				else if (latency === 0) {
					expect(first?.state).toMatchObject({ kind: 'queued', ahead: index - limit.requests });
				}
			}
		},
	);

	it('gives the turn of a page that has stopped asking to the next', async () => {
		const account = accountOf({ limit: oneAMinute }, all);
		await result(account.stateOf('i10'));
		expect(await result(account.stateOf('i11'))).toMatchObject({ kind: 'queued', ahead: 0 });
		expect(await result(account.stateOf('i12'))).toMatchObject({ kind: 'queued', ahead: 1 });
		account.open('i12');
		await clock.pass(30_000);
		expect(await result(account.stateOf('i12'))).toMatchObject({ ahead: 1 });
		await clock.pass(1);
		expect(await result(account.stateOf('i12'))).toMatchObject({ ahead: 0 });
		await clock.pass(30_000);
		expect(account.log.at(-1)).not.toMatch(/i11/);
		expect(account.count('code i12')).toBe(1);
	});

	it('gives the turn of an instance that needs no code any more to the next', async () => {
		const account = accountOf({ limit: oneAMinute }, all);
		for (const id of ['i10', 'i11', 'i12']) await result(account.stateOf(id));
		account.instances.set('i11', 'connected');
		await nextList();
		expect(await result(account.stateOf('i11'))).toEqual({ kind: 'connected' });
		expect(await result(account.stateOf('i12'))).toMatchObject({ ahead: 0 });
	});

	it('keeps the place of a page whose turn the provider has refused', async () => {
		const account = accountOf({ limit: oneAMinute }, all);
		for (const id of ['i10', 'i11', 'i12']) account.open(id);
		await clock.pass(MINUTE - 1);
		account.failures.code = ['rateLimited'];
		await clock.pass(1);
		expect(account.count('code i11')).toBe(1);
		expect(await result(account.stateOf('i11'))).toEqual({
			kind: 'queued',
			ahead: 0,
			readyIn: MINUTE,
		});
		await clock.pass(2 * MINUTE);
		const codes = account.log.filter((line) => line.startsWith('code'));
		expect(codes).toEqual([
			'code i10 at 0',
			'code i11 at 60',
			'code i11 at 120',
			'code i12 at 180',
		]);
	});

	it('lets several windows of one link share its turn', async () => {
		const account = accountOf({ limit: oneAMinute }, all);
		for (const id of ['i10', 'i11', 'i11', 'i11', 'i12']) account.open(id);
		await clock.pass(2 * MINUTE);
		expect(account.count('code i11')).toBe(1);
		expect(account.count('code i12')).toBe(1);
	});
});

describe('after a scan', () => {
	const scanned = async (account: PairingAccount) => {
		await result(account.stateOf('a'));
	};

	it.each<InstanceStatus>(['starting', 'pending', 'disconnected', 'unknown'])(
		'an instance that is %s for a moment is connecting',
		async (status) => {
			const account = accountOf({ canRestart: true });
			await scanned(account);
			account.instances.set('a', status);
			await nextList();
			const { kind } = await result(account.stateOf('a'));
			if (status === 'unknown') expect(kind).not.toBe('failed');
			else expect(kind).toBe('connecting');
			expect(account.count('restart')).toBe(0);
			account.instances.set('a', 'connected');
			await nextList();
			expect((await result(account.stateOf('a'))).kind).toBe('connected');
		},
	);

	it('a connection that closes, starts and opens is never shown as failed', async () => {
		const account = accountOf({ canRestart: true });
		const shown = account.open('a', MINUTE);
		const steps: Array<[number, InstanceStatus]> = [
			[9000, 'disconnected'],
			[10_000, 'starting'],
			[10_000, 'disconnected'],
			[10_000, 'connected'],
		];
		for (const [time, status] of steps) {
			await clock.pass(time);
			account.instances.set('a', status);
		}
		await clock.pass(20_000);
		expect(kindsOf(shown)).toEqual(['scan', 'connecting', 'connected']);
	});

	it('an instance that does not come back within 45 seconds is helped', async () => {
		const account = accountOf({ canRestart: true });
		await scanned(account);
		account.instances.set('a', 'disconnected');
		await nextList();
		await result(account.stateOf('a'));
		await clock.pass(44_999);
		expect((await result(account.stateOf('a'))).kind).toBe('connecting');
		await clock.pass(1);
		expect((await result(account.stateOf('a'))).kind).toBe('restarting');
	});

	it('one that closes again when it was made is not being made any more', async () => {
		const account = accountOf({ canRestart: true });
		await scanned(account);
		const states: string[] = [];
		for (const status of ['starting', 'connected', 'disconnected'] as const) {
			account.instances.set('a', status);
			await nextList();
			states.push((await result(account.stateOf('a'))).kind);
		}
		expect(states).toEqual(['connecting', 'connected', 'restarting']);
	});

	it('the code that was scanned is not shown again', async () => {
		const account = accountOf({ limit: oneAMinute });
		await scanned(account);
		const states: string[] = [];
		for (const status of ['connected', 'awaitingScan'] as const) {
			account.instances.set('a', status);
			await nextList();
			states.push((await result(account.stateOf('a'))).kind);
		}
		expect(states).toEqual(['connected', 'queued']);
	});

	it('the live status confirms once that it is connected, however many windows ask', async () => {
		const account = accountOf({ latency: 200 });
		for (let window = 0; window < 5; window += 1) account.open('a', MINUTE);
		await clock.pass(10_000);
		account.instances.set('a', 'connected');
		await clock.pass(50_000);
		expect(account.count('live')).toBe(1);
	});

	it('a live status that disagrees counts', async () => {
		const account = accountOf({});
		await scanned(account);
		account.instances.set('a', 'connected');
		account.live.set('a', 'starting');
		await nextList();
		expect((await result(account.stateOf('a'))).kind).toBe('connecting');
		account.live.set('a', 'connected');
		expect((await result(account.stateOf('a'))).kind).toBe('connected');
	});

	it('a live status that cannot be had does not keep anybody waiting', async () => {
		const account = accountOf({}, { a: 'connected' });
		account.failures.live = ['rateLimited'];
		expect((await result(account.stateOf('a'))).kind).toBe('connected');
		expect((await result(account.stateOf('a'))).kind).toBe('connected');
		expect(account.count('live')).toBe(1);
	});

	it('the next pairing is confirmed again', async () => {
		const account = accountOf({}, { a: 'connected' });
		for (const status of ['connected', 'awaitingScan', 'connected'] as const) {
			account.instances.set('a', status);
			await result(account.stateOf('a'));
			await nextList();
		}
		expect(account.count('live')).toBe(2);
	});
});

describe.each<InstanceStatus>(['disconnected', 'failed'])('an instance that is %s', (status) => {
	it('is restarted once, and not again within 10 minutes', async () => {
		const account = accountOf({ canRestart: true }, { a: status });
		const shown = account.open('a', 21 * MINUTE);
		account.open('a', 21 * MINUTE);
		await clock.pass(10 * MINUTE - 1000);
		expect(account.count('restart')).toBe(1);
		expect(kindsOf(shown)).toEqual(['restarting', 'failed']);
		expect(shown.find(({ state }) => state.kind === 'failed')?.at).toBeGreaterThanOrEqual(MINUTE);
		await clock.pass(10_000);
		expect(account.count('restart')).toBe(2);
	});

	it('that comes back is shown as restarting until it has a code', async () => {
		const account = accountOf({ canRestart: true }, { a: status });
		const shown = account.open('a', MINUTE);
		await clock.pass(10_000);
		account.instances.set('a', 'starting');
		await clock.pass(10_000);
		account.instances.set('a', 'awaitingScan');
		await clock.pass(20_000);
		expect(kindsOf(shown)).toEqual(['restarting', 'scan']);
	});

	it('has failed where the option is off', async () => {
		const account = accountOf({ canRestart: true }, { a: status });
		expect(await result(account.stateOf('a', { restartIfNeeded: false }))).toEqual({
			kind: 'failed',
		});
		expect(account.count('restart')).toBe(0);
	});

	it('has failed when the restart does, and is left alone', async () => {
		const account = accountOf({ canRestart: true }, { a: status });
		account.failures.restart = ['providerFailure'];
		expect((await result(account.stateOf('a'))).kind).toBe('failed');
		await clock.pass(MINUTE);
		expect((await result(account.stateOf('a'))).kind).toBe('failed');
		expect(account.count('restart')).toBe(1);
	});

	it('is restarted later when the limit does not allow it now', async () => {
		const account = accountOf({ canRestart: true }, { a: status });
		account.failures.restart = ['rateLimited'];
		expect((await result(account.stateOf('a'))).kind).toBe('restarting');
		await nextList();
		expect((await result(account.stateOf('a'))).kind).toBe('restarting');
		expect(account.count('restart')).toBe(2);
	});

	it('gets a new code where there is no restart', async () => {
		const account = accountOf({}, { a: status });
		expect((await result(account.stateOf('a'))).kind).toBe('scan');
		expect(account.count('code')).toBe(1);
	});
});

it.each<InstanceStatus>(['pending', 'starting'])(
	'an instance that is %s is being prepared',
	async (status) => {
		const account = accountOf({ canRestart: true }, { a: status });
		const shown = account.open('a', 5 * MINUTE);
		await clock.pass(5 * MINUTE);
		expect(kindsOf(shown)).toEqual(['preparing']);
		expect(account.count('code')).toBe(0);
		expect(account.count('restart')).toBe(0);
	},
);

describe('a window that has left', () => {
	const left = { intent: 'leave' } as const;

	it('has no code requested', async () => {
		const account = accountOf({});
		await result(account.stateOf('a'));
		for (let second = 0; second < 180; second += 5) {
			await clock.pass(5000);
			await result(account.stateOf('a', left));
		}
		expect(account.count('code')).toBe(1);
	});

	it('has no instance restarted', async () => {
		const account = accountOf({ canRestart: true }, { a: 'disconnected' });
		expect((await result(account.stateOf('a', left))).kind).toBe('preparing');
		expect(account.count('restart')).toBe(0);
	});

	it('neither keeps a place in the line nor takes that of another window', async () => {
		const account = accountOf(
			{ limit: oneAMinute },
			{ a: 'awaitingScan', b: 'awaitingScan', c: 'awaitingScan' },
		);
		for (const id of ['a', 'b', 'c']) await result(account.stateOf(id));
		await result(account.stateOf('b', left));
		expect(await result(account.stateOf('b'))).toMatchObject({ kind: 'queued', ahead: 0 });
		await clock.pass(20_000);
		await result(account.stateOf('b', left));
		await result(account.stateOf('c'));
		await clock.pass(15_000);
		await result(account.stateOf('b', left));
		expect(await result(account.stateOf('c'))).toMatchObject({ kind: 'queued', ahead: 0 });
	});

	it('still learns that the phone is connected', async () => {
		const account = accountOf({});
		await result(account.stateOf('a'));
		account.instances.set('a', 'connected');
		await nextList();
		expect((await result(account.stateOf('a', left))).kind).toBe('connected');
	});
});

it('an instance that has no codes at all is not asked for one', async () => {
	const account = accountOf({});
	account.withoutQrCode.add('a');
	expect(await result(account.stateOf('a'))).toEqual({ kind: 'withoutCode' });
	expect(account.count('code')).toBe(0);
});

it('what nobody has looked at for a while is forgotten', async () => {
	const account = accountOf({}, { a: 'awaitingScan', b: 'awaitingScan' });
	await result(account.stateOf('a'));
	await clock.pass(1000);
	await result(account.stateOf('b'));
	account.service.forgetUnused(1000);
	expect(account.service.isUnused).toBe(false);
	account.service.forgetUnused(1001);
	expect(account.service.isUnused).toBe(true);
});

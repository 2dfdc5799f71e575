import fc from 'fast-check';

import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import { RateLimiter, type RateLimit } from '../../../nodes/transport/RateLimiter.ts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

const MINUTE = 60_000;
const twoAMinute: RateLimit = { name: 'create', requests: 2, perMilliseconds: MINUTE };
const oneAMinute: RateLimit = { name: 'new QR code', requests: 1, perMilliseconds: MINUTE };
const plenty = () => ({ remaining: 24 * 60 * MINUTE });

let clock: SteppedClock;
let limiter: RateLimiter;
let log: string[];
beforeEach(() => {
	clock = newClock();
	limiter = new RateLimiter();
	log = [];
});

/** Asks for a request, makes it, and writes down when it started or that it was refused. */
async function request(
	name: string,
	{
		limit = twoAMinute,
		budget = plenty(),
		latency = 0,
		signal = new AbortController().signal,
	} = {},
): Promise<void> {
	const permit = await limiter.acquire(limit, budget, signal);
	log.push(`${name} ${permit ? 'starts' : 'refused'} at ${clock.now() / 1000}`);
	if (permit === null) return;
	await clock.wait(latency);
	permit.end();
}

describe('keeping a documented limit', () => {
	it('lets as many requests through at once as the limit allows', async () => {
		void request('a');
		void request('b');
		await clock.settle();
		expect(log).toEqual(['a starts at 0', 'b starts at 0']);
	});

	it('gives a free place to requests that may not wait, however slow the machine is', async () => {
		for (const name of ['a', 'b', 'c']) {
			void request(name, { budget: { remaining: 0 } });
			clock.oversleep(40);
		}
		await clock.pass();
		expect(log).toEqual(['a starts at 0.12', 'b starts at 0.12', 'c refused at 0.12']);
	});

	it('takes nothing from the budget of a request that finds a free place', async () => {
		const budget = { remaining: 5 };
		void request('a', { budget });
		clock.oversleep(40);
		await clock.settle();
		expect(budget).toEqual({ remaining: 5 });
	});

	it('counts a request for a whole period after its answer, not after its start', async () => {
		void request('a', { limit: oneAMinute, latency: 7000 });
		void request('b', { limit: oneAMinute });
		await clock.pass();
		expect(log).toEqual(['a starts at 0', 'b starts at 67']);
	});

	it('counts a request that has no answer yet', async () => {
		void request('a', { latency: 10 * MINUTE });
		void request('b', { latency: 10 * MINUTE });
		void request('c');
		await clock.pass(9 * MINUTE);
		expect(log).toEqual(['a starts at 0', 'b starts at 0']);
	});

	it('goes on as soon as the earliest of several requests is forgotten', async () => {
		void request('slow', { latency: 30_000 });
		void request('quick', { latency: 1000 });
		void request('next');
		await clock.pass();
		expect(log.at(-1)).toBe('next starts at 61');
	});

	it('goes on as soon as the earliest is forgotten when all have their answers', async () => {
		void request('slow', { latency: 30_000 });
		void request('quick', { latency: 1000 });
		await clock.pass(40_000);
		void request('next');
		await clock.pass();
		expect(log.at(-1)).toBe('next starts at 61');
	});

	it('lets nobody overtake whoever waits, even when the process wakes up late', async () => {
		void request('a', { limit: oneAMinute });
		await clock.pass(0);
		void request('b', { limit: oneAMinute });
		await clock.settle();
		clock.oversleep(MINUTE + 500);
		void request('c', { limit: oneAMinute });
		await clock.pass();
		expect(log).toEqual(['a starts at 0', 'b starts at 60.5', 'c starts at 120.5']);
	});

	it('serves first whoever asked first', async () => {
		for (const name of ['a', 'b', 'c', 'd', 'e']) void request(name);
		await clock.pass();
		expect(log).toEqual([
			'a starts at 0',
			'b starts at 0',
			'c starts at 60',
			'd starts at 60',
			'e starts at 120',
		]);
	});

	it('keeps each endpoint to itself', async () => {
		void request('code', { limit: oneAMinute });
		void request('instance', { limit: twoAMinute });
		await clock.settle();
		expect(log).toEqual(['code starts at 0', 'instance starts at 0']);
	});

	it('makes nobody wait when the last request is long ago', async () => {
		void request('a', { limit: oneAMinute });
		await clock.pass(MINUTE);
		void request('b', { limit: oneAMinute });
		await clock.settle();
		expect(log.at(-1)).toBe('b starts at 60');
	});
});

describe('the time an item may wait', () => {
	it('refuses at once when it would not be enough', async () => {
		void request('a', { limit: oneAMinute });
		void request('b', { limit: oneAMinute, budget: { remaining: MINUTE - 1 } });
		await clock.pass(0);
		expect(log).toEqual(['a starts at 0', 'b refused at 0']);
	});

	it('ends for itself, however long those before it may wait', async () => {
		void request('a', { limit: oneAMinute });
		void request('b', { limit: oneAMinute });
		void request('c', { limit: oneAMinute, budget: { remaining: 5000 } });
		void request('d', { limit: oneAMinute });
		await clock.pass(6000);
		expect(log).toEqual(['a starts at 0', 'c refused at 5.001']);
		await clock.pass();
		expect(log.slice(2)).toEqual(['b starts at 60', 'd starts at 120']);
	});

	it('may be used up to its end', async () => {
		void request('a', { limit: oneAMinute });
		void request('b', { limit: oneAMinute, budget: { remaining: MINUTE } });
		await clock.pass();
		expect(log.at(-1)).toBe('b starts at 60');
	});

	it('of zero still allows a request that need not wait', async () => {
		void request('a', { limit: oneAMinute, budget: { remaining: 0 } });
		await clock.settle();
		expect(log).toEqual(['a starts at 0']);
	});

	it('is one for all requests of an item', async () => {
		const budget = { remaining: 90_000 };
		void request('other', { limit: oneAMinute });
		void request('first', { limit: oneAMinute, budget });
		await clock.pass();
		expect(budget.remaining).toBe(30_000);
		void request('second', { limit: oneAMinute, budget });
		await clock.settle();
		expect(log.at(-1)).toBe('second refused at 60');
	});

	it.each([
		['last create of two', twoAMinute, 1],
		['only code of a minute', oneAMinute, 0],
		['tenth look of ten', { name: 'health', requests: 10, perMilliseconds: MINUTE }, 9],
	])('of zero is enough for the %s on a machine that is busy', async (_what, limit, before) => {
		clock.slowness = 40;
		for (let count = 0; count < before; count++) await limiter.acquire(limit, plenty());
		const budget = { remaining: 0 };
		expect(await limiter.acquire(limit, budget)).not.toBeNull();
		expect(budget.remaining).toBe(0);
		void request('one too many', { limit, budget });
		await clock.pass();
		expect(log).toEqual([expect.stringMatching(/^one too many refused/)]);
	});

	it('is over only when there is no place, however late the process wakes up', async () => {
		for (const name of ['a', 'b']) void request(name);
		await clock.pass(0);
		void request('c');
		void request('d', { budget: { remaining: MINUTE - 10 } });
		void request('e', { budget: { remaining: MINUTE - 10 } });
		await clock.settle();
		clock.oversleep(MINUTE + 5);
		await clock.pass(0);
		expect(log.slice(2)).toEqual([
			'c starts at 60.005',
			'd starts at 60.005',
			'e refused at 60.005',
		]);
	});

	it('includes the wait behind others', async () => {
		for (const name of ['a', 'b', 'c']) {
			void request(name, { limit: oneAMinute, budget: { remaining: 90_000 } });
		}
		await clock.pass();
		expect(log).toEqual(['a starts at 0', 'b starts at 60', 'c refused at 60']);
	});

	it('is not touched by a request that is refused, and a refused one does not count', async () => {
		const budget = { remaining: 10 };
		void request('a', { limit: oneAMinute });
		void request('b', { limit: oneAMinute, budget });
		await clock.pass(MINUTE);
		expect(budget.remaining).toBe(10);
		void request('c', { limit: oneAMinute });
		await clock.settle();
		expect(log.at(-1)).toBe('c starts at 60');
	});
});

describe('a cancelled execution', () => {
	it('ends the wait for a limit, and every wait behind it', async () => {
		const { signal, abort } = abortable();
		void request('a', { limit: oneAMinute, signal });
		void request('b', { limit: oneAMinute, signal });
		void request('c', { limit: oneAMinute, signal });
		await clock.pass(5000);
		abort();
		await clock.settle();
		expect(log).toEqual(['a starts at 0', 'b refused at 5', 'c refused at 5']);
	});

	it('gets no request through any more', async () => {
		void request('a', { signal: AbortSignal.abort() });
		await clock.settle();
		expect(log).toEqual(['a refused at 0']);
	});
});

describe('a request that the provider has refused', () => {
	it('is sent again before any later one, within its own place', async () => {
		const permit = await limiter.acquire(twoAMinute, plenty());
		const sendAgain = permit?.refused();
		void request('later');
		await clock.pass(30_000);
		expect(log).toEqual([]);

		sendAgain?.();
		await clock.settle();
		expect(log).toEqual(['later starts at 30']);
	});

	it('holds nobody up for longer than their own budget', async () => {
		const permit = await limiter.acquire(twoAMinute, plenty());
		permit?.refused();
		void request('later', { budget: { remaining: 5000 } });
		await clock.pass();

		expect(log).toEqual(['later refused at 5.001']);
	});

	it('counts from its last answer', async () => {
		const permit = await limiter.acquire(oneAMinute, plenty());
		const sendAgain = permit?.refused();
		await clock.pass(20_000);
		sendAgain?.();
		permit?.end();
		void request('later', { limit: oneAMinute });
		await clock.pass();

		expect(log).toEqual(['later starts at 80']);
	});
});

it('gives a place that was not used to the next one at once', async () => {
	const permit = await limiter.acquire(oneAMinute, plenty());
	void request('later', { limit: oneAMinute });
	await clock.pass(20_000);
	permit?.giveBack();
	permit?.end();
	void request('latest', { limit: oneAMinute });
	await clock.pass();

	expect(log).toEqual(['later starts at 20', 'latest starts at 80']);
});

it('takes no place of another request when it is given back twice', async () => {
	const permit = await limiter.acquire(twoAMinute, plenty());
	await limiter.acquire(twoAMinute, plenty());
	permit?.giveBack();
	permit?.giveBack();
	void request('next');
	void request('one too many', { budget: { remaining: 0 } });
	await clock.pass();
	expect(log).toEqual(['next starts at 0', 'one too many refused at 0']);
});

it('never has more requests in any period than allowed, whenever they come and are answered', async () => {
	const arrival = fc.record({
		after: fc.nat({ max: 40_000 }),
		latency: fc.nat({ max: 90_000 }),
	});
	await fc.assert(
		fc.asyncProperty(
			fc.array(arrival, { minLength: 1, maxLength: 15 }),
			fc.integer({ min: 1, max: 5 }),
			fc.integer({ min: 1, max: MINUTE }),
			async (arrivals, requests, perMilliseconds) => {
				clock = newClock();
				limiter = new RateLimiter();
				const made: Array<{ number: number; start: number; answer: number }> = [];
				const ask = async (number: number, latency: number) => {
					const permit = await limiter.acquire(
						{ name: 'any', requests, perMilliseconds },
						plenty(),
					);
					const start = clock.now();
					await clock.wait(latency);
					made.push({ number, start, answer: clock.now() });
					permit?.end();
				};
				for (const [number, { after, latency }] of arrivals.entries()) {
					await clock.pass(after);
					void ask(number, latency);
				}
				await clock.pass();

				expect(made).toHaveLength(arrivals.length);
				made.sort((one, other) => one.number - other.number);
				for (const [at, { start }] of made.entries()) {
					expect(start).toBeGreaterThanOrEqual(made[at - 1]?.start ?? 0);
					const counting = made
						.slice(0, at)
						.filter(({ answer }) => start < answer + perMilliseconds);
					expect(counting.length).toBeLessThan(requests);
				}
			},
		),
		{ numRuns: 60 },
	);
});

function abortable() {
	const controller = new AbortController();
	return {
		signal: controller.signal,
		abort: () => {
			controller.abort();
		},
	};
}

describe('telling from when a request would be allowed', () => {
	it('is now where nothing counts, and leaves everything as it is', async () => {
		clock.oversleep(500);
		expect(limiter.freeAt(oneAMinute)).toBe(500);
		expect(limiter.freeAt(oneAMinute)).toBe(500);
		void request('a', { limit: oneAMinute, budget: { remaining: 0 } });
		await clock.settle();
		expect(log).toEqual(['a starts at 0.5']);
	});

	it('is not known while that depends on an answer, and a period after it then', async () => {
		void request('a', { limit: oneAMinute, latency: 7000 });
		await clock.settle();
		expect(limiter.freeAt(oneAMinute)).toBeNull();
		await clock.pass(7000);
		expect(limiter.freeAt(oneAMinute)).toBe(67_000);
		await clock.pass(MINUTE);
		expect(limiter.freeAt(oneAMinute)).toBe(67_000);
	});

	it('is the earliest of several, and now while not all are taken', async () => {
		void request('quick', { latency: 1000 });
		await clock.pass(2000);
		expect(limiter.freeAt(twoAMinute)).toBe(2000);
		void request('slow', { latency: 30_000 });
		await clock.pass(1000);
		expect(limiter.freeAt(twoAMinute)).toBe(61_000);
		expect(limiter.freeAt(oneAMinute)).toBe(3000);
	});
});

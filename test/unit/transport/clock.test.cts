import { deadline, now, uptime, wait } from '../../../nodes/transport/clock.ts';

// The only tests in real time: they are about the real clock.
const MOMENT = 1000;
const LONG = 30_000;

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; took: number }> {
	const started = performance.now();
	const result = await work();
	return { result, took: performance.now() - started };
}

it('tells the time of day', () => {
	expect(Math.abs(now() - Date.now())).toBeLessThan(MOMENT);
});

it('tells the time that has passed in whole milliseconds, which is all that Node.js takes', () => {
	jest.spyOn(performance, 'now').mockReturnValueOnce(20.75);
	expect(uptime()).toBe(20);
	expect(deadline(19_999.8).aborted).toBe(false);
});

describe('when the clock is set anew', () => {
	let spy: jest.SpyInstance<number>;
	beforeEach(() => {
		spy = jest.spyOn(Date, 'now');
	});
	afterEach(() => {
		spy.mockRestore();
	});

	it.each([-7_200_000, 7_200_000])('by %i milliseconds, a wait lasts as long', async (jump) => {
		const before = Date.now();
		spy.mockReturnValue(before);
		const waiting = timed(async () => await wait(600));
		spy.mockReturnValue(before + jump);
		const { result, took } = await waiting;
		expect(result).toBe(true);
		expect(took).toBeGreaterThanOrEqual(598);
		expect(took).toBeLessThan(600 + 2 * MOMENT);
	});

	it('the time that has passed does not jump', () => {
		const before = uptime();
		spy.mockReturnValue(0);
		expect(uptime() - before).toBeGreaterThanOrEqual(0);
		expect(uptime() - before).toBeLessThan(MOMENT);
	});
});

describe('waiting', () => {
	it('takes the whole time and says so', async () => {
		const { result, took } = await timed(async () => await wait(15));
		expect(result).toBe(true);
		// Timers may fire up to a millisecond early.
		expect(took).toBeGreaterThanOrEqual(14);
	});

	it.each([0, -5])('takes no time for %i milliseconds', async (milliseconds) => {
		const { result, took } = await timed(async () => await wait(milliseconds));
		expect(result).toBe(true);
		expect(took).toBeLessThan(MOMENT);
	});

	it('ends within a second when it is aborted, however long it would have taken', async () => {
		const controller = new AbortController();
		const waiting = timed(async () => await wait(LONG, controller.signal));
		controller.abort();
		const { result, took } = await waiting;
		expect(result).toBe(false);
		expect(took).toBeLessThan(MOMENT);
	});

	it('does not begin when it was aborted before', async () => {
		const { result, took } = await timed(async () => await wait(LONG, AbortSignal.abort()));
		expect(result).toBe(false);
		expect(took).toBeLessThan(MOMENT);
	});

	it('of no time also tells that it was aborted', async () => {
		expect(await wait(0, AbortSignal.abort())).toBe(false);
	});
});

describe('a deadline', () => {
	it('aborts when its time has come', async () => {
		const signal = deadline(5);
		expect(signal.aborted).toBe(false);
		await new Promise((resolve) => {
			signal.addEventListener('abort', resolve);
		});
		expect(signal.aborted).toBe(true);
	});

	it('has not passed before', () => {
		expect(deadline(LONG).aborted).toBe(false);
	});
});

import { deadline, now, wait } from '../../../nodes/transport/clock.ts';

// The only tests that look at real time: the real clock is what they are about.
const MOMENT = 1000;
const LONG = 30_000;

async function timed<T>(work: Promise<T>): Promise<{ result: T; took: number }> {
	const started = performance.now();
	const result = await work;
	return { result, took: performance.now() - started };
}

it('tells the time of day', () => {
	expect(Math.abs(now() - Date.now())).toBeLessThan(MOMENT);
});

describe('waiting', () => {
	it('takes the whole time and says so', async () => {
		const { result, took } = await timed(wait(15));
		expect(result).toBe(true);
		// Timers may fire up to a millisecond early.
		expect(took).toBeGreaterThanOrEqual(14);
	});

	it.each([0, -5])('takes no time for %i milliseconds', async (milliseconds) => {
		const { result, took } = await timed(wait(milliseconds));
		expect(result).toBe(true);
		expect(took).toBeLessThan(MOMENT);
	});

	it('ends within a second when it is aborted, however long it would have taken', async () => {
		const controller = new AbortController();
		const waiting = timed(wait(LONG, controller.signal));
		controller.abort();
		const { result, took } = await waiting;
		expect(result).toBe(false);
		expect(took).toBeLessThan(MOMENT);
	});

	it('does not begin when it was aborted before', async () => {
		const { result, took } = await timed(wait(LONG, AbortSignal.abort()));
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

import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import { WrongTokens } from '../../../nodes/WhatsAppInstancePairingPageTrigger/WrongTokens.ts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

let clock: SteppedClock;
let tokens: WrongTokens;
beforeEach(() => {
	clock = newClock();
	tokens = new WrongTokens();
});

/** How many milliseconds each of several tries takes, one after the other. */
async function delays(address: string, tries: number): Promise<number[]> {
	const taken: number[] = [];
	for (let index = 0; index < tries; index += 1) {
		const before = clock.now();
		const work = tokens.slowDown(address);
		await clock.pass();
		await work;
		taken.push(clock.now() - before);
	}
	return taken;
}

it('slows an address down more and more, after some tries', async () => {
	expect(await delays('a', 8)).toEqual([0, 0, 0, 0, 0, 250, 500, 750]);
});

it('waits for 5 seconds at most', async () => {
	expect((await delays('a', 40)).at(-1)).toBe(5000);
});

it('keeps addresses apart', async () => {
	await delays('a', 10);
	expect(await delays('b', 1)).toEqual([0]);
});

it('forgets after a minute without a wrong token', async () => {
	await delays('a', 6);
	clock.oversleep(59_000);
	expect(await delays('a', 1)).toEqual([500]);
	clock.oversleep(60_000);
	expect(await delays('a', 1)).toEqual([0]);
});

it('holds no more than 50 requests at a time, and forgets addresses from a thousand on', async () => {
	await delays('a', 5);
	let ended = 0;
	for (let index = 0; index < 60; index += 1) {
		void tokens.slowDown('a').then(() => (ended += 1));
	}
	await clock.settle();
	expect(ended).toBe(10);
	await clock.pass();
	expect(ended).toBe(60);
	for (let index = 0; index < 1000; index += 1) await tokens.slowDown(`b${index}`);
	expect(await delays('a', 1)).toEqual([0]);
});

it('remembers an address that goes on trying, however many others there are', async () => {
	await delays('a', 10);
	for (let index = 0; index < 600; index += 1) await tokens.slowDown(`b${index}`);
	expect(await delays('a', 1)).toEqual([1500]);
	for (let index = 0; index < 600; index += 1) await tokens.slowDown(`c${index}`);
	expect(await delays('a', 1)).toEqual([1750]);
});

import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import { OpenWindows } from '../../../nodes/WhatsAppInstancePairingPageTrigger/OpenWindows.ts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

const MINUTE = 60_000;

let clock: SteppedClock;
let windows: OpenWindows;
beforeEach(() => {
	clock = newClock();
	windows = new OpenWindows();
});

function open(count: number, name = 'window'): void {
	for (let index = 0; index < count; index += 1) windows.note(`${name} ${index}`);
}

it.each([
	[0, 0],
	[1, 125],
	[40, 5000],
	[200, 25_000],
	// No window pauses for longer.
	[960, 120_000],
	[961, 120_000],
	[5000, 120_000],
])('%i windows pause for %i milliseconds', (count, milliseconds) => {
	open(count);
	expect(windows.pause).toBe(milliseconds);
});

it('a window that asks again is the same window', () => {
	open(40);
	open(40);
	expect(windows.pause).toBe(5000);
});

it('a window that was closed does not count', () => {
	open(40);
	windows.forget('window 7');
	windows.forget('another');
	expect(windows.pause).toBe(4875);
});

it('a window that has not asked for four minutes does not count', async () => {
	open(40);
	await clock.pass(2 * MINUTE);
	open(20);
	await clock.pass(2 * MINUTE - 1);
	open(1, 'new');
	expect(windows.pause).toBe(41 * 125);
	await clock.pass(1);
	open(1, 'newer');
	expect(windows.pause).toBe(22 * 125);
});

import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import {
	LeftWindows,
	type LeftWindow,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/LeftWindows.ts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

const UNTIL = 180_000;

let clock: SteppedClock;
let windows: LeftWindows;
beforeEach(() => {
	clock = newClock();
	windows = new LeftWindows();
});

function leave(instanceId: string, window = `window of ${instanceId}`, node = 'node'): LeftWindow {
	const left = { window, until: clock.now() + UNTIL } as LeftWindow;
	windows.add(node, instanceId, left);
	return left;
}

it('are watched for by node, until their time is over', async () => {
	const first = leave('a');
	await clock.pass(60_000);
	const second = leave('b');
	leave('c', 'window', 'other node');
	expect(windows.of('node')).toEqual([first, second]);
	await clock.pass(120_000);
	expect(windows.of('node')).toEqual([second]);
	await clock.pass(60_000);
	expect(windows.of('node')).toEqual([]);
	expect(windows.of('no node')).toEqual([]);
});

it('stand for all windows of their instance, the latest for the earlier ones', () => {
	leave('a', 'one');
	const latest = leave('a', 'two');
	expect(windows.of('node')).toEqual([latest]);
	windows.back('node', 'a', 'one');
	expect(windows.of('node')).toEqual([latest]);
	windows.back('node', 'a', 'two');
	windows.back('no node', 'a', 'two');
	expect(windows.of('node')).toEqual([]);
});

it('are removed one by one, and not for another one that has left meanwhile', () => {
	const [first, second] = [leave('a'), leave('b')];
	windows.remove('node', first);
	windows.remove('no node', second);
	expect(windows.of('node')).toEqual([second]);
	leave('b', 'latest');
	windows.remove('node', second);
	expect(windows.of('node')).toMatchObject([{ window: 'latest' }]);
});

it('have three requests held for them, the newest', () => {
	expect(windows.isHeld('node')).toBe(false);
	const held = Array.from({ length: 5 }, () => windows.hold('node'));
	const other = windows.hold('other node');
	expect(held.map(({ isReplaced }) => isReplaced)).toEqual([true, true, false, false, false]);
	expect(other.isReplaced).toBe(false);
	for (const request of held) {
		expect(windows.isHeld('node')).toBe(true);
		windows.release('node', request);
	}
	expect(windows.isHeld('node')).toBe(false);
	expect(windows.isHeld('other node')).toBe(true);
});

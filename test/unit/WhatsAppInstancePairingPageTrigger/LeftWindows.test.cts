import {
	LeftWindows,
	type LeftWindow,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/LeftWindows.ts';

let windows: LeftWindows;
beforeEach(() => {
	windows = new LeftWindows();
});

function leave(instanceId: string, window = `window of ${instanceId}`, node = 'node'): LeftWindow {
	const left = { window, until: 180_000, link: { target: { instanceId } } } as LeftWindow;
	windows.add(node, left);
	return left;
}

it('are watched for by node', () => {
	const [first, second] = [leave('a'), leave('b')];
	const other = leave('a', 'window', 'other node');
	expect(windows.of('node')).toEqual([first, second]);
	expect(windows.of('other node')).toEqual([other]);
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

it('are put back, but not in the place of one that has left meanwhile', () => {
	const first = leave('a');
	windows.remove('node', first);
	windows.putBack('node', first);
	expect(windows.of('node')).toEqual([first]);
	windows.remove('node', first);
	const latest = leave('a', 'latest');
	windows.putBack('node', first);
	expect(windows.of('node')).toEqual([latest]);
});

it('are a thousand at each node, the newest', () => {
	for (let index = 0; index < 1001; index += 1) leave(`instance ${index}`);
	expect(windows.of('node')).toHaveLength(1000);
	expect(windows.of('node')[0]?.window).toBe('window of instance 1');
});

it('have five requests held for them, the newest', () => {
	expect(windows.heldFor('node')).toBe(0);
	const held = Array.from({ length: 7 }, () => windows.hold('node'));
	const other = windows.hold('other node');
	expect(held.map(({ signal }) => signal.aborted)).toEqual(held.map((_one, index) => index < 2));
	expect(other.signal.aborted).toBe(false);
	expect(windows.heldFor('node')).toBe(5);
	for (const request of held) windows.release('node', request);
	expect(windows.heldFor('node')).toBe(0);
	expect(windows.heldFor('other node')).toBe(1);
});

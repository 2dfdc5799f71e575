import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import type { OutgoingResponse } from '../../../nodes/shared/webhookContext.ts';
import { AnswerStream } from '../../../nodes/WhatsAppInstancePairingPageTrigger/AnswerStream.ts';
import { OpenWindows } from '../../../nodes/WhatsAppInstancePairingPageTrigger/OpenWindows.ts';
import { FakeResponse } from '../support/FakeResponse.cts';

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

function follow(window: string, owner = 'node', instanceId = window): AnswerStream {
	const stream = new AnswerStream(new FakeResponse() as OutgoingResponse);
	windows.follow(window, { owner, instanceId, stream });
	return stream;
}

describe('windows that do not follow', () => {
	it.each([
		[0, 0],
		[1, 125],
		[40, 5000],
		[200, 25_000],
		// No window pauses for longer.
		[960, 120_000],
		[961, 120_000],
		[5000, 120_000],
	])('%i of them pause for %i milliseconds', (count, milliseconds) => {
		open(count);
		expect(windows.pause).toBe(milliseconds);
	});

	it('are the same when they ask again', () => {
		open(40);
		open(40);
		expect(windows.pause).toBe(5000);
	});

	it('do not count once they are closed', () => {
		open(40);
		windows.forget('window 7');
		windows.forget('another');
		expect(windows.pause).toBe(4875);
	});

	it('do not count when they have not asked for four minutes', async () => {
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

	it('do not count once they follow', () => {
		open(40);
		follow('window 3');
		expect(windows.pause).toBe(39 * 125);
	});
});

describe('windows that follow', () => {
	it.each([
		[1, 2 * MINUTE],
		[120, 2 * MINUTE],
		[121, 121_000],
		[1000, 15 * MINUTE],
	])('%i of them may follow for %i milliseconds each', (count, milliseconds) => {
		for (let index = 0; index < count; index += 1) follow(`window ${index}`);
		expect(windows.followedFor).toBe(milliseconds);
	});

	it('are spread when they ask again at once', () => {
		for (let index = 0; index < 80; index += 1) follow(`window ${index}`);
		expect(windows.spread).toBe(10_000);
	});

	it.each<[string, () => void]>([
		[
			'asks again',
			() => {
				windows.note('window');
			},
		],
		[
			'follows anew',
			() => {
				follow('window');
			},
		],
		[
			'is closed',
			() => {
				windows.forget('window');
			},
		],
		[
			'belongs to a node that is unpublished',
			() => {
				windows.endAll('node');
			},
		],
	])('end when the window %s', (_what, happens) => {
		const stream = follow('window');
		const others = [follow('another', 'other node'), follow('a third', 'other node')];
		happens();
		expect(stream.isClosed).toBe(true);
		expect(others.map(({ isClosed }) => isClosed)).toEqual([false, false]);
	});

	it('do not count once their stream is released, unless there is a newer one', () => {
		const first = follow('window');
		const second = follow('window');
		windows.release('window', first);
		expect(windows.spread).toBe(125);
		windows.release('window', second);
		expect(windows.spread).toBe(0);
	});

	it('are twenty for each instance, the newest', () => {
		const other = follow('other', 'other node', 'a');
		const streams = Array.from({ length: 22 }, (_, index) =>
			follow(`window ${index}`, 'node', 'a'),
		);
		expect(streams.map(({ isClosed }) => isClosed)).toEqual(
			streams.map((_stream, index) => index < 2),
		);
		expect(other.isClosed).toBe(false);
	});

	it('are no more than fit into the memory', () => {
		for (let index = 0; index < 1999; index += 1) follow(`window ${index}`);
		expect(windows.hasRoom).toBe(true);
		follow('last');
		expect(windows.hasRoom).toBe(false);
	});
});

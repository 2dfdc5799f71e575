import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import { unknownInstance } from '../../../nodes/domain/instance.ts';
import { AnswerStream } from '../../../nodes/WhatsAppInstancePairingPageTrigger/AnswerStream.ts';
import {
	canBeFollowed,
	followPage,
	type FollowEnd,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/followPage.ts';
import type {
	Look,
	PageState,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import type { VisitAnswer } from '../../../nodes/WhatsAppInstancePairingPageTrigger/PairingService.ts';
import { FakeResponse } from '../support/FakeResponse.cts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

const SECOND = 1000;
const INTERVAL = 5 * SECOND;
const ASK_AGAIN_IN = 2 * SECOND;
const FOLLOWED_FOR = 120 * SECOND;

const PREPARING: PageState = { kind: 'preparing' };
const scan = (id: string, png = `picture of ${id}`): PageState => ({
	kind: 'scan',
	code: { id, png, endsIn: 60 * SECOND, life: 60 * SECOND },
});

let clock: SteppedClock;
let response: FakeResponse;
beforeEach(() => {
	clock = newClock();
	response = new FakeResponse();
});

const answerOf = (state: PageState, isListed = true): VisitAnswer => ({
	state,
	instance: unknownInstance('a'),
	isListed,
	askAgainIn: INTERVAL,
});

/** Follows a page that shows what is given at a time, in milliseconds. */
class Following {
	readonly looks: Array<Look & { at: number }> = [];

	readonly ended: Promise<FollowEnd>;

	constructor(
		private readonly states: ReadonlyArray<{ from: number; state: PageState }>,
		{ nextLookIn = INTERVAL, asked = {} as Partial<Look>, followedFor = FOLLOWED_FOR } = {},
	) {
		this.ended = followPage({
			stream: new AnswerStream(response),
			asked: { intent: 'ask', types: false, ...asked },
			first: answerOf(this.state),
			look: async (look) => {
				this.looks.push({ ...look, at: clock.now() });
				return await Promise.resolve(answerOf(this.state));
			},
			nextLookIn: () => nextLookIn,
			toPage: ({ state }) => ({ state, askAgainIn: ASK_AGAIN_IN }),
			followedFor: () => followedFor,
		});
	}

	private get state(): PageState {
		const passed = this.states.filter(({ from }) => from <= clock.now());
		const latest = passed.at(-1);
		if (latest === undefined) throw new Error('there is no state yet');
		return latest.state;
	}
}

const linesAt = async (milliseconds: number) => {
	await clock.pass(milliseconds - clock.now());
	return response.lines;
};

it('tells at once how things are, and then what changes', async () => {
	const states = [
		{ from: 0, state: PREPARING },
		{ from: 4 * SECOND, state: scan('one') },
		{ from: 11 * SECOND, state: { kind: 'connecting' } as const },
	];
	const following = new Following(states);
	const line = (state: PageState) => ({ state, askAgainIn: ASK_AGAIN_IN });
	expect(await linesAt(0)).toEqual([line(PREPARING)]);
	expect(await linesAt(5 * SECOND)).toEqual([line(PREPARING), line(scan('one'))]);
	expect(await linesAt(16 * SECOND)).toHaveLength(3);
	expect(following.looks.map(({ at }) => at)).toEqual([5, 10, 15].map((at) => at * SECOND));
});

it('says something every 15 seconds where nothing changes', async () => {
	new Following([{ from: 0, state: PREPARING }]);
	expect(await linesAt(14 * SECOND)).toHaveLength(1);
	expect(await linesAt(15 * SECOND)).toHaveLength(2);
	expect(await linesAt(29 * SECOND)).toHaveLength(2);
	expect(await linesAt(30 * SECOND)).toHaveLength(3);
});

it('says something every 15 seconds even where there is seldom a look', async () => {
	new Following([{ from: 0, state: PREPARING }], { nextLookIn: 40 * SECOND });
	expect(await linesAt(45 * SECOND)).toHaveLength(4);
});

it('looks as the page would ask: for what it has by now', async () => {
	const states = [
		{ from: 0, state: scan('one') },
		{ from: 7 * SECOND, state: scan('two') },
		{ from: 12 * SECOND, state: { kind: 'connecting' } as const },
	];
	const following = new Following(states, { asked: { intent: 'renew', types: true } });
	await clock.pass(20 * SECOND);
	const look = { intent: 'ask', types: true };
	expect(following.looks).toEqual([
		{ ...look, shows: 'one', at: 5 * SECOND },
		{ ...look, shows: 'one', at: 10 * SECOND },
		{ ...look, shows: 'two', at: 15 * SECOND },
		{ ...look, at: 20 * SECOND },
	]);
});

it.each<[string, PageState, PageState, boolean]>([
	['another code', scan('one'), scan('two'), true],
	['the same code', scan('one'), scan('one', undefined), false],
	[
		'another place in the line',
		{ kind: 'queued', ahead: 2, readyIn: 9000 },
		{ kind: 'queued', ahead: 1, readyIn: 9000 },
		true,
	],
	[
		'the same place, a little later',
		{ kind: 'queued', ahead: 2, readyIn: 9000 },
		{ kind: 'queued', ahead: 2, readyIn: 8000 },
		false,
	],
	['a provider that does not answer', scan('one'), { kind: 'unavailable' }, true],
])('%s is told at once where it is news', async (_what, before, after, isNews) => {
	new Following([
		{ from: 0, state: before },
		{ from: 1, state: after },
	]);
	expect(await linesAt(INTERVAL)).toHaveLength(isNews ? 2 : 1);
});

it('another pairing code is news', async () => {
	const typed = (pairingCode: string): PageState => ({
		kind: 'scan',
		code: { id: 'one', pairingCode, endsIn: null, life: null },
	});
	new Following([
		{ from: 0, state: typed('AAAA') },
		{ from: 1, state: typed('BBBB') },
	]);
	expect(await linesAt(INTERVAL)).toHaveLength(2);
});

it.each(['connected', 'failed', 'removed', 'withoutCode', 'expired', 'invalid'] as const)(
	'ends with "%s", which the page is to ask about at once',
	async (kind) => {
		const following = new Following([
			{ from: 0, state: scan('one') },
			{ from: 1, state: { kind } },
		]);
		await clock.pass(INTERVAL);
		await following.ended;
		expect(response.lines.at(-1)).toEqual({ state: { kind }, askAgainIn: ASK_AGAIN_IN });
		expect(following.looks).toHaveLength(1);
		expect(await following.ended).toBe('decided');
	},
);

it('ends after its time', async () => {
	const following = new Following([{ from: 0, state: PREPARING }], { followedFor: 30 * SECOND });
	await clock.pass(60 * SECOND);
	expect(await following.ended).toBe('over');
	expect(following.looks.at(-1)?.at).toBe(30 * SECOND);
});

it('does not look for nobody', async () => {
	const following = new Following([{ from: 0, state: PREPARING }]);
	response.destroyed = true;
	await clock.pass(60 * SECOND);
	expect(await following.ended).toBe('lost');
	expect(following.looks).toEqual([]);
});

it('does not hold in memory what nobody reads', async () => {
	const following = new Following([
		{ from: 0, state: PREPARING },
		{ from: 1, state: scan('one') },
	]);
	response.writableLength = 65_537;
	await clock.pass(60 * SECOND);
	expect(await following.ended).toBe('lost');
	expect(response.lines).toHaveLength(2);
});

it('looks ten times a second at most', async () => {
	const following = new Following([{ from: 0, state: PREPARING }], { nextLookIn: 0 });
	await clock.pass(SECOND);
	expect(following.looks).toHaveLength(10);
});

it('fails when a look does', async () => {
	const look = async () => await Promise.reject(new Error('broken'));
	const ended = followPage({
		stream: new AnswerStream(response),
		asked: { intent: 'ask', types: false },
		first: answerOf(PREPARING),
		look,
		nextLookIn: () => INTERVAL,
		toPage: ({ state }) => ({ state, askAgainIn: ASK_AGAIN_IN }),
		followedFor: () => FOLLOWED_FOR,
	});
	const failed = expect(ended).rejects.toThrow('broken');
	await clock.pass(INTERVAL);
	await failed;
});

describe('a page can be followed', () => {
	it.each<[PageState['kind'], boolean, boolean]>([
		['preparing', true, true],
		['scan', true, true],
		['queued', true, true],
		['connecting', true, true],
		['restarting', true, true],
		// Whether it waits for a phone is known only of an instance that is listed, and is stored by a question.
		['preparing', false, false],
		['unavailable', false, false],
		['connected', true, false],
		['failed', true, false],
		['removed', false, false],
		['withoutCode', true, false],
		['expired', false, false],
	])('that shows "%s" (listed: %s): %s', (kind, isListed, expected) => {
		expect(canBeFollowed(answerOf({ kind } as PageState, isListed))).toBe(expected);
	});
});

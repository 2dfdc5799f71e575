import { unknownInstance } from '../../../nodes/domain/instance.ts';
import type { PageStateKind } from '../../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import type { VisitAnswer } from '../../../nodes/WhatsAppInstancePairingPageTrigger/PairingService.ts';
import {
	newsIn,
	toFollower,
	toPage,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/timing.ts';

const MINUTE = 60_000;

let random: jest.SpyInstance<number, []>;
beforeEach(() => {
	random = jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
	random.mockRestore();
});

const answerOf = (kind: PageStateKind, more: Partial<VisitAnswer> = {}): VisitAnswer => ({
	state: { kind } as VisitAnswer['state'],
	instance: unknownInstance('a'),
	isListed: true,
	askAgainIn: 5000,
	...more,
});

const QUESTION = {
	token: '',
	window: '',
	intent: 'ask',
	types: false,
	follows: false,
	untouchedFor: 0,
} as const;

describe('news', () => {
	it.each([
		[0, 5000],
		[3 * MINUTE, 5000],
		[3 * MINUTE + 1, 10_000],
		[6 * MINUTE, 10_000],
		[6 * MINUTE + 1, 15_000],
		[60 * MINUTE, 15_000],
	])('can wait for a page that nobody has touched for %i ms: %i ms', (untouchedFor, expected) => {
		expect(newsIn(answerOf('scan'), untouchedFor)).toBe(expected);
		expect(newsIn(answerOf('preparing'), untouchedFor)).toBe(expected);
	});

	it.each(['queued', 'connecting', 'restarting', 'unavailable'] as const)(
		'cannot wait while a page shows "%s"',
		(kind) => {
			expect(newsIn(answerOf(kind), 10 * MINUTE)).toBe(5000);
		},
	);

	it('that is due is not late, even where nobody touches the page', () => {
		expect(newsIn(answerOf('scan', { dueIn: 1200 }), 10 * MINUTE)).toBe(1200);
	});

	it('comes to many pages one after the other', () => {
		random.mockReturnValue(0.999);
		expect(newsIn(answerOf('scan'), 0)).toBe(5799);
	});
});

describe('a page asks again', () => {
	it.each<[PageStateKind, number | null]>([
		['scan', 5000],
		['queued', 5000],
		['unavailable', 5000],
		['failed', 30_000],
		['removed', 30_000],
		['withoutCode', 30_000],
		['connected', null],
		['expired', null],
		['invalid', null],
	])('that shows "%s": %s', (kind, expected) => {
		const answer = answerOf(kind);
		expect(toPage(answer, QUESTION, 0)).toEqual({ state: answer.state, askAgainIn: expected });
	});

	it('later where nobody touches it', () => {
		const untouched = { ...QUESTION, untouchedFor: 4 * MINUTE };
		expect(toPage(answerOf('scan'), untouched, 0).askAgainIn).toBe(10_000);
	});

	it.each([
		[0, 20_000],
		[0.5, 40_000],
		[0.999, 59_960],
	])('later where there are many (%s of chance): %i ms', (chance, expected) => {
		random.mockReturnValue(chance);
		expect(toPage(answerOf('scan'), QUESTION, 40_000).askAgainIn).toBe(expected);
	});
});

describe('a page that follows comes back', () => {
	it.each<[PageStateKind, number, number]>([
		['connected', 0, 0],
		['removed', 0, 45_000],
		['failed', 0, 45_000],
		['expired', 0, 45_000],
		['scan', 2_000, 47_000],
		['unavailable', 2_000, 47_000],
	])('that shows "%s": after %i to %i ms', (kind, least, most) => {
		expect(toFollower(answerOf(kind), 90_000).askAgainIn).toBe(least);
		random.mockReturnValue(0.5);
		expect(toFollower(answerOf(kind), 90_000).askAgainIn).toBe(most);
	});
});

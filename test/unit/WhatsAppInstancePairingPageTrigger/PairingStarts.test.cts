import { randomUUID } from 'node:crypto';

import {
	PairingStarts,
	START_EVENTS,
	type StartState,
} from '../../../nodes/WhatsAppInstancePairingPageTrigger/PairingStarts.ts';

const DAY = 24 * 3_600_000;
const END = DAY;

let scope: string;
let state: StartState;
beforeEach(() => {
	scope = randomUUID();
	state = {};
});

/** The starts of a link, as one request at a time sees them. */
const at = (time: number, token = 'token', endsAt = END) =>
	new PairingStarts(scope, state, token, endsAt, time);

/** n8n has been restarted, and has kept the static data. */
function restart(): void {
	scope = randomUUID();
	state = JSON.parse(JSON.stringify(state)) as StartState;
}

describe('connected', () => {
	it('starts the workflow once, however many windows ask', () => {
		at(1).noteWaiting();
		expect(at(2).claim('connected')).toBe(true);
		expect(at(2).claim('connected')).toBe(false);
		expect(at(3).claim('connected')).toBe(false);
	});

	it('starts nothing where the page has not been seen waiting before', () => {
		expect(at(1).claim('connected')).toBe(false);
		at(1, 'other').noteWaiting();
		expect(at(2).claim('connected')).toBe(false);
		expect(at(2, 'other').claim('connected')).toBe(true);
	});

	it('starts it again when the same link pairs a phone again', () => {
		at(1).noteWaiting();
		at(2).claim('connected');
		at(3).noteWaiting();
		expect(at(4).claim('connected')).toBe(true);
		expect(at(5).claim('connected')).toBe(false);
	});

	it('does not start it again for a request that had begun before the start', () => {
		const slow = at(2);
		at(1).noteWaiting();
		at(3).claim('connected');
		slow.noteWaiting();
		expect(at(4).claim('connected')).toBe(false);
	});

	it('is tried again when n8n could not start the workflow', () => {
		at(1).noteWaiting();
		const failed = at(2);
		failed.claim('connected');
		failed.release('connected');
		expect(at(3).claim('connected')).toBe(true);
		expect(at(4).claim('connected')).toBe(false);
	});

	it('is tried again even if another window has stored the start meanwhile', () => {
		at(1).noteWaiting();
		const failed = at(2);
		failed.claim('connected');
		at(2).store();
		at(2).store();
		failed.release('connected');
		expect(at(3).claim('connected')).toBe(true);
		at(4).store();
		restart();
		expect(at(5).claim('connected')).toBe(false);
	});

	it('that was tried again and not yet succeeded is tried again after a restart', () => {
		at(1).noteWaiting();
		const failed = at(2);
		failed.claim('connected');
		at(2).store();
		failed.release('connected');
		at(3).store();
		restart();
		expect(at(4).claim('connected')).toBe(true);
	});
});

describe.each(START_EVENTS.filter((event) => event !== 'connected'))('%s', (event) => {
	it('starts the workflow once for each link', () => {
		expect(at(1).claim(event)).toBe(true);
		expect(at(2).claim(event)).toBe(false);
		at(3).noteWaiting();
		expect(at(4).claim(event)).toBe(false);
		expect(at(5, 'other').claim(event)).toBe(true);
	});

	it('has nothing to do with other events', () => {
		at(1).noteWaiting();
		at(2).claim(event);
		expect(at(3).claim('connected')).toBe(true);
	});

	it('is tried again when n8n could not start the workflow', () => {
		const failed = at(1);
		failed.claim(event);
		failed.release(event);
		expect(at(2).claim(event)).toBe(true);
	});
});

describe('after a restart of n8n', () => {
	it('what was stored is known', () => {
		at(1).noteWaiting();
		at(1).store();
		restart();
		expect(at(2).claim('connected')).toBe(true);
		at(3).store();
		restart();
		expect(at(4).claim('connected')).toBe(false);
		at(5).noteWaiting();
		expect(at(6).claim('connected')).toBe(true);
	});

	it('what another request of the same node has stored is known', () => {
		at(1, 'one').noteWaiting();
		at(2, 'one').claim('connected');
		at(3, 'other').store();
		restart();
		expect(at(4, 'one').claim('connected')).toBe(false);
	});

	it('what another request has stored while one was answered is known', () => {
		const overwritten = state;
		const slow = at(1, 'slow');
		slow.noteWaiting();
		at(2, 'one').noteWaiting();
		state = {};
		for (const time of [3, 4]) at(time, 'one').store();
		at(5, 'one').claim('connected');
		for (const time of [6, 7]) at(time, 'one').store();
		// n8n stores what this request has found at its beginning, and what it has changed.
		slow.noteWaiting();
		slow.store();
		state = overwritten;
		restart();
		expect(at(8, 'one').claim('connected')).toBe(false);
		expect(at(8, 'slow').claim('connected')).toBe(true);
	});

	it('what was not stored is not', () => {
		at(1).claim('opened');
		restart();
		expect(at(2).claim('opened')).toBe(true);
	});
});

describe('what is stored', () => {
	it('says neither the token nor the instance', () => {
		const one = at(1, 'secret-token');
		one.noteWaiting();
		one.store();
		expect(JSON.stringify(state)).not.toContain('secret-token');
		expect(Object.keys(state.links as object)).toHaveLength(1);
	});

	it('is not changed where nothing has happened, so that n8n need not write it', () => {
		at(1).noteWaiting();
		at(1).store();
		const { links } = state;
		at(2).noteWaiting();
		at(2).store();
		at(3, 'other').store();
		expect(state.links).toBe(links);
	});

	it('goes when the link has been over for a week', () => {
		at(1, 'old', END).noteWaiting();
		at(1, 'old', END).store();
		const later = END + 7 * DAY;
		at(later, 'new', later).noteWaiting();
		at(later, 'new', later).store();
		expect(Object.keys(state.links as object)).toHaveLength(2);
		at(later + 1, 'newer', later + 1).noteWaiting();
		at(later + 1, 'newer', later + 1).store();
		expect(Object.keys(state.links as object)).toHaveLength(2);
	});

	it.each<[unknown]>([[null], ['text'], [[]], [{ a: 1, b: { startedAt: 'now' } }]])(
		'may be anything, such as %j',
		(links) => {
			state = { links };
			const one = at(1);
			one.noteWaiting();
			one.store();
			restart();
			expect(at(2).claim('connected')).toBe(true);
		},
	);
});

it('keeps the links of each node apart', () => {
	at(1).noteWaiting();
	scope = randomUUID();
	expect(at(2).claim('connected')).toBe(false);
});

import { RequestSignal } from '../../../nodes/transport/RequestSignal.ts';

it('aborts with the first of several signals, whichever it is', () => {
	for (const first of [0, 1]) {
		const causes = [new AbortController(), new AbortController()];
		const end = new RequestSignal(causes.map(({ signal }) => signal));
		expect(end.signal.aborted).toBe(false);
		causes[first]?.abort();
		expect(end.signal.aborted).toBe(true);
	}
});

it('is aborted from the start when one of them was', () => {
	expect(new RequestSignal([AbortSignal.abort()]).signal.aborted).toBe(true);
});

it('aborts when told to, and leaves the others as they are', () => {
	const cause = new AbortController();
	const end = new RequestSignal([cause.signal]);
	end.abort();
	expect(end.signal.aborted).toBe(true);
	expect(cause.signal.aborted).toBe(false);
});

it('has nothing more to do with them once it is released', () => {
	const cause = new AbortController();
	const end = new RequestSignal([cause.signal]);
	end.release();
	cause.abort();
	expect(end.signal.aborted).toBe(false);
});

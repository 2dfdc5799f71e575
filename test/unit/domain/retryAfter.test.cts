import fc from 'fast-check';

import { parseRetryAfter } from '../../../nodes/domain/retryAfter.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const httpDate = (time: number) => new Date(time).toUTCString();

describe('seconds', () => {
	it.each([
		['0', 0],
		['1', 1000],
		['60', 60_000],
		[' 30 ', 30_000],
		['0.5', 500],
		['1.25', 1250],
	])('reads %j as %i milliseconds', (header, expected) => {
		expect(parseRetryAfter(header, undefined, NOW)).toBe(expected);
	});
});

describe('a date', () => {
	it('is the time left until then', () => {
		expect(parseRetryAfter(httpDate(NOW + 45_000), undefined, NOW)).toBe(45_000);
	});

	it('is measured by the clock of the server, where this machine goes wrong', () => {
		const server = NOW + 3_600_000;
		const header = httpDate(server + 20_000);
		expect(parseRetryAfter(header, httpDate(server), NOW)).toBe(20_000);
	});

	it('in the past means now', () => {
		expect(parseRetryAfter(httpDate(NOW - 60_000), undefined, NOW)).toBe(0);
	});

	it('counts from this machine when the server sends no usable date', () => {
		expect(parseRetryAfter(httpDate(NOW + 10_000), 'yesterday', NOW)).toBe(10_000);
	});
});

it.each([
	undefined,
	'',
	'  ',
	'soon',
	'-5',
	'60s',
	'60 seconds',
	'1e3',
	'Infinity',
	'60, 60',
	'in 60',
	'garbage 5',
])('has nothing to say about %j', (header) => {
	expect(parseRetryAfter(header, undefined, NOW)).toBeUndefined();
});

it('never gives anything but a time from now on, or nothing', () => {
	const text = fc.oneof(
		fc.string(),
		fc.string({ unit: fc.constantFrom(...Array.from('0123456789-+.: GMTe')) }),
	);
	fc.assert(
		fc.property(text, fc.option(text, { nil: undefined }), (header, date) => {
			expect(parseRetryAfter(header, date, NOW) ?? 0).toBeGreaterThanOrEqual(0);
		}),
	);
});

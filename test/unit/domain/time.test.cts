import fc from 'fast-check';

import { readTime } from '../../../nodes/domain/time.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const PART = NOON + 123;

it.each<[unknown, number]>([
	[1772366400, NOON],
	['1772366400', NOON],
	[' 1772366400 ', NOON],
	[1772366400000, NOON],
	['1772366400123', PART],
	[1772366400123456, PART],
	['1772366400123456', PART],
	['1772366400123456789', PART],
	[1772366400.123, PART],
	['1772366400.123456', PART],
	['1772366400123.9', PART],
	['2026-03-01T12:00:00Z', NOON],
	['2026-03-01T12:00:00.123Z', PART],
	['2026-03-01T12:00:00.123456789Z', PART],
	['2026-03-01T12:00:00,123Z', PART],
	['2026-03-01T12:00:00.1Z', NOON + 100],
	['2026-03-01T12:00Z', NOON],
	['2026-03-01t12:00:00z', NOON],
	['2026-03-01 12:00:00 Z', NOON],
	['2026-03-01T14:00:00+02:00', NOON],
	['2026-03-01T14:00:00.123+0200', PART],
	['2026-03-01T14:00:00+02', NOON],
	['2026-03-01T06:30:00-05:30', NOON],
	['2026-03-01T12:00:00', NOON],
	['2026-03-01 12:00:00.123', PART],
])('%j is a time', (value, milliseconds) => {
	expect(readTime(value)).toBe(milliseconds);
});

it.each<[unknown]>([
	[undefined],
	[null],
	[true],
	[{}],
	[[1772366400]],
	[NaN],
	[Infinity],
	[0],
	[-1772366400],
	[177236640],
	[17723664000],
	[1.5],
	[''],
	[' '],
	['now'],
	['-1772366400'],
	['0x69a42c40'],
	['1.7e9'],
	['1772366400Z'],
	['1'.repeat(100)],
	['2026-03-01'],
	['12:00:00Z'],
	['2026-13-01T12:00:00Z'],
	['2026-03-01T25:00:00Z'],
	['2026-03-01T12:00:00+99:99'],
	['1970-01-01T00:00:00Z'],
	['2126-03-01T12:00:00Z'],
	['Sun Mar 01 2026'],
])('%j is none', (value) => {
	expect(readTime(value)).toBeUndefined();
});

it('takes the same time in every form', () => {
	const times = fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2099, 0) });
	fc.assert(
		fc.property(times, (time) => {
			const forms = [
				time,
				String(time),
				(time / 1000).toFixed(3),
				`${time}000`,
				`${time}000000`,
				new Date(time).toISOString(),
			];
			expect(forms.map(readTime)).toEqual(forms.map(() => time));
			expect(readTime(Math.floor(time / 1000))).toBe(time - (time % 1000));
		}),
	);
});

it('takes anything', () => {
	fc.assert(
		fc.property(fc.anything(), (value) => {
			const time = readTime(value);
			expect(time === undefined || Number.isInteger(time)).toBe(true);
		}),
	);
});

import { readBoolean, readChoice } from '../../../nodes/domain/choices.ts';
import { refusalOf } from '../support/refusals.cts';

const COLOURS = ['red', 'green'] as const;

describe('a parameter with a few values', () => {
	it('is one of them', () => {
		expect(readChoice('green', 'Colour', COLOURS)).toBe('green');
	});

	it.each([
		['Red', '"Red"'],
		['', '""'],
		[0, '0'],
		[null, 'null'],
		[['red'], '["red"]'],
	])('is refused with the values there are when it is %j', (value, shown) => {
		const { message, description } = refusalOf(() => readChoice(value, 'Colour', COLOURS));
		expect(message).toBe(`'Colour' has no value ${shown}`);
		expect(description).toBe('Use one of: red, green');
	});
});

describe('a parameter that is on or off', () => {
	it.each([true, 'true'])('is on when it is %j', (value) => {
		expect(readBoolean(value, 'Simplify')).toBe(true);
	});

	it.each([false, 'false', undefined, null])('is off when it is %j', (value) => {
		expect(readBoolean(value, 'Simplify')).toBe(false);
	});

	it.each([
		['yes', '"yes"'],
		['', '""'],
		[0, '0'],
		[1, '1'],
		[{}, '{}'],
	])('is refused when it is %j', (value, shown) => {
		const { message, description } = refusalOf(() => readBoolean(value, 'Simplify'));
		expect(message).toBe(`'Simplify' is neither true nor false: ${shown}`);
		expect(description).toBe('Switch it on or off, or let the expression give true or false');
	});
});

import { readBoolean, readChoice } from '../../../nodes/domain/parameters.ts';
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
		[undefined, 'undefined'],
	])('is refused with the values there are when it is %j', (value, shown) => {
		const { message, description } = refusalOf(() => readChoice(value, 'Colour', COLOURS));
		expect(message).toBe(`'Colour' has an invalid option: ${shown}`);
		expect(description).toBe('Use one of: red, green');
	});
});

describe('a wrong value', () => {
	const shownFor = (value: unknown) =>
		refusalOf(() => readChoice(value, 'Colour', COLOURS)).message.replace(/^.* option: /, '');

	it.each([
		['as it is when it is short', 'x'.repeat(58), `"${'x'.repeat(58)}"`],
		['shortened when it is long', 'x'.repeat(1_000_000), `"${'x'.repeat(59)}…`],
		['without half a character', '🏪'.repeat(100), `"${'🏪'.repeat(59)}…`],
	])('is quoted %s', (_how, value, shown) => {
		expect(shownFor(value)).toBe(shown);
		expect(refusalOf(() => readBoolean(value, 'Simplify')).message).toBe(
			`'Simplify' is neither true nor false: ${shown}`,
		);
	});

	it.each([
		['a number too large for JSON', 10n, '10'],
		['an object that holds one', { a: 10n }, 'an object'],
		['a symbol', Symbol('x'), 'Symbol(x)'],
	])('is named when JSON has no form for it: %s', (_what, value, shown) => {
		expect(shownFor(value)).toBe(shown);
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
		expect(description).toBe('Turn it on or off, or make the expression return true or false');
	});
});

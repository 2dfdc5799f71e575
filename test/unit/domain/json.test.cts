import { isDeeperThan } from '../../../nodes/domain/json.ts';

const nested = (levels: number): unknown => (levels === 0 ? 'core' : [nested(levels - 1)]);

describe('how deep arrays and objects stand in each other', () => {
	it.each<[unknown, number]>([
		['text', 0],
		[null, 0],
		[[], 1],
		[{}, 1],
		[[1, [], { a: {} }], 3],
		[{ a: null, b: [[]] }, 3],
		[nested(100), 100],
	])('%j: %d', (value, levels) => {
		expect(isDeeperThan(value, levels)).toBe(false);
		if (levels > 0) expect(isDeeperThan(value, levels - 1)).toBe(true);
	});

	it('is told of what is nested deeper than the stack reaches', () => {
		let value: unknown = [];
		for (let level = 0; level < 1_000_000; level += 1) value = [value];
		expect(isDeeperThan(value, 100)).toBe(true);
	});
});

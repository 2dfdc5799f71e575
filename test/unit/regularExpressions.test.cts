// The engine of recheck that needs neither Java nor a binary of its own.
process.env.RECHECK_BACKEND = 'pure';
import { checkSync } from 'recheck';

import { findRegularExpressions } from './support/regularExpressions.cts';

const expressions = findRegularExpressions();

it('finds them all', () => {
	expect(expressions.length).toBeGreaterThan(40);
	expect(expressions.map(({ place }) => place.split('/')[0])).toContain('nodes');
});

describe('takes time in proportion to the length of a text, whatever the text is', () => {
	test.each(expressions)('$place /$source/$flags', ({ source, flags }) => {
		const diagnostics = checkSync(source, flags);
		const complexity = diagnostics.status === 'vulnerable' && diagnostics.complexity.summary;
		expect({ status: diagnostics.status, complexity }).toMatchObject({ status: 'safe' });
	});

	test('such a thing would be noticed', () => {
		for (const source of ['^(a+)+$', '=+$', '\\s+x']) {
			expect(checkSync(source, '').status).toBe('vulnerable');
		}
	});
});

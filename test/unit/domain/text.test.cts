import { withoutEnding } from '../../../nodes/domain/text.ts';

const isSlash = (character: string) => character === '/';

it.each([
	['a/b//', 'a/b'],
	['///', ''],
	['', ''],
	['/a', '/a'],
])('%p becomes %p', (text, expected) => {
	expect(withoutEnding(text, isSlash)).toBe(expected);
});

import { logExcerpt } from './logExcerpt.cts';

const BLUE = '\u001b[34m';
const PLAIN = '\u001b[39m';
const debug = (text: string) => `11:04:17.180   ${BLUE}debug${PLAIN}   ${BLUE}${text}${PLAIN}`;

test('shows an error that much debugging has buried, with its stack, and what came last', () => {
	const log = [
		'11:04:16.000   error   Workflow cannot be published',
		'    at publish (applier.js:1:1)',
		...Array.from({ length: 500 }, (_, index) => debug(`Disposed ${index}`)),
		'',
	].join('\n');

	const excerpt = logExcerpt(log);

	expect(excerpt).toMatch(
		/^11:04:16\.000 {3}error {3}Workflow cannot be published\n {4}at publish/,
	);
	expect(excerpt).toMatch(/Disposed 499$/);
	expect(excerpt).not.toContain('Disposed 400');
	expect(excerpt).not.toContain('\u001b');
});

test('stays short when everything is worth telling', () => {
	const log = '11:04:16.000   error   Workflow cannot be published\n'.repeat(1000);
	expect(logExcerpt(log).length).toBeLessThan(5100);
});

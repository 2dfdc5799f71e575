/**
 * A script or a style sheet without the indentation and the comment lines that only its writers
 * need; so a page stays small.
 */
export function compact(source: string): string {
	return source
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '' && !line.startsWith('//'))
		.join('\n');
}

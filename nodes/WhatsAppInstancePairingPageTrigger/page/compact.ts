/** A style sheet without the blanks that only its writers need. */
export function compactStyles(source: string): string {
	return source
		.split('\n')
		.map((line) => line.trim())
		.join('')
		.replace(/ ?([{};,]) ?/g, '$1')
		.replace(/: /g, ':')
		.replace(/;}/g, '}');
}

const TOKEN = /\/\/.*|'(?:[^'\\]|\\.)*'|[\w$]+|\+\+|--|\S/g;
const WORD = /[\w$]/;

/**
 * A script without the comments and blanks that only its writers need.
 *
 * Takes the JavaScript that the page is written in: every statement ends with a semicolon, strings
 * stand in single quotes, and there are neither template literals nor regular expression literals.
 */
export function compactScript(source: string): string {
	let script = '';
	for (const token of source.match(TOKEN) ?? []) {
		if (token.startsWith('//')) continue;
		const [last, first] = [script.slice(-1), token.charAt(0)];
		const areWords = WORD.test(last) && WORD.test(first);
		const areSigns = last === first && (first === '+' || first === '-');
		script += areWords || areSigns ? ` ${token}` : token;
	}
	return script;
}

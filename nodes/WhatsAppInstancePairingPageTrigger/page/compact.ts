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

/** Names of constants, which are never names of properties. */
const CONSTANT = /^[A-Z]+(?:_[A-Z]+)+$/;

/** Words that mean the same to whoever runs a script that works. */
const SHORTER = new Map([
	['const', 'let'],
	['true', '!0'],
	['false', '!1'],
]);

/**
 * A script without the comments, blanks and long words that only its writers need.
 *
 * Takes the JavaScript that the page is written in: every statement ends with a semicolon, strings
 * stand in single quotes, and there are neither template literals nor regular expression literals.
 */
export function compactScript(source: string): string {
	let script = '';
	const names = new Map<string, string>();
	for (const token of source.match(TOKEN) ?? []) {
		if (token.startsWith('//')) continue;
		if (CONSTANT.test(token) && !names.has(token)) names.set(token, `$${names.size}`);
		const word = names.get(token) ?? SHORTER.get(token) ?? token;
		const [last, first] = [script.slice(-1), word.charAt(0)];
		const areWords = WORD.test(last) && WORD.test(first);
		const areSigns = last === first && (first === '+' || first === '-');
		script += areWords || areSigns ? ` ${word}` : word;
	}
	return script;
}

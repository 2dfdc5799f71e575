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

const TOKEN = /\/\/.*|'(?:[^'\\]|\\.)*'|[\w$]+|\.\.\.|=>|\+\+|--|\S/g;
const WORD = /^[\w$]/;
const NAME = /^[a-z_$][\w$]*$/i;
const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** The names that a parameter list or a pattern, which opens at `start`, declares. */
function declaredBetween(tokens: string[], start: number): string[] {
	const names: string[] = [];
	let depth = 0;
	for (let at = start; at < tokens.length; at += 1) {
		const token = tokens[at] ?? '';
		if (token in CLOSING) depth += 1;
		else if (Object.values(CLOSING).includes(token)) depth -= 1;
		else if (NAME.test(token) && tokens[at + 1] !== ':') names.push(token);
		if (depth === 0) break;
	}
	return names;
}

/** Where the bracket opened that closes at `end`. */
function openingOf(tokens: string[], end: number): number {
	let depth = 0;
	for (let at = end; at >= 0; at -= 1) {
		const token = tokens[at] ?? '';
		if (Object.values(CLOSING).includes(token)) depth += 1;
		else if (token in CLOSING) depth -= 1;
		if (depth === 0) return at;
	}
	return 0;
}

function declaredNames(tokens: string[]): Set<string> {
	const found = tokens.flatMap((token, at) => {
		const next = tokens[at + 1] ?? '';
		if (token === 'const' || token === 'let') {
			return next in CLOSING ? declaredBetween(tokens, at + 1) : [next];
		}
		if (token === 'function') return [next, ...declaredBetween(tokens, at + 2)];
		if (token !== '=>') return [];
		const before = tokens[at - 1] ?? '';
		return before === ')' ? declaredBetween(tokens, openingOf(tokens, at - 1)) : [before];
	});
	return new Set(found);
}

/** One new short name after the other, none of which is `taken`. */
function* shortNames(taken: Set<string>): Generator<string, never> {
	const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
	for (let index = 0; ; index += 1) {
		const last = letters[index % letters.length] ?? '';
		const name =
			index < letters.length
				? last
				: `${letters[Math.floor(index / letters.length) - 1] ?? ''}${last}`;
		if (!taken.has(name)) yield name;
	}
}

/** The tokens with short names for whatever they declare; names of properties stay as they are. */
function rename(tokens: string[]): string[] {
	const names = shortNames(new Set(tokens));
	const renamed = new Map(
		[...declaredNames(tokens)].map((name) => [name, name.length > 1 ? names.next().value : name]),
	);
	const open: string[] = [];
	return tokens.map((token, at) => {
		if (token in CLOSING) open.push(token);
		else if (Object.values(CLOSING).includes(token)) open.pop();
		const short = renamed.get(token);
		const [before = '', after = ''] = [tokens[at - 1], tokens[at + 1]];
		if (short === undefined || before === '.') return token;
		const startsProperty = open.at(-1) === '{' && (before === '{' || before === ',');
		if (startsProperty && after === ':') return token;
		return startsProperty && (after === ',' || after === '}') ? `${token}:${short}` : short;
	});
}

/**
 * A script without comments and blanks, and with short names for its variables: it is sent with
 * every page, and its source is to be read by people.
 *
 * Takes the JavaScript that the page is written in: every statement ends with a semicolon, strings
 * stand in single quotes, and there are no template literals, no regular expression literals, no
 * methods or default values in braces, and no variable with the name of a global that is used.
 */
export function compactScript(source: string): string {
	const tokens = (source.match(TOKEN) ?? []).filter((token) => !token.startsWith('//'));
	return rename(tokens).reduce((script, token) => {
		const last = script.at(-1) ?? '';
		const needsBlank =
			(/[\w$]/.test(last) && WORD.test(token)) || (last === token[0] && '+-'.includes(last));
		return `${script}${needsBlank ? ' ' : ''}${token}`;
	}, '');
}

import { textOrNull } from './text';

/**
 * A value somebody entered that cannot be used. `message` names the parameter in single quotes,
 * `description` says what to enter instead. No request has been made when it is thrown.
 */
export class ParameterError extends Error {
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
	}
}

const MAX_QUOTE = 60;

/**
 * Reads a parameter that is one of a few values. Expressions can bring anything.
 *
 * @param label the name of the parameter as the user sees it
 * @throws {ParameterError} for any other value
 */
export function readChoice<T extends string>(
	value: unknown,
	label: string,
	choices: readonly T[],
): T {
	const found = choices.find((choice) => choice === value);
	if (found !== undefined) return found;
	throw new ParameterError(
		`'${label}' has an invalid option: ${quote(value)}`,
		`Use one of: ${choices.join(', ')}`,
	);
}

/**
 * Reads a parameter that is on or off; expressions often bring it as text.
 *
 * @param label the name of the parameter as the user sees it
 * @throws {ParameterError} for anything but true and false
 */
export function readBoolean(value: unknown, label: string): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false' || value === undefined || value === null) return false;
	throw new ParameterError(
		`'${label}' is neither true nor false: ${quote(value)}`,
		'Turn it on or off, or make the expression return true or false',
	);
}

/** Writes down in a few characters what an expression has brought, whatever it is. */
function quote(value: unknown): string {
	const text = [...written(value).slice(0, 2 * MAX_QUOTE + 1)];
	return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE).join('')}…` : text.join('');
}

function written(value: unknown): string {
	if (typeof value === 'object' || typeof value === 'string') {
		try {
			return JSON.stringify(value);
		} catch {
			// It holds itself, or a number that JSON has no form for.
			return 'an object';
		}
	}
	return String(value);
}

/** Reads what was entered into a field for text. Expressions bring numbers, too, and nothing. */
export function readText(value: unknown): string {
	return textOrNull(value) ?? '';
}

/**
 * Reads a field for text that has to hold text, a number or nothing.
 *
 * @param label the name of the parameter as the user sees it
 * @throws {ParameterError} for an object, a list and the like, of which no text can be made
 */
export function readTextField(value: unknown, label: string): string {
	const isNothing = value === undefined || value === null;
	if (isNothing || typeof value === 'string' || typeof value === 'number') return readText(value);
	// What is in it is not told: it may be a secret.
	const kind = typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	throw new ParameterError(
		`'${label}' is ${Array.isArray(value) ? 'a list' : kind}, not text`,
		'Make the expression return text or a number, for example a single field of the item',
	);
}

/**
 * Reads a number of seconds.
 *
 * @returns milliseconds
 * @throws {ParameterError} when it is none, or not from `least` to `most`
 */
export function readSeconds(value: unknown, label: string, least: number, most: number): number {
	const seconds = typeof value === 'number' ? value : Number(String(value).trim() || NaN);
	if (!(seconds >= least && seconds <= most)) {
		throw new ParameterError(
			`'${label}' must be a number of seconds from ${least} to ${most}`,
			`It is currently ${String(value)}`,
		);
	}
	return seconds * 1000;
}

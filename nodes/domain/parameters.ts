import { textOrNull } from './text';

/**
 * A parameter that cannot be used. `message` names it in single quotes, `description` says what to
 * enter instead.
 */
export class ParameterError extends Error {
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
	}
}

/** A parameter without a value, where one is needed. */
export class EmptyParameterError extends ParameterError {
	/** @param label the display name of the parameter */
	constructor(
		readonly label: string,
		howTo: string,
	) {
		super(`'${label}' is empty`, howTo);
	}
}

const MAX_QUOTE = 60;

// Not more than one pair of braces in the middle, so that it is linear.
const EXPRESSION = /\{\{[^{}]*\}\}/;

/** The first n8n expression in a text, such as `{{ $json.phone }}`; `undefined` when there is none. */
export function expressionIn(text: string): string | undefined {
	const found = EXPRESSION.exec(text)?.[0];
	return found !== undefined && found.length > MAX_QUOTE ? `${found.slice(0, MAX_QUOTE)}…` : found;
}

/**
 * Reads a parameter that has a few valid values. Expressions can return anything.
 *
 * @param label the display name of the parameter
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
 * Reads a parameter that is on or off; expressions often return it as text. Missing counts as off.
 *
 * @param label the display name of the parameter
 * @throws {ParameterError} for anything but true, false and nothing
 */
export function readBoolean(value: unknown, label: string): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false' || value === undefined || value === null) return false;
	throw new ParameterError(
		`'${label}' is neither true nor false: ${quote(value)}`,
		'Turn it on or off, or make the expression return true or false',
	);
}

/** Quotes in a few characters what an expression returned, whatever it is. */
function quote(value: unknown): string {
	const text = [...written(value).slice(0, 2 * MAX_QUOTE + 1)];
	return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE).join('')}…` : text.join('');
}

function written(value: unknown): string {
	if (typeof value === 'object' || typeof value === 'string') {
		try {
			return JSON.stringify(value);
		} catch {
			// It contains itself, or a number that JSON cannot represent.
			return 'an object';
		}
	}
	return String(value);
}

/** Reads a text field. Expressions also return numbers, or nothing, which becomes empty text. */
export function readText(value: unknown): string {
	return textOrNull(value) ?? '';
}

/**
 * Reads a text field that must contain text, a number or nothing.
 *
 * @param label the display name of the parameter
 * @returns the trimmed text; empty for nothing
 * @throws {ParameterError} for an object, a list and anything else that is not text
 */
export function readTextField(value: unknown, label: string): string {
	const isNothing = value === undefined || value === null;
	if (isNothing || typeof value === 'string' || typeof value === 'number') return readText(value);
	// The value is not shown, because it may be a secret.
	const kind = typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	throw new ParameterError(
		`'${label}' is ${Array.isArray(value) ? 'a list' : kind}, not text`,
		'Make the expression return text or a number, for example a single field of the item',
	);
}

/**
 * Reads a number of seconds.
 *
 * @param label the display name of the parameter
 * @param least the lowest valid number of seconds
 * @param most the highest valid number of seconds
 * @returns milliseconds
 * @throws {ParameterError} when it is not a number, or is out of range
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

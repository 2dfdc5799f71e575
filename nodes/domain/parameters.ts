import { ParameterError } from './ParameterError';

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
		`'${label}' has no value ${quote(value)}`,
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
		'Switch it on or off, or let the expression give true or false',
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

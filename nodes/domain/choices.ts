import { ParameterError } from './ParameterError';

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
		`'${label}' has no value ${JSON.stringify(value)}`,
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
		`'${label}' is neither true nor false: ${JSON.stringify(value)}`,
		'Switch it on or off, or let the expression give true or false',
	);
}

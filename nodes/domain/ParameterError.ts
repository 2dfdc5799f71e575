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

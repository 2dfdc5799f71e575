export const text = { type: 'string' };
export const integer = { type: 'integer' };
export const boolean = { type: 'boolean' };
export const nullableText = { type: 'string', nullable: true };
export const dateTime = { type: 'string', format: 'date-time' };

/** An object that has all of these fields and no other. */
export function strictObject(properties: Record<string, object>) {
	return {
		type: 'object',
		properties,
		required: Object.keys(properties),
		additionalProperties: false,
	};
}

/** API.md, "Errors": `message` for 401 and 403, `error` elsewhere. */
export const refused = strictObject({ message: text });
export const failed = strictObject({ success: boolean, error: text });

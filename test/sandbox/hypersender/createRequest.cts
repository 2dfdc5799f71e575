import { bodyFields } from '../answers.cts';
import type { NewInstance } from './account.cts';

const E164 = /^\+[1-9]\d{6,14}$/;
const NAME_LENGTH = 50;

/** Messages by field (API.md, "Errors"). */
export type FieldErrors = Record<string, string[]>;

/**
 * Checks the body of a create request (API.md, "POST /create-instance"; wording as Laravel's).
 * Gives the fields, or the messages by field.
 */
export function readCreateRequest(
	body: unknown,
	nameIsTaken: (name: string) => boolean,
): NewInstance | { errors: FieldErrors } {
	const fields = bodyFields(body);
	const phone = trimmed(fields['phone']);
	const name = trimmed(fields['name']);
	const webhookUrl = trimmed(fields['webhook_url']);
	const problems = {
		phone: phoneProblem(phone),
		name: nameProblem(name, nameIsTaken),
		webhook_url: webhookUrlProblem(webhookUrl),
	};
	const errors: FieldErrors = {};
	for (const [field, problem] of Object.entries(problems)) {
		if (problem !== null) errors[field] = [problem];
	}
	if (Object.keys(errors).length > 0) return { errors };
	return {
		phone: String(phone),
		name: String(name),
		webhookUrl: typeof webhookUrl === 'string' ? webhookUrl : null,
	};
}

/** Laravel trims text and takes an empty one for a missing field. */
function trimmed(value: unknown): unknown {
	if (typeof value !== 'string') return value ?? null;
	return value.trim() === '' ? null : value.trim();
}

function phoneProblem(phone: unknown): string | null {
	if (phone === null) return 'The phone field is required.';
	if (typeof phone !== 'string') return 'The phone field must be a string.';
	return E164.test(phone) ? null : 'The phone field format is invalid.';
}

function nameProblem(name: unknown, nameIsTaken: (name: string) => boolean): string | null {
	if (name === null) return 'The name field is required.';
	if (typeof name !== 'string') return 'The name field must be a string.';
	if (Array.from(name).length > NAME_LENGTH) {
		return `The name field must not be greater than ${NAME_LENGTH} characters.`;
	}
	return nameIsTaken(name) ? 'The name has already been taken.' : null;
}

function webhookUrlProblem(url: unknown): string | null {
	if (url === null) return null;
	if (typeof url !== 'string' || !URL.canParse(url)) {
		return 'The webhook url field must be a valid URL.';
	}
	return new URL(url).protocol === 'https:'
		? null
		: 'The webhook url field must start with one of the following: https://.';
}

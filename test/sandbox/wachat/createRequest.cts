import { bodyFields } from '../answers.cts';
import type { Integration, NewInstance } from './account.cts';

const SETTINGS = ['rejectCalls', 'ignoreGroups', 'alwaysOnline', 'readMessages', 'readStatus'];
const META_FIELDS = ['metaToken', 'metaBusinessId', 'metaPhoneNumberId'];
const INTEGRATIONS: Integration[] = ['WHATSAPP-BAILEYS', 'WHATSAPP-BUSINESS'];

/**
 * Checks the body of a create request (API.md, "POST /instance/create"). Gives the fields, or what
 * is wrong with the first that is.
 */
export function readCreateRequest(body: unknown): NewInstance | { error: string } {
	const fields = bodyFields(body);
	const { instanceName, number, integration = INTEGRATIONS[0] } = fields;
	if (typeof instanceName !== 'string' || instanceName.trim() === '') {
		return { error: 'instanceName is required.' };
	}
	if (number !== undefined && typeof number !== 'string') {
		return { error: 'number must be a string.' };
	}
	const known = INTEGRATIONS.find((name) => name === integration);
	if (known === undefined) {
		return { error: `integration must be one of ${INTEGRATIONS.join(', ')}.` };
	}
	const missing = META_FIELDS.filter((name) => typeof fields[name] !== 'string' || !fields[name]);
	if (known === 'WHATSAPP-BUSINESS' && missing.length > 0) {
		return { error: `${missing.join(', ')} required for WHATSAPP-BUSINESS.` };
	}
	const settings: Record<string, boolean> = {};
	for (const name of SETTINGS) {
		const value = fields[name];
		if (value === undefined) continue;
		if (typeof value !== 'boolean') return { error: `${name} must be a boolean.` };
		settings[name] = value;
	}
	return {
		name: instanceName.trim(),
		number: number === undefined || number === '' ? null : number,
		integration: known,
		settings,
	};
}

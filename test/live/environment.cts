import type { Provider } from '../../nodes/providers/Provider.ts';

/** The environment variables that the check reads. */
export const VARIABLES = {
	apiKey: 'WHATSAPP_INSTANCE_API_KEY',
	baseUrl: 'WHATSAPP_INSTANCE_BASE_URL',
	phone: 'WHATSAPP_INSTANCE_PHONE',
} as const;

/** What the check is told about the account. None of it is ever printed. */
export interface Settings {
	apiKey: string;
	baseUrl: string;
	/** As it was entered; empty when there is none. */
	phone: string;
}

/** A variable that is missing. */
export class MissingVariableError extends Error {}

/**
 * Reads the settings from the environment.
 *
 * @throws {MissingVariableError} when the key is missing, or an address that has no default
 */
export function readSettings(
	environment: Readonly<Record<string, string | undefined>>,
	{ endpoint }: Pick<Provider, 'endpoint'>,
): Settings {
	const value = (name: keyof typeof VARIABLES) => environment[VARIABLES[name]]?.trim() ?? '';
	const apiKey = value('apiKey');
	if (apiKey === '') {
		throw new MissingVariableError(
			`The API key is missing. Put it into the environment variable ${VARIABLES.apiKey}.`,
		);
	}
	const { address, title } = endpoint;
	const usual = 'default' in address ? address.default : '';
	const baseUrl = value('baseUrl') || usual;
	if (baseUrl === '') {
		throw new MissingVariableError(
			`${title} has no usual address. Put yours into the environment variable ${VARIABLES.baseUrl}.`,
		);
	}
	return { apiKey, baseUrl, phone: value('phone') };
}

/** Whether the address is the provider's usual one. */
export function isUsualAddress(
	{ baseUrl }: Settings,
	{ endpoint: { address } }: Pick<Provider, 'endpoint'>,
): boolean {
	return 'default' in address && baseUrl === address.default;
}

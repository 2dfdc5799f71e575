import type { IWebhookFunctions } from 'n8n-workflow';

import { pairingKey } from '../domain/pairingLink';
import { findProvider } from '../providers';
import type { Provider } from '../providers/Provider';
import { ApiClient, readAccess } from '../transport/ApiClient';
import { uptime } from '../transport/clock';
import type { Send } from '../transport/types';
import { PairingService } from './PairingService';

// In milliseconds.
const REQUEST_TIMEOUT = 20_000;
const ACCOUNT_LASTS = 5_000;
const SERVICE_LASTS = 900_000;

/** The account that a pairing page is for. */
export interface PairingAccount {
	provider: Provider;
	client: ApiClient;
	service: PairingService;
	/** Checks the tokens of the links. */
	key: Buffer;
	send: Send;
}

/** By account; what is known of an account serves all its pages and workflows. */
const services = new Map<string, PairingService>();

/** By node. */
const accounts = new Map<string, { account: Promise<PairingAccount>; openedAt: number }>();

/**
 * Opens the account a page is set to. It is kept for some seconds, because n8n reads the credential
 * from its database each time, and many pages ask all the time. As long as the credential stays the
 * same, so does the account: it holds n8n's context of a request, and that a whole workflow.
 *
 * @param scope identifies the node
 * @throws {ParameterError} when the credential cannot be used
 */
export async function openAccount(
	context: IWebhookFunctions,
	scope: string,
): Promise<PairingAccount> {
	const time = uptime();
	for (const [key, { openedAt }] of accounts) {
		if (time >= openedAt + SERVICE_LASTS) accounts.delete(key);
	}
	const known = accounts.get(scope);
	if (known !== undefined && time < known.openedAt + ACCOUNT_LASTS) return await known.account;
	const account = open(context, known?.account);
	accounts.set(scope, { account, openedAt: time });
	return await account.catch((error: unknown) => {
		accounts.delete(scope);
		throw error;
	});
}

async function open(
	context: IWebhookFunctions,
	before: Promise<PairingAccount> | undefined,
): Promise<PairingAccount> {
	const provider = findProvider(context.getNodeParameter('provider', ''));
	if (provider === undefined) throw new Error('no provider is chosen');
	const credentials = await context.getCredentials(provider.endpoint.credentialType);
	const { apiKey, accountId } = readAccess(provider.endpoint, credentials);
	const service = serviceOf(provider, `${provider.name} ${accountId}`);
	const known = await before?.catch(() => undefined);
	if (known?.service === service) return known;
	const client = new ApiClient({ context, api: provider, credentials, limiter: service.limiter });
	return {
		provider,
		client,
		service,
		key: pairingKey(apiKey),
		// The page asks again anyway, and who waits is told for how long.
		send: client.sender({
			requestTimeout: REQUEST_TIMEOUT,
			rateLimitWait: 0,
			budget: { remaining: 0 },
		}),
	};
}

/** @param id identifies the account */
function serviceOf(provider: Provider, id: string): PairingService {
	const before = uptime() - SERVICE_LASTS;
	for (const [key, service] of services) {
		service.forgetUnused(before);
		if (service.isUnused && key !== id) services.delete(key);
	}
	const service = services.get(id) ?? new PairingService(provider);
	services.set(id, service);
	return service;
}

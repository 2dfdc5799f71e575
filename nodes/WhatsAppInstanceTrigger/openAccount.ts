import type { IPollFunctions } from 'n8n-workflow';

import { findProvider } from '../providers';
import type { Provider } from '../providers/Provider';
import { ApiClient } from '../transport/ApiClient';
import { ParameterError } from '../domain/parameters';
import type { Send } from '../transport/types';
import { RateLimiter } from '../transport/RateLimiter';

const REQUEST_TIMEOUT = 30_000;

/** The account a trigger watches. */
export interface PollAccount {
	provider: Provider;
	client: ApiClient;
	send: Send;
	/** Identifies the credential. */
	key: string;
	/** Changes with the content of the credential; too short to reveal anything about the API key. */
	accessFingerprint: string;
}

/**
 * Opens the account the trigger is set to.
 *
 * @throws {ParameterError} when no provider is chosen, or the credential is invalid
 */
export async function openAccount(context: IPollFunctions): Promise<PollAccount> {
	const provider = findProvider(context.getNodeParameter('provider', ''));
	if (provider === undefined) throw new ParameterError("'Provider' is not chosen", 'Choose one');
	const credentials = await context.getCredentials(provider.endpoint.credentialType);
	const client = new ApiClient({
		context,
		api: provider,
		credentials,
		limiter: new RateLimiter(),
	});
	// A poll does not wait for rate limits, because the next one comes soon.
	const budget = { remaining: 0 };
	const { id } = context.getNode().credentials?.[provider.endpoint.credentialType] ?? {};
	return {
		provider,
		client,
		send: client.sender({ requestTimeout: REQUEST_TIMEOUT, rateLimitWait: 0, budget }),
		key: `${provider.name}:${id ?? ''}`,
		accessFingerprint: client.accountId.slice(0, 6),
	};
}

import { randomText, LETTERS_AND_DIGITS } from '../randomText.cts';
import type { SandboxParts, SandboxProvider } from '../SandboxProvider.cts';
import { HypersenderAccount } from './account.cts';
import { bearerToken } from './identifiers.cts';
import { hypersenderRoutes, notFound } from './routes.cts';
import { HypersenderWebhooks } from './webhooks.cts';

/** The Hypersender Enterprise API (API.md, "Access"). */
export function startHypersender({ clock, limits, deliveries }: SandboxParts): SandboxProvider {
	const account = new HypersenderAccount(clock);
	const access = {
		apiKey: bearerToken(),
		/** Deliveries carry it verbatim in `Authorization` (API.md, "Webhook authentication"). */
		webhookSecret: randomText(32, LETTERS_AND_DIGITS),
	};
	const webhooks = new HypersenderWebhooks(deliveries, access.webhookSecret);
	return {
		prefix: '/hypersender/api/whatsapp/v2',
		routes: hypersenderRoutes(account, limits, access.apiKey),
		notFound,
		account,
		access,
		deliver: async (instanceId, event, data, options) =>
			await webhooks.send(account.get(instanceId), event, data, options),
		reset: () => {
			account.reset();
		},
	};
}

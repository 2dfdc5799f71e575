import type { SandboxParts, SandboxProvider } from '../SandboxProvider.cts';
import { WachatAccount } from './account.cts';
import { WachatDeliveries } from './deliveries.cts';
import { wachatGuards } from './guards.cts';
import { wachatKey } from './identifiers.cts';
import { instanceRoutes } from './instanceRoutes.cts';
import { webhookRoutes } from './webhookRoutes.cts';
import { WebhookRegistry } from './webhooks.cts';

/** The Wachat API, as its API.md describes it. */
export function startWachat({ clock, deliveries }: SandboxParts): SandboxProvider {
	const account = new WachatAccount(clock);
	const registry = new WebhookRegistry(clock);
	const sender = new WachatDeliveries(clock, registry, deliveries);
	account.announce = (instance, event) => {
		void sender.announce(instance, event);
	};
	const access = { apiKey: wachatKey() };
	const guards = wachatGuards(account, access.apiKey);
	return {
		prefix: '/wachat/api/v1',
		routes: [...instanceRoutes(account, guards), ...webhookRoutes(account, registry, guards)],
		// No document shows it; a web application answers an unknown address with a page.
		notFound: () => ({
			status: 404,
			body: '<!doctype html><title>404</title><h1>This page could not be found.</h1>',
			contentType: 'text/html; charset=utf-8',
		}),
		account,
		access,
		deliver: async (instanceId, event, data, options) =>
			await sender.send(account.get(instanceId), event, data, options),
		controls: {
			/** Another phone than the given one is connected, or the last one that was. */
			setOwner: {
				body: {
					type: 'object',
					properties: { instanceId: { type: 'string' }, owner: { type: 'string' } },
					required: ['instanceId', 'owner'],
					additionalProperties: false,
				},
				call: ({ instanceId, owner }: { instanceId: string; owner: string }) => {
					account.get(instanceId).owner = owner;
				},
			},
			/** How many instances the account may hold; 1000 by default. */
			setInstanceLimit: {
				body: {
					type: 'object',
					properties: { limit: { type: 'integer', minimum: 0 } },
					required: ['limit'],
					additionalProperties: false,
				},
				call: ({ limit }: { limit: number }) => {
					account.instanceLimit = limit;
				},
			},
		},
		reset: () => {
			account.reset();
			registry.reset();
		},
	};
}

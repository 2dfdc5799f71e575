import type { Provider } from '../provider.cts';
import { wachatGuards } from './guards.cts';
import { instanceRoutes } from './instanceRoutes.cts';
import type { WachatAccount } from './state.cts';
import { webhookRoutes } from './webhookRoutes.cts';
import type { WebhookRegistry } from './webhooks.cts';

/** The Wachat API (seed Wachat; apis.md 2). */
export function wachat(
	account: WachatAccount,
	registry: WebhookRegistry,
	apiKey: string,
): Provider {
	const guards = wachatGuards(account, apiKey);
	return {
		name: 'wachat',
		prefix: '/wachat/api/v1',
		routes: [...instanceRoutes(account, guards), ...webhookRoutes(account, registry, guards)],
		// No document shows it; a web application answers an unknown address with a page.
		notFound: () => ({
			status: 404,
			body: '<!doctype html><title>404</title><h1>This page could not be found.</h1>',
			contentType: 'text/html; charset=utf-8',
		}),
	};
}

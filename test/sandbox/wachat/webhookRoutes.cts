import { bodyFields, type Answer, type ProviderRequest } from '../answers.cts';
import { isLoopback } from '../loopback.cts';
import type { ProviderRoute } from '../SandboxProvider.cts';
import { failed, instanceNotFound, type WachatGuards } from './guards.cts';
import * as schemas from './webhookSchemas.cts';
import type { WachatAccount } from './account.cts';
import { names } from './views.cts';
import { masked, type WebhookFields, type WebhookRegistry } from './webhooks.cts';

/** The webhook routes of Wachat, as its API.md describes them. */
export function webhookRoutes(
	account: WachatAccount,
	registry: WebhookRegistry,
	{ keyed }: WachatGuards,
): ProviderRoute[] {
	return [
		{
			method: 'GET',
			url: '/webhooks',
			response: schemas.listWebhooks,
			handle: keyed((request) => list(account, registry, request)),
		},
		{
			method: 'POST',
			url: '/webhooks',
			response: schemas.saveWebhook,
			handle: keyed((request) => save(account, registry, request)),
		},
		{
			method: 'DELETE',
			url: '/webhooks',
			response: schemas.deleteWebhook,
			handle: keyed(({ query }) => {
				const id = Number(query['id']);
				if (!query['id'] || !Number.isInteger(id)) {
					return failed(400, 'id is required and must be an integer.');
				}
				return registry.delete(id)
					? { status: 200, body: { success: true, deleted: true, id } }
					: webhookNotFound;
			}),
		},
	];
}

const webhookNotFound = failed(404, 'Webhook not found.');

function list(
	account: WachatAccount,
	registry: WebhookRegistry,
	{ query }: ProviderRequest,
): Answer {
	const name = query['instanceName'];
	if (name !== undefined && account.find(name) === null) return instanceNotFound;
	const webhooks = registry
		.all()
		.filter(({ instance }) => name === undefined || instance?.apiInstanceName === name)
		.map((webhook) => ({ ...webhook, secret: masked(webhook.secret) }));
	return { status: 200, body: { success: true, count: webhooks.length, webhooks } };
}

function save(
	account: WachatAccount,
	registry: WebhookRegistry,
	{ body }: ProviderRequest,
): Answer {
	const { id, instanceName } = bodyFields(body);
	const fields = readFields(bodyFields(body));
	if ('error' in fields) return failed(400, fields.error);

	if (instanceName !== undefined) {
		const instance = typeof instanceName === 'string' ? account.find(instanceName) : null;
		if (instance === null) return instanceNotFound;
		fields.instance = names(instance);
	}
	if (id !== undefined) {
		const webhook = typeof id === 'number' ? registry.find(id) : null;
		if (webhook === null) return webhookNotFound;
		return saved(200, registry.update(webhook, fields));
	}
	if (fields.url === undefined) return failed(400, 'url is required.');
	return saved(201, registry.create({ ...fields, url: fields.url }));
}

function saved(status: number, webhook: object): Answer {
	return { status, body: { success: true, webhook: { ...webhook } } };
}

function readFields(body: Record<string, unknown>): WebhookFields | { error: string } {
	const { url, name, events, enabled, secret } = body;
	const fields: WebhookFields = {};
	if (url !== undefined) {
		if (typeof url !== 'string' || !isAllowed(url)) return { error: 'url must use https.' };
		fields.url = url;
	}
	if (events !== undefined) {
		if (!isEventList(events)) {
			return { error: `events may hold ${schemas.WEBHOOK_EVENTS.join(', ')} only.` };
		}
		fields.events = events;
	}
	if (name !== undefined) {
		if (typeof name !== 'string' && name !== null) return { error: 'name must be a string.' };
		fields.name = name;
	}
	if (enabled !== undefined) {
		if (typeof enabled !== 'boolean') return { error: 'enabled must be a boolean.' };
		fields.enabled = enabled;
	}
	if (secret !== undefined) {
		if (typeof secret !== 'string' || secret === '') {
			return { error: 'secret must be a string.' };
		}
		fields.secret = secret;
	}
	return fields;
}

/** The provider takes https only; receivers on this machine are let in for tests. */
function isAllowed(url: string): boolean {
	return URL.canParse(url) && (new URL(url).protocol === 'https:' || isLoopback(url));
}

function isEventList(events: unknown): events is string[] {
	return (
		Array.isArray(events) &&
		events.length > 0 &&
		events.every((event) => schemas.WEBHOOK_EVENTS.includes(String(event)))
	);
}

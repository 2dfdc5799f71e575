import type { IDataObject } from 'n8n-workflow';

import type { Send } from '../../transport/types';
import type { NewRegistration, Registration } from '../Webhooks';
import { isRecord } from '../../domain/json';
import { checkWhole, listOf } from '../readers';
import { idOrNull, textOrNull } from '../../domain/text';

const PATH = '/webhooks';

/**
 * Lists the webhooks of the account (API.md, "GET /webhooks").
 *
 * @throws {ProviderError}
 */
export async function listWebhooks(send: Send): Promise<Registration[]> {
	const response = await send({ method: 'GET', path: PATH });
	const rows = listOf(isRecord(response.json) ? response.json.webhooks : undefined);
	if (rows === undefined) throw response.unreadable("the list 'webhooks' is missing");
	checkWhole(response, rows.length, 'webhooks');
	return rows.filter(isRecord).flatMap((row) => readRegistration(row) ?? []);
}

/**
 * Registers a webhook (API.md, "POST /webhooks").
 *
 * @returns its ID, and the secret that will sign its deliveries
 * @throws {ProviderError}
 */
export async function createWebhook(
	send: Send,
	{ name, url, secret, events, instanceId }: NewRegistration,
): Promise<{ id: string; secret: string }> {
	const { json, unreadable } = await send({
		method: 'POST',
		path: PATH,
		body: {
			name,
			url,
			secret,
			events,
			enabled: true,
			...(instanceId !== null && { instanceName: instanceId }),
		},
		...(instanceId !== null && { resourceLabel: `instance '${instanceId}'` }),
	});
	const row = isRecord(json) && isRecord(json.webhook) ? json.webhook : {};
	const id = idOrNull(row.id);
	if (id === null) throw unreadable("the field 'webhook.id' is missing");
	return { id, secret: readSecret(row.secret) ?? secret };
}

/**
 * Deletes a webhook (API.md, "DELETE /webhooks").
 *
 * @throws {ProviderError}
 */
export async function deleteWebhook(send: Send, { id }: Registration): Promise<void> {
	await send({
		method: 'DELETE',
		path: PATH,
		query: { id },
		resourceLabel: `webhook '${id}'`,
		bodyOptional: true,
	});
}

function readRegistration(row: IDataObject): Registration | undefined {
	const id = idOrNull(row.id);
	const url = textOrNull(row.url);
	if (id === null || url === null) return undefined;
	const { events, instance, enabled } = row;
	return {
		id,
		url,
		isEnabled: enabled !== false,
		...(Array.isArray(events) && { events: events.map(String) }),
		...(instance === null && { instanceId: null }),
		...(isRecord(instance) && { instanceId: idOrNull(instance.apiInstanceName) }),
	};
}

/** A new webhook is returned with its complete secret; lists mask it (API.md, "Webhook object"). */
function readSecret(value: unknown): string | null {
	return typeof value === 'string' && value !== '' && !/[•*]/.test(value) ? value : null;
}

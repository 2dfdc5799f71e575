import type { IDataObject } from 'n8n-workflow';

import { isRecord, textOrNull } from '../readers';
import type { Registration, Registrations } from '../Webhooks';

const PATH = '/webhooks';

/** Webhook management of Wachat (apis.md 2.4). */
export const wachatRegistrations: Registrations = {
	async list(send) {
		const { json, unreadable } = await send({ method: 'GET', path: PATH });
		const rows = isRecord(json) ? json.webhooks : undefined;
		if (!Array.isArray(rows)) throw unreadable("the list 'webhooks' is missing");
		return rows.filter(isRecord).flatMap((row) => readRegistration(row) ?? []);
	},

	async create(send, { name, url, secret, events, instanceId }) {
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
		const id = textOrNull(row.id);
		if (id === null) throw unreadable("the field 'webhook.id' is missing");
		return { id, secret: readSecret(row.secret) ?? secret };
	},

	async delete(send, id) {
		await send({
			method: 'DELETE',
			path: PATH,
			query: { id },
			resourceLabel: `webhook '${id}'`,
			bodyOptional: true,
		});
	},
};

function readRegistration(row: IDataObject): Registration | undefined {
	const id = textOrNull(row.id);
	const url = textOrNull(row.url);
	if (id === null || url === null) return undefined;
	const { events, instance, enabled } = row;
	return {
		id,
		url,
		isEnabled: enabled !== false,
		...(Array.isArray(events) && { events: events.map(String) }),
		...(instance === null && { instanceId: null }),
		...(isRecord(instance) && { instanceId: textOrNull(instance.apiInstanceName) }),
	};
}

/** The answer shows the secret in full; only lists mask it. */
function readSecret(value: unknown): string | null {
	return typeof value === 'string' && value !== '' && !/[•*]/.test(value) ? value : null;
}

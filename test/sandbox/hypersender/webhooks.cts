import { randomBytes, randomUUID } from 'node:crypto';
import type { DeliveryQueue } from '../DeliveryQueue.cts';
import { NotPossibleError } from '../errors.cts';
import type { Delivery, DeliveryOptions } from '../types.cts';
import type { HypersenderInstance } from './account.cts';

/** Sends events to the `webhook_url` of an instance (API.md, "Webhook deliveries"). */
export class HypersenderWebhooks {
	private readonly userId = randomUUID();

	constructor(
		private readonly deliveries: DeliveryQueue,
		private readonly secret: string,
	) {}

	async send(
		instance: HypersenderInstance,
		event: string,
		payload: Record<string, unknown>,
		{ manner }: DeliveryOptions,
	): Promise<Delivery[]> {
		if (instance.webhookUrl === null) return [];
		if (manner === 'stale') {
			throw new NotPossibleError('Deliveries of Hypersender carry no time and cannot be stale.');
		}
		const { instanceId, phone, name, webhookUrl: url } = instance;
		const id = `evt_${randomUUID().replaceAll('-', '')}`;
		const me = { id: `${phone.slice(1)}@c.us`, pushName: name };
		const { userId } = this;
		const body = JSON.stringify({
			event,
			data: { id, event, metadata: [], me, payload, instanceId, userId },
		});
		const ids = { 'x-instanceId': instanceId, 'x-userId': userId };
		const headers = { ...ids, ...this.proof(manner) };
		const prepared = [{ url, body, headers }];
		return await this.deliveries.dispatch(`${instanceId} ${event}`, prepared, manner);
	}

	/** What proves where a delivery comes from: the secret as it is. */
	private proof(manner: DeliveryOptions['manner']): Record<string, string> {
		if (manner === 'unsigned') return {};
		return {
			Authorization: manner === 'wronglySigned' ? randomBytes(16).toString('hex') : this.secret,
		};
	}
}

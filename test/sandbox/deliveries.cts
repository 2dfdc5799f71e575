import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from './clock.cts';
import type { HypersenderInstance } from './hypersender/state.cts';
import { isLoopback } from './loopback.cts';
import type { Delivery } from './types.cts';
import type { InstanceEvent, WachatInstance } from './wachat/state.cts';
import type { WebhookRegistry, WebhookSubscription } from './wachat/webhooks.cts';

/** Sends webhooks the way the providers do, to receivers on this machine only. */
export class Deliveries {
	private readonly userId = randomUUID();

	constructor(
		private readonly clock: Clock,
		private readonly registry: WebhookRegistry,
		private readonly hypersenderSecret: string,
		private readonly closing: AbortSignal,
	) {}

	/**
	 * To the `webhook_url` of a Hypersender instance, with the secret verbatim in `Authorization`
	 * (apis.md 1.7).
	 */
	async sendHypersender(
		instance: HypersenderInstance,
		event: string,
		payload: Record<string, unknown>,
	): Promise<Delivery[]> {
		if (instance.webhookUrl === null) return [];
		const { instanceId, phone, name } = instance;
		const id = `evt_${randomUUID().replaceAll('-', '')}`;
		const me = { id: `${phone.slice(1)}@c.us`, pushName: name };
		const { userId } = this;
		const body = {
			event,
			data: { id, event, metadata: [], me, payload, instanceId, userId },
		};
		const headers = {
			'x-instanceId': instanceId,
			'x-userId': userId,
			Authorization: this.hypersenderSecret,
		};
		return [await this.post(instance.webhookUrl, JSON.stringify(body), headers)];
	}

	/** To every Wachat webhook that listens, signed (apis.md 2.5). */
	async sendWachat(
		instance: WachatInstance,
		event: string,
		data: Record<string, unknown>,
	): Promise<Delivery[]> {
		const webhooks = this.registry.listeningTo(instance.instanceId, event);
		const body = JSON.stringify({
			event,
			instance: instance.instanceId,
			data,
			date_time: new Date(this.clock.now()).toISOString(),
		});
		return await Promise.all(
			webhooks.map((webhook) => this.post(webhook.url, body, this.signed(webhook, event, body))),
		);
	}

	/** The delivery that follows a change of a Wachat instance (data as upstream, apis.md 2.7). */
	async announceWachat(instance: WachatInstance, event: InstanceEvent): Promise<Delivery[]> {
		const { instanceId, status, pairingCode, qrCode } = instance;
		const data =
			event === 'connection.update'
				? { instance: instanceId, state: status }
				: { qrcode: { instance: instanceId, pairingCode, code: qrCode?.text ?? null } };
		return await this.sendWachat(instance, event, data);
	}

	/** The documents leave encoding and unit open: hex and seconds are the likeliest. */
	private signed(
		webhook: WebhookSubscription,
		event: string,
		body: string,
	): Record<string, string> {
		const timestamp = String(Math.floor(this.clock.now() / 1000));
		const signature = createHmac('sha256', webhook.secret).update(`${timestamp}.${body}`);
		return {
			'X-Wachat-Event': event,
			'X-Wachat-Timestamp': timestamp,
			'X-Wachat-Signature': signature.digest('hex'),
			'X-Wachat-Webhook-Id': String(webhook.id),
		};
	}

	private async post(
		url: string,
		body: string,
		headers: Record<string, string>,
	): Promise<Delivery> {
		if (!isLoopback(url)) return { url, status: null };
		try {
			const answer = await fetch(url, {
				method: 'POST',
				body,
				headers: { 'Content-Type': 'application/json', ...headers },
				redirect: 'manual',
				signal: this.closing,
			});
			await answer.arrayBuffer();
			return { url, status: answer.status };
		} catch {
			return { url, status: null };
		}
	}
}

import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.cts';
import { hypersenderHeaders, wachatHeaders } from './deliveryHeaders.cts';
import { NotPossibleError } from './errors.cts';
import type { HypersenderInstance } from './hypersender/state.cts';
import { isLoopback } from './loopback.cts';
import { qrCodePng } from './qrCodes.cts';
import type { Delivery, DeliveryOptions } from './types.cts';
import type { InstanceEvent, WachatInstance } from './wachat/state.cts';
import type { WebhookRegistry, WebhookSubscription } from './wachat/webhooks.cts';

/** A delivery as it goes over the wire. */
interface Prepared {
	url: string;
	body: string;
	headers: Record<string, string>;
}

/** Sends webhooks the way the providers do, to receivers on this machine only. */
export class Deliveries {
	private readonly userId = randomUUID();
	/** What went out last, by instance and event, so that it can be replayed. */
	private readonly sent = new Map<string, Prepared[]>();
	/** What waits until something newer has gone out. */
	private heldBack: Prepared[] = [];

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
		options: DeliveryOptions = {},
	): Promise<Delivery[]> {
		if (instance.webhookUrl === null) return [];
		if (options.manner === 'stale') {
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
		const headers = { ...ids, ...hypersenderHeaders(this.hypersenderSecret, options) };
		return await this.dispatch(`${instanceId} ${event}`, [{ url, body, headers }], options);
	}

	/** To every Wachat webhook that listens, signed (apis.md 2.5). */
	async sendWachat(
		instance: WachatInstance,
		event: string,
		data: Record<string, unknown>,
		options: DeliveryOptions = {},
	): Promise<Delivery[]> {
		const { instanceId } = instance;
		return await this.sendTo(
			this.registry.listeningTo(instanceId, event),
			instanceId,
			event,
			data,
			options,
		);
	}

	/** The delivery that follows a change of a Wachat instance (data as upstream, apis.md 2.7). */
	async announceWachat(instance: WachatInstance, event: InstanceEvent): Promise<Delivery[]> {
		const { instanceId, status, pairingCode, qrCode } = instance;
		// Whoever listens at this moment; the image takes a while to be drawn.
		const webhooks = this.registry.listeningTo(instanceId, event);
		if (webhooks.length === 0) return [];
		if (event === 'connection.update') {
			return await this.sendTo(webhooks, instanceId, event, {
				instance: instanceId,
				state: status,
			});
		}
		const png = qrCode && (await qrCodePng(qrCode));
		const qrcode = {
			instance: instanceId,
			pairingCode,
			code: qrCode?.text ?? null,
			base64: png && `data:image/png;base64,${png.toString('base64')}`,
		};
		return await this.sendTo(webhooks, instanceId, event, { qrcode });
	}

	/** Forgets what could be replayed or is held back. */
	forget(): void {
		this.sent.clear();
		this.heldBack = [];
	}

	private async sendTo(
		webhooks: WebhookSubscription[],
		instanceId: string,
		event: string,
		data: Record<string, unknown>,
		options: DeliveryOptions = {},
	): Promise<Delivery[]> {
		const now = this.clock.now();
		const date_time = new Date(now).toISOString();
		const body = JSON.stringify({ event, instance: instanceId, data, date_time });
		const preparedAt = (time: number): Prepared[] =>
			webhooks.map(({ id, url, secret }) => ({
				url,
				body,
				headers: {
					'X-Wachat-Event': event,
					'X-Wachat-Webhook-Id': String(id),
					...wachatHeaders(secret, body, time, options),
				},
			}));
		const key = `${instanceId} ${event}`;
		// Whoever tries again signs again, because receivers refuse what is five minutes old.
		return await this.dispatch(key, preparedAt(now), options, preparedAt(now + 1000));
	}

	/** @param again how the same delivery looks when it is sent another time */
	private async dispatch(
		key: string,
		prepared: Prepared[],
		{ manner }: DeliveryOptions,
		again = prepared,
	): Promise<Delivery[]> {
		if (manner === 'replayed') {
			const earlier = this.sent.get(key);
			if (!earlier) throw new NotPossibleError(`Nothing to replay: no "${key}" went out yet.`);
			return await this.postAll(earlier);
		}
		if (manner === 'reordered') {
			this.heldBack.push(...prepared);
			return [];
		}
		this.sent.set(key, prepared);
		const late = this.heldBack;
		this.heldBack = [];
		const times = manner === 'duplicated' ? [prepared, again, late] : [prepared, late];
		const results: Delivery[] = [];
		for (const batch of times) results.push(...(await this.postAll(batch)));
		return results;
	}

	private async postAll(prepared: Prepared[]): Promise<Delivery[]> {
		return await Promise.all(prepared.map((one) => this.post(one)));
	}

	private async post({ url, body, headers }: Prepared): Promise<Delivery> {
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

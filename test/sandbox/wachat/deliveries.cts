import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.cts';
import type { DeliveryQueue, PreparedDelivery } from '../DeliveryQueue.cts';
import { NotPossibleError } from '../errors.cts';
import { qrCodePng } from '../qrCodes.cts';
import type { Delivery, DeliveryOptions } from '../types.cts';
import type { InstanceEvent, WachatInstance } from './account.cts';
import type { WebhookRegistry, WebhookSubscription } from './webhooks.cts';

/** Longer ago than any receiver should accept (the usual window is five minutes). */
const STALE_MILLISECONDS = 10 * 60_000;

/**
 * How a signature may be written, which the documents leave open (API.md, "Webhook authentication"): lower-case
 * hexadecimal, no prefix and seconds are the likeliest.
 */
const ENCODINGS = ['hex', 'base64', 'base64url'] as const;
const UNITS = ['seconds', 'milliseconds'] as const;

/** Sends events to the webhooks of the account, signed (API.md, "Webhook authentication"). */
export class WachatDeliveries {
	constructor(
		private readonly clock: Clock,
		private readonly registry: WebhookRegistry,
		private readonly deliveries: DeliveryQueue,
	) {}

	/** To every webhook that listens. */
	async send(
		{ instanceId }: WachatInstance,
		event: string,
		data: Record<string, unknown>,
		options: DeliveryOptions,
	): Promise<Delivery[]> {
		const webhooks = this.registry.listeningTo(instanceId, event);
		return await this.sendTo(webhooks, instanceId, event, data, options);
	}

	/** The delivery that follows a change of an instance (API.md, "Webhook deliveries"). */
	async announce(instance: WachatInstance, event: InstanceEvent): Promise<Delivery[]> {
		const { instanceId, status, pairingCode, qrCode } = instance;
		const webhooks = this.registry.listeningTo(instanceId, event);
		if (webhooks.length === 0) return [];
		if (event === 'connection.update') {
			return await this.sendTo(webhooks, instanceId, event, {
				instance: instanceId,
				state: status,
			});
		}
		const png = qrCode && qrCodePng(qrCode);
		const qrcode = {
			instance: instanceId,
			pairingCode,
			code: qrCode?.text ?? null,
			base64: png && `data:image/png;base64,${png.toString('base64')}`,
		};
		return await this.sendTo(webhooks, instanceId, event, { qrcode });
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
		const preparedAt = (time: number): PreparedDelivery[] =>
			webhooks.map(({ id, url, secret }) => ({
				url,
				body,
				headers: {
					'X-Wachat-Event': event,
					'X-Wachat-Webhook-Id': String(id),
					...proof(secret, body, time, options),
				},
			}));
		const key = `${instanceId} ${event}`;
		// Whoever tries again signs again, because receivers refuse what is five minutes old.
		const again = preparedAt(now + 1000);
		return await this.deliveries.dispatch(key, preparedAt(now), options.manner, again);
	}
}

/** What proves where a delivery comes from and when it was sent. */
function proof(
	secret: string,
	body: string,
	now: number,
	{ manner, proofForm = {} }: DeliveryOptions,
): Record<string, string> {
	const encoding = choice(proofForm['encoding'], ENCODINGS);
	const unit = choice(proofForm['unit'], UNITS);
	const prefix = proofForm['prefix'] === true ? 'sha256=' : '';
	const time = manner === 'stale' ? now - STALE_MILLISECONDS : now;
	const timestamp = String(unit === 'seconds' ? Math.floor(time / 1000) : time);
	if (manner === 'unsigned') return { 'X-Wachat-Timestamp': timestamp };
	const key = manner === 'wronglySigned' ? randomBytes(16).toString('hex') : secret;
	const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest(encoding);
	return {
		'X-Wachat-Timestamp': timestamp,
		'X-Wachat-Signature': `${prefix}${signature}`,
	};
}

function choice<Name extends string>(value: unknown, names: readonly [Name, ...Name[]]): Name {
	const found = names.find((name) => name === (value ?? names[0]));
	if (found === undefined) {
		throw new NotPossibleError(`A signature has one of ${names.join(', ')}, not ${String(value)}.`);
	}
	return found;
}

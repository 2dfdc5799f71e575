import type { Clock } from '../clock.cts';
import { webhookSecret } from './identifiers.cts';

export interface InstanceNames {
	instanceName: string;
	displayName: string;
	apiInstanceName: string;
	internalName: string;
}

/** A webhook as the account keeps it, with its complete secret (API.md, "Webhook object"). */
export interface WebhookSubscription {
	readonly id: number;
	name: string | null;
	url: string;
	events: string[];
	enabled: boolean;
	secret: string;
	/** Null: all instances of the account. */
	instance: InstanceNames | null;
	readonly createdAt: string;
	updatedAt: string;
}

/** Fields of a request that saves a webhook; absent ones keep or get their default. */
export interface WebhookFields {
	name?: string | null;
	url?: string;
	events?: string[];
	enabled?: boolean;
	secret?: string;
	instance?: InstanceNames;
}

/** The webhooks of the account. They outlive their instance (API.md, "DELETE /instance/delete"). */
export class WebhookRegistry {
	private readonly webhooks = new Map<number, WebhookSubscription>();
	private lastId = 0;

	constructor(private readonly clock: Clock) {}

	create(fields: WebhookFields & { url: string }): WebhookSubscription {
		const now = this.timestamp();
		this.lastId += 1;
		const webhook: WebhookSubscription = {
			id: this.lastId,
			name: null,
			events: ['*'],
			enabled: true,
			secret: fields.secret ?? webhookSecret(),
			instance: null,
			createdAt: now,
			updatedAt: now,
			...fields,
		};
		this.webhooks.set(webhook.id, webhook);
		return webhook;
	}

	update(webhook: WebhookSubscription, fields: WebhookFields): WebhookSubscription {
		return Object.assign(webhook, fields, { updatedAt: this.timestamp() });
	}

	find(id: number): WebhookSubscription | null {
		return this.webhooks.get(id) ?? null;
	}

	all(): WebhookSubscription[] {
		return [...this.webhooks.values()];
	}

	/** The webhooks that want an event of an instance. */
	listeningTo(apiInstanceName: string, event: string): WebhookSubscription[] {
		return this.all().filter(
			({ enabled, events, instance }) =>
				enabled &&
				(events.includes('*') || events.includes(event)) &&
				(instance === null || instance.apiInstanceName === apiInstanceName),
		);
	}

	delete(id: number): boolean {
		return this.webhooks.delete(id);
	}

	reset(): void {
		this.webhooks.clear();
		this.lastId = 0;
	}

	private timestamp(): string {
		return new Date(this.clock.now()).toISOString();
	}
}

/** A secret as the list shows it, e.g. `whsec_••••abcdef`. */
export function masked(secret: string): string {
	const prefix = secret.startsWith('whsec_') ? 'whsec_' : '';
	return `${prefix}••••${secret.slice(prefix.length).slice(-6)}`;
}

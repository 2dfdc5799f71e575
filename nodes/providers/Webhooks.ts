import type { IDataObject } from 'n8n-workflow';

import type { InstanceStatus } from '../domain/instance';
import type { QrCodeResult } from '../domain/qrCode';
import type { Send } from '../transport/types';

/** A delivery as it came in. Header names are in lower case. */
export interface RawDelivery {
	headers: Readonly<Record<string, string>>;
	body: Buffer;
}

/** Whether a delivery comes from the provider; `key` tells it from all others, where it can. */
export type Verification = { verified: true; key?: string } | { verified: false };

/** What a delivery says, in the shared words. */
export interface DeliveredEvent {
	event: string;
	instanceId: string | null;
	data: unknown;
	/** Tells this event from all others, where the provider gives every event an ID. */
	key?: string;
	/** For events about the connection: the provider's own word, `null` when it is missing. */
	providerStatus?: string | null;
	/** For events about a QR code: the image, or why there is none. */
	qrCode?: QrCodeResult;
}

/** One kind of event a provider documents. */
export interface EventKind {
	name: string;
	value: string;
	description: string;
}

/** A webhook as it stands at the provider. */
export interface Registration {
	id: string;
	url: string;
	/** Whether the provider sends anything to it. */
	isEnabled: boolean;
	/** Absent where the provider does not say. */
	events?: string[];
	/** The instance it is for; `null` stands for all. Absent where the provider does not say. */
	instanceId?: string | null;
}

/** What is asked for when a webhook is registered. */
export interface NewRegistration {
	name: string;
	url: string;
	secret: string;
	events: string[];
	/** `null` stands for all instances. */
	instanceId: string | null;
}

/** What every provider that sends webhooks has. */
interface WebhookReader {
	/** The documented events, by name. */
	readonly events: readonly EventKind[];
	/** What the node says on how deliveries get to it. */
	readonly setUpNotice: string;
	/** The same for a test event, in one sentence. */
	readonly testNotice: string;
	/** Tells verified deliveries from forged and stale ones. `now` is in milliseconds since 1970. */
	verify(delivery: RawDelivery, secret: string, now: number): Verification;
	/** @returns what a delivery says; `undefined` when it names no event */
	read(body: IDataObject, headers: RawDelivery['headers']): DeliveredEvent | undefined;
	/** What the word for a status stands for that a delivery brings. */
	toInstanceStatus(word: string | null): InstanceStatus;
}

/** The user enters address and secret at the provider, and the secret in the credential as well. */
export interface ManualWebhooks extends WebhookReader {
	readonly kind: 'manual';
}

/** The provider's API registers webhooks. */
export interface RegisteredWebhooks extends WebhookReader {
	readonly kind: 'registered';
	/**
	 * `account`: an account has many, and each may be for all its instances. `instance`: an instance
	 * has one, and registering another one overwrites it.
	 */
	readonly scope: 'account' | 'instance';
	/** Which addresses it sends to. */
	readonly deliversTo: 'publicHttps' | 'anyAddress';
	/**
	 * @param instanceId the instance in question; `null` stands for all
	 * @throws {ProviderError}
	 */
	list(send: Send, instanceId: string | null): Promise<Registration[]>;
	/** @returns the ID, and the secret deliveries will be signed with. @throws {ProviderError} */
	create(send: Send, wanted: NewRegistration): Promise<{ id: string; secret: string }>;
	/** @throws {ProviderError} of kind `notFound` when it does not exist any more */
	delete(send: Send, registration: Registration): Promise<void>;
}

/** How deliveries of a provider get here. */
export type Webhooks = { readonly kind: 'none' } | ManualWebhooks | RegisteredWebhooks;

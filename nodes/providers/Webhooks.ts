import type { IDataObject } from 'n8n-workflow';

import type { InstanceStatus } from '../domain/instance';
import type { QrCodeResult } from '../domain/qrCode';
import type { Send } from '../transport/types';

/** A delivery as received. Header names are in lower case. */
export interface RawDelivery {
	headers: Readonly<Record<string, string>>;
	body: Buffer;
}

/** Whether a delivery comes from the provider. `key` identifies the delivery, where it can. */
export type Verification = { verified: true; key?: string } | { verified: false };

/** What a delivery says, in the shared vocabulary. */
export interface DeliveredEvent {
	event: string;
	instanceId: string | null;
	data: unknown;
	/**
	 * Each of them identifies this event: its ID, and whatever stays the same when a provider sends it
	 * again under another one. Empty where nothing does.
	 */
	keys: readonly string[];
	/**
	 * When it happened, in milliseconds since 1970; absent where the provider does not say. A delivery
	 * may arrive hours later.
	 */
	occurredAt?: number;
	/** For events about the connection: the provider's own word; `null` when it is missing. */
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

/** A webhook as registered at the provider. */
export interface Registration {
	id: string;
	url: string;
	/** Whether the provider sends anything to it. */
	isEnabled: boolean;
	/** Absent where the provider does not report them. */
	events?: string[];
	/**
	 * The instance it is for; `null` stands for all. Absent where the provider does not report it.
	 */
	instanceId?: string | null;
}

/** What to register a webhook with. */
export interface NewRegistration {
	name: string;
	url: string;
	secret: string;
	events: string[];
	/** `null` stands for all instances. */
	instanceId: string | null;
}

/** What all providers that send webhooks have in common. */
interface WebhookReader {
	/** The documented events, sorted by name. */
	readonly events: readonly EventKind[];
	/** What the node says about how deliveries reach it. */
	readonly setUpNotice: string;
	/** How to receive a test event, in one sentence. */
	readonly testNotice: string;
	/**
	 * Verifies that a delivery comes from the provider and is not stale.
	 *
	 * @param secret what the delivery must prove to know
	 * @param now this machine's time in milliseconds since 1970
	 */
	verify(delivery: RawDelivery, secret: string, now: number): Verification;
	/**
	 * Reads the event in a delivery.
	 *
	 * @returns what it says; `undefined` when it names no event
	 */
	read(body: IDataObject, headers: RawDelivery['headers']): DeliveredEvent | undefined;
	/** The shared status for a word in a delivery. */
	toInstanceStatus(word: string | null): InstanceStatus;
}

/** The user enters the URL and a secret at the provider, and the same secret in the credential. */
export interface ManualWebhooks extends WebhookReader {
	readonly kind: 'manual';
}

/** The provider's API registers webhooks. */
export interface RegisteredWebhooks extends WebhookReader {
	readonly kind: 'registered';
	/**
	 * `account`: an account has many, each for one instance or for all. `instance`: an instance has
	 * one, and registering another one overwrites it.
	 */
	readonly scope: 'account' | 'instance';
	/** Which URLs the provider sends to. */
	readonly deliversTo: 'publicHttps' | 'anyAddress';
	/**
	 * Lists the registered webhooks.
	 *
	 * @param instanceId the instance in question; `null` stands for all
	 * @throws {ProviderError}
	 */
	list(send: Send, instanceId: string | null): Promise<Registration[]>;
	/**
	 * Registers a webhook.
	 *
	 * @returns its ID, and the secret that will sign its deliveries
	 * @throws {ProviderError}
	 */
	create(send: Send, wanted: NewRegistration): Promise<{ id: string; secret: string }>;
	/**
	 * Deletes a webhook.
	 *
	 * @throws {ProviderError} of kind `notFound` when it no longer exists
	 */
	delete(send: Send, registration: Registration): Promise<void>;
}

/** How a provider's deliveries reach the event trigger. */
export type Webhooks = { readonly kind: 'none' } | ManualWebhooks | RegisteredWebhooks;

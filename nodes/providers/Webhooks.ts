import type { IDataObject } from 'n8n-workflow';

import type { QrCodeResult } from '../domain/instance';
import type { Send } from '../transport/ApiClient';

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

export interface NewRegistration {
	name: string;
	url: string;
	secret: string;
	events: string[];
	/** `null` stands for all instances. */
	instanceId: string | null;
}

/** How webhooks are registered at a provider whose API offers it. */
export interface Registrations {
	/** @throws {ProviderError} */
	list(send: Send): Promise<Registration[]>;
	/** @returns the ID, and the secret deliveries will be signed with. @throws {ProviderError} */
	create(send: Send, wanted: NewRegistration): Promise<{ id: string; secret: string }>;
	/** @throws {ProviderError} of kind `notFound` when there is none with this ID */
	delete(send: Send, id: string): Promise<void>;
}

/** All this project knows of the webhook deliveries of one provider. */
export interface Deliveries {
	/** The documented events, by name. */
	readonly events: readonly EventKind[];
	/**
	 * How to register webhooks. Where absent, the user enters address and secret at the provider, and
	 * the secret in the credential's 'Webhook Secret'.
	 */
	readonly registrations?: Registrations;
	/** Tells genuine deliveries from forged and stale ones. `now` is in milliseconds since 1970. */
	verify(delivery: RawDelivery, secret: string, now: number): Verification;
	/** @returns what a delivery says; `undefined` when it names no event */
	read(body: IDataObject, headers: RawDelivery['headers']): DeliveredEvent | undefined;
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Instance, InstanceStatus, QrCodeResult } from '../domain/instance';
import type { ProviderError } from '../transport/ProviderError';
import type { Endpoint, Send } from '../transport/ApiClient';
import type { RateLimit } from '../transport/RateLimiter';
import type { Deliveries } from './Webhooks';

/** Reads a parameter of the item at hand; `fallback` where the parameter is not shown. */
export type ReadParameter = <T>(name: string, fallback: T) => T;

/** What a create is going to ask for, checked before any request. */
export interface CreatePlan {
	name: string;
	/** Digits with country code, without `+`. */
	phone: string | null;
	query: Record<string, string>;
	body: Record<string, unknown>;
	/** Secrets among the values, so that they can be hidden. */
	secrets: string[];
	/** Why this kind of instance has no QR code at all; absent where it has one. */
	withoutQrCode?: string;
}

/** Which answer a QR code is asked in: the image itself, or JSON with more details. */
export type QrResponse = 'image' | 'json';

/** An instance with the provider's own answer about it. */
export interface InstanceRecord {
	instance: Instance;
	answer: IDataObject;
}

/** An instance and the QR code that came with it. */
export interface InstanceWithQrCode extends InstanceRecord {
	qrCode: QrCodeResult;
}

/** Which instances are wanted; all of it has to match. */
export interface InstanceFilters {
	instanceId?: string;
	name?: string;
	/** Digits with country code, without `+`. */
	phone?: string;
	status?: InstanceStatus;
}

export interface LiveStatus {
	status: InstanceStatus;
	providerStatus: string | null;
	/** Since when the phone is connected, as the provider writes it. */
	connectedAt?: string | null;
	/** What it changes in the provider's own description of the instance. */
	row: IDataObject;
}

/** What an account's plan allows. `null` stands for no limit. */
export interface AccountLimits {
	plan: string | null;
	subscriptionStatus: string | null;
	instances: { used: number | null; limit: number | null; remaining: number | null };
	unlimited: boolean;
	/** The provider's own answer. */
	answer: IDataObject;
}

/**
 * All this project knows of one vendor: paths, bodies, how answers become the shared `Instance`,
 * documented limits. To add a provider, write one file of this shape, its credential, and a line
 * in `providers/index.ts`.
 */
export interface Provider extends Endpoint {
	/** The value of the parameter 'Provider'. */
	readonly name: string;
	readonly description: string;
	/** Whether the provider refuses a second instance with the same name. */
	readonly uniqueNames: boolean;

	/** The parameters of Create, in the order they are shown. */
	readonly createFields: INodeProperties[];
	readonly createLimit?: RateLimit;
	/** @throws {ParameterError} for a value the provider would refuse */
	readCreatePlan(parameter: ReadParameter): CreatePlan;
	/** @throws {ProviderError} */
	create(send: Send, plan: CreatePlan): Promise<InstanceWithQrCode>;
	/** Whether a refused create was refused because the name is taken. */
	isNameTaken(error: ProviderError): boolean;

	/**
	 * The instances of the account. A filter only spares work: others than asked for may come along.
	 *
	 * @throws {ProviderError}
	 */
	getMany(send: Send, filters?: InstanceFilters): Promise<InstanceRecord[]>;
	/**
	 * Asks for the live status of one instance.
	 *
	 * @throws {ProviderError}
	 */
	getStatus(send: Send, instanceId: string): Promise<LiveStatus>;
	readonly statusLimit?: RateLimit;
	/** Every status an instance of this provider can have. */
	readonly statuses: readonly InstanceStatus[];
	/** Milliseconds between two looks at the status that stay within the documented limits. */
	readonly pollInterval: number;

	/** Starts an instance anew. @throws {ProviderError} */
	restart?(send: Send, instanceId: string): Promise<IDataObject>;
	readonly restartLimit?: RateLimit;
	/** Disconnects the phone and keeps the instance. @throws {ProviderError} */
	logout?(send: Send, instanceId: string): Promise<IDataObject>;
	/** Removes an instance that is not connected. @throws {ProviderError} */
	delete?(send: Send, instanceId: string): Promise<IDataObject>;
	/** Asks what the account's plan allows. @throws {ProviderError} */
	getLimits?(send: Send): Promise<AccountLimits>;

	/** The parameters of Get QR Code besides the instance. */
	readonly qrCodeFields: INodeProperties[];
	readonly qrCodeLimit?: RateLimit;
	/** How often to ask for a code that is not there yet, and how long to wait in between. */
	readonly qrCodeAttempts: { count: number; pause: number };
	/**
	 * Asks for a fresh QR code. What the answer does not tell of the instance is `null`.
	 *
	 * @throws {ProviderError}
	 */
	requestQrCode(send: Send, instanceId: string, form: QrResponse): Promise<InstanceWithQrCode>;

	/** What its webhook deliveries look like, and how they are told from forged ones. */
	readonly deliveries?: Deliveries;
	/** What a word for a status stands for that a delivery brings. */
	toInstanceStatus?(word: string | null): InstanceStatus;

	/** Whether instances have bearer tokens of their own, which answers bring along. */
	readonly hasAccessTokens: boolean;
	readonly instanceIdExample: string;
	/** A regular expression an instance ID matches, for the editor and for the check at run time. */
	readonly instanceIdPattern: string;
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Instance, InstanceStatus } from '../domain/instance';
import type { QrCodeResult } from '../domain/qrCode';
import type { ProviderError } from '../transport/ProviderError';
import type { RateLimit } from '../transport/RateLimiter';
import type { Api, Send } from '../transport/types';
import type { Webhooks } from './Webhooks';

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

/** Which response a QR code is asked in: the image itself, or JSON with more details. */
export type QrCodeFormat = 'image' | 'json';

/** An instance with the provider's own answer about it. */
export interface InstanceRecord {
	instance: Instance;
	raw: IDataObject;
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

/** A status, beside the provider's own word for it. */
export interface StatusReading {
	status: InstanceStatus;
	/** `null` when the provider sent none. */
	providerStatus: string | null;
}

export interface LiveStatus extends StatusReading {
	/** Since when the phone is connected, as the provider writes it. */
	connectedAt?: string | null;
	/** What it changes in the provider's own description of the instance. */
	raw: IDataObject;
}

/** What a request has done to an instance: the status that follows. */
export interface StatusAfter extends StatusReading {
	raw: IDataObject;
}

/** What a request to delete an instance has done. */
export interface Deletion {
	/** Whether the instance does not exist any more. */
	isGone: boolean;
	raw: IDataObject;
}

/** What an account's plan allows. `null` stands for no limit. */
export interface AccountLimits {
	plan: string | null;
	subscriptionStatus: string | null;
	instances: { used: number | null; limit: number | null; remaining: number | null };
	unlimited: boolean;
	/** The provider's own answer. */
	raw: IDataObject;
}

/**
 * How names and instances belong together. `unique`: the provider refuses a second instance with
 * the same name, and no harm is done. `repeatable`: several instances may have the same name.
 * `identity`: the name is the ID, and creating a second one must not be tried.
 */
export type NamePolicy = 'unique' | 'repeatable' | 'identity';

/** What an instance ID looks like. */
export interface InstanceIdForm {
	readonly example: string;
	/** A regular expression, for the editor and for the check at run time. */
	readonly pattern: string;
}

export interface CreateCapability {
	/** The parameters of Create, in the order they are shown. */
	readonly fields: INodeProperties[];
	readonly names: NamePolicy;
	readonly limit: RateLimit | undefined;
	/** @throws {ParameterError} for a value the provider would refuse */
	readPlan(parameter: ReadParameter): CreatePlan;
	/** @throws {ProviderError} */
	run(send: Send, plan: CreatePlan): Promise<InstanceWithQrCode>;
	/** Whether a create may have been refused because the name is taken. */
	mayBeNameTaken(error: ProviderError): boolean;
}

export interface StatusCapability {
	/**
	 * The instances of the account. A filter only spares work: others than asked for may come along.
	 *
	 * @throws {ProviderError}
	 */
	list(send: Send, filters?: InstanceFilters): Promise<InstanceRecord[]>;
	/** Asks for the live status of one instance. @throws {ProviderError} */
	getLive(send: Send, instanceId: string): Promise<LiveStatus>;
	readonly liveLimit: RateLimit | undefined;
	/** Every status an instance of this provider can have. */
	readonly statuses: readonly InstanceStatus[];
	/** Milliseconds between two polls that stay within the documented limits. */
	readonly pollInterval: number;
}

export interface QrCodeCapability {
	/** The parameters of Get QR Code besides the instance. */
	readonly fields: INodeProperties[];
	readonly limit: RateLimit | undefined;
	/** How often to ask for a code that does not exist yet, and how many milliseconds to wait between. */
	readonly attempts: { readonly count: number; readonly pause: number };
	/** Reads which format an item wants. @throws {ParameterError} */
	readFormat(parameter: ReadParameter): QrCodeFormat;
	/**
	 * Asks for a fresh QR code. What the response does not tell of the instance is `null`.
	 *
	 * @throws {ProviderError}
	 */
	request(send: Send, instanceId: string, format: QrCodeFormat): Promise<InstanceWithQrCode>;
}

/** A closer look at one instance than its list gives. */
export interface HealthCheckCapability {
	/** The parameter that asks for it. */
	readonly field: INodeProperties;
	/** @throws {ProviderError} */
	run(send: Send, instanceId: string): Promise<LiveStatus>;
}

export interface RestartCapability {
	readonly limit: RateLimit | undefined;
	/** Restarts an instance. @throws {ProviderError} */
	run(send: Send, instanceId: string): Promise<StatusAfter>;
}

export interface LogoutCapability {
	/** Disconnects the phone and keeps the instance. @throws {ProviderError} */
	run(send: Send, instanceId: string): Promise<StatusAfter>;
}

export interface DeleteCapability {
	/** What becomes of an instance that is connected. */
	readonly connected: 'isRefused' | 'isLoggedOut';
	/** @throws {ProviderError} */
	run(send: Send, instanceId: string): Promise<Deletion>;
}

export interface AccountLimitsCapability {
	/** @throws {ProviderError} */
	get(send: Send): Promise<AccountLimits>;
}

/** What helps an instance on: nothing has to be done, a new QR code is enough, or a restart first. */
export type Recovery = 'none' | 'getQrCode' | 'restart';

/**
 * All this project knows of one vendor: paths, bodies, how responses become the shared `Instance`,
 * documented limits. What its API does not offer is `undefined`, so that nothing can call it. To add
 * a provider, write a folder of this shape, its credential, and a line in `providers/index.ts`.
 */
export interface Provider extends Api {
	/** The value of the parameter 'Provider'. */
	readonly name: string;
	readonly description: string;
	readonly instanceId: InstanceIdForm;
	readonly create: CreateCapability;
	readonly status: StatusCapability;
	readonly qrCode: QrCodeCapability;
	readonly healthCheck: HealthCheckCapability | undefined;
	readonly restart: RestartCapability | undefined;
	readonly logout: LogoutCapability | undefined;
	readonly delete: DeleteCapability | undefined;
	readonly accountLimits: AccountLimitsCapability | undefined;
	readonly webhooks: Webhooks;
	/** The field in which responses carry an instance's own bearer token, where instances have one. */
	readonly accessTokenField: string | undefined;
	readonly recovery: Readonly<Record<InstanceStatus, Recovery>>;
}

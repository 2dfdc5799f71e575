import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Instance, InstanceStatus } from '../domain/instance';
import type { QrCodeResult } from '../domain/qrCode';
import type { ProviderError } from '../transport/ProviderError';
import type { RateLimit } from '../transport/RateLimiter';
import type { Api, Send } from '../transport/types';
import type { Webhooks } from './Webhooks';

/** Reads a parameter of the current item; `fallback` where the parameter is hidden. */
export type ReadParameter = <T>(name: string, fallback: T) => T;

/** What a create request will contain, validated before any request. */
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

/** The format a QR code is requested in: the image itself, or JSON with more details. */
export type QrCodeFormat = 'image' | 'json';

/** An instance, and the provider's own response about it. */
export interface InstanceRecord {
	instance: Instance;
	raw: IDataObject;
}

/** An instance and the QR code that came with it. */
export interface InstanceWithQrCode extends InstanceRecord {
	qrCode: QrCodeResult;
}

/**
 * Which instances are wanted; all filters must match. Only what a provider compares exactly: whether
 * names look the same, and whether two spellings of a phone are one, it cannot know.
 */
export interface InstanceFilters {
	instanceId?: string;
	status?: InstanceStatus;
}

/** A status, and the provider's own word for it. */
export interface StatusReading {
	status: InstanceStatus;
	/** `null` when the provider sent none. */
	providerStatus: string | null;
}

export interface LiveStatus extends StatusReading {
	/** Since when the phone has been connected, as the provider writes it. */
	connectedAt?: string | null;
	/** The fields that it updates in the provider's own description of the instance. */
	raw: IDataObject;
}

/** What a request did to an instance: the status that follows. */
export interface StatusAfter extends StatusReading {
	raw: IDataObject;
}

/** What a request to delete an instance did. */
export interface Deletion {
	/** Whether the instance no longer exists. */
	isGone: boolean;
	raw: IDataObject;
}

/**
 * What an account's plan allows. A number of instances that is `null` has no limit, or was not
 * reported.
 */
export interface AccountLimits {
	plan: string | null;
	subscriptionStatus: string | null;
	instances: { used: number | null; limit: number | null; remaining: number | null };
	unlimited: boolean;
	/** The provider's own response. */
	raw: IDataObject;
}

/**
 * How names relate to instances. `unique`: the provider refuses a second instance with the same
 * name, so trying does no harm. `repeatable`: several instances may have the same name. `identity`:
 * the name is the ID, and creating a second one must not be tried.
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
	/**
	 * Reads the parameters of an item, without any request.
	 *
	 * @throws {ParameterError} for a value the provider would refuse
	 */
	readPlan(parameter: ReadParameter): CreatePlan;
	/**
	 * Sends the create request.
	 *
	 * @throws {ProviderError}
	 */
	run(send: Send, plan: CreatePlan): Promise<InstanceWithQrCode>;
	/** Whether a create request may have been refused because the name is taken. */
	mayBeNameTaken(error: ProviderError): boolean;
}

export interface StatusCapability {
	/**
	 * Lists the instances of the account. Filters only save work: the result may contain others.
	 *
	 * @throws {ProviderError}
	 */
	list(send: Send, filters?: InstanceFilters): Promise<InstanceRecord[]>;
	/**
	 * Requests the live status of one instance.
	 *
	 * @throws {ProviderError}
	 */
	getLive(send: Send, instanceId: string): Promise<LiveStatus>;
	readonly liveLimit: RateLimit | undefined;
	/** Every status an instance of this provider can have. */
	readonly statuses: readonly InstanceStatus[];
	/** Milliseconds between two polls, within the documented limits. */
	readonly pollInterval: number;
}

export interface QrCodeCapability {
	/** The parameters of Get QR Code, besides the instance. */
	readonly fields: INodeProperties[];
	readonly limit: RateLimit | undefined;
	/**
	 * How often to request a code that is not ready, and how many milliseconds to wait in between.
	 */
	readonly attempts: { readonly count: number; readonly pause: number };
	/**
	 * Reads which format an item asks for.
	 *
	 * @throws {ParameterError}
	 */
	readFormat(parameter: ReadParameter): QrCodeFormat;
	/**
	 * Requests a fresh QR code. What the response does not say about the instance is `null`.
	 *
	 * @throws {ProviderError}
	 */
	request(send: Send, instanceId: string, format: QrCodeFormat): Promise<InstanceWithQrCode>;
}

/** Requests more about one instance than the list contains. */
export interface HealthCheckCapability {
	/** The parameter that switches it on. */
	readonly field: INodeProperties;
	/**
	 * Requests the live status of one instance.
	 *
	 * @throws {ProviderError}
	 */
	run(send: Send, instanceId: string): Promise<LiveStatus>;
}

export interface RestartCapability {
	readonly limit: RateLimit | undefined;
	/**
	 * Restarts an instance.
	 *
	 * @throws {ProviderError}
	 */
	run(send: Send, instanceId: string): Promise<StatusAfter>;
}

export interface LogoutCapability {
	/**
	 * Disconnects the phone and keeps the instance.
	 *
	 * @throws {ProviderError}
	 */
	run(send: Send, instanceId: string): Promise<StatusAfter>;
}

export interface DeleteCapability {
	/** What happens to an instance that is connected. */
	readonly connected: 'isRefused' | 'isLoggedOut';
	/**
	 * Deletes an instance.
	 *
	 * @throws {ProviderError}
	 */
	run(send: Send, instanceId: string): Promise<Deletion>;
}

export interface AccountLimitsCapability {
	/**
	 * Requests the limits of the account's plan.
	 *
	 * @throws {ProviderError}
	 */
	get(send: Send): Promise<AccountLimits>;
}

/**
 * What helps an instance: nothing has to be done, a new QR code is enough, or it needs a restart
 * first.
 */
export type Recovery = 'none' | 'getQrCode' | 'restart';

/**
 * Everything this project knows about one vendor: paths, bodies, how responses become the shared
 * `Instance`, documented limits. What its API does not offer is `undefined`, so that nothing can
 * call it. To add a provider, write a folder of this shape, its credential, and a line in
 * `providers/index.ts`.
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
	/** The response field that contains an instance's own bearer token, where instances have one. */
	readonly accessTokenField: string | undefined;
	/**
	 * What a person has to do about an instance, by the provider's own word for its status: for words
	 * that the shared vocabulary does not have.
	 */
	readonly statusHints: Readonly<Record<string, string>>;
	/** What helps an instance, by its status. */
	readonly recovery: Readonly<Record<InstanceStatus, Recovery>>;
}

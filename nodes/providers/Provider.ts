import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Instance, QrCodeResult } from '../domain/instance';
import type { ProviderError } from '../transport/ProviderError';
import type { Endpoint, Send } from '../transport/Session';
import type { RateLimit } from '../transport/RateLimiter';

export type ProviderName = 'hypersender' | 'wachat';

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

/** An instance and the QR code that came with it. */
export interface InstanceWithQrCode {
	instance: Instance;
	qrCode: QrCodeResult;
	/** The provider's own answer. */
	answer: IDataObject;
}

/**
 * All this project knows of one vendor: paths, bodies, how answers become the shared `Instance`,
 * documented limits. To add a provider, write one file of this shape, its credential, and a line
 * in `providers/index.ts`.
 */
export interface Provider extends Endpoint {
	readonly name: ProviderName;
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
	 * All instances of the account. With `name`, others may be left out.
	 *
	 * @throws {ProviderError}
	 */
	getMany(send: Send, name?: string): Promise<Array<{ instance: Instance; answer: IDataObject }>>;

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

	/** Whether instances have bearer tokens of their own, which answers bring along. */
	readonly hasAccessTokens: boolean;
	readonly instanceIdExample: string;
	/** A regular expression an instance ID matches, for the editor and for the check at run time. */
	readonly instanceIdPattern: string;
	readonly instanceIdRule: string;
}

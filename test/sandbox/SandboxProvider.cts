import type { Answer, Handler, ProviderRequest } from './answers.cts';
import type { Clock } from './clock.cts';
import type { DeliveryQueue } from './DeliveryQueue.cts';
import type { RateLimits } from './rateLimits.cts';
import type { ResponseSchemas } from './responseValidation.cts';
import type { Access, Delivery, DeliveryOptions, SandboxInstance, SeedFields } from './types.cts';

export interface ProviderRoute {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below the base URL. */
	url: string;
	response: ResponseSchemas;
	handle: Handler;
}

/** The instances of an account and what can happen to them from outside. */
export interface SandboxAccount {
	/** While true, creating succeeds and asking for a QR code does not give one. */
	qrCodesWithheld: boolean;
	has(instanceId: string): boolean;
	describeAll(): SandboxInstance[];
	seed(fields: SeedFields): SandboxInstance;
	/** Throws NotPossibleError when no QR code is valid. */
	scan(instanceId: string): void;
	expireQrCode(instanceId: string): void;
	setStatus(instanceId: string, status: string): void;
	fail(instanceId: string): void;
	drop(instanceId: string): void;
	remove(instanceId: string): void;
	reset(): void;
}

/** A control that only one provider has. */
export interface OwnControl {
	/** JSON schema of what it is called with. */
	body: object;
	call: (body: never) => void;
}

/** All the sandbox knows of one vendor. */
export interface SandboxProvider {
	/** Path of the base URL. */
	prefix: string;
	routes: ProviderRoute[];
	/** Answers a path the API does not have. */
	notFound: (request: ProviderRequest) => Answer;
	account: SandboxAccount;
	/** What a user would enter into the credential besides the address. */
	access: Omit<Access, 'baseUrl'>;
	/** Throws NotPossibleError for what the provider's deliveries cannot be. */
	deliver: (
		instanceId: string,
		event: string,
		data: Record<string, unknown>,
		options: DeliveryOptions,
	) => Promise<Delivery[]>;
	/** By name; served as `POST /control/<name>` like those all providers have. */
	controls?: Record<string, OwnControl>;
	/** Forgets everything but the keys. */
	reset: () => void;
}

/** What the sandbox gives each provider; none of it is shared with another one. */
export interface SandboxParts {
	clock: Clock;
	limits: RateLimits;
	deliveries: DeliveryQueue;
}

export type StartProvider = (parts: SandboxParts) => SandboxProvider;

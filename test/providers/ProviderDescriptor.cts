import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import type { InstanceStatus } from '../../nodes/domain/instance.ts';
import type { StartProvider } from '../sandbox/SandboxProvider.cts';
import type { ReceivedDelivery } from '../sandbox/support/receiver.cts';
import type { Access, RecordedRequest } from '../sandbox/types.cts';

/**
 * The HTTP statuses every provider has an example of an error for. What 2xx, 3xx and a broken
 * connection mean is the same everywhere.
 */
export const ERROR_STATUSES = [
	400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504,
] as const;

export type ErrorStatus = (typeof ERROR_STATUSES)[number];

/** How a provider words a refusal. */
export interface ErrorExample {
	body: unknown;
	/** What of it people get to read; null where it holds no words. */
	words: string | null;
}

/** One way of running an operation. */
export interface OperationCase {
	operation: string;
	/** The route whose answer is the one that matters for the operation. */
	route: string;
	/** Parameters besides provider, operation, name, phone and instance. */
	with?: INodeParameters;
	/** Statuses that are not a plain error here; another test covers them. */
	except?: readonly ErrorStatus[];
}

/** A limit that the provider documents. */
export interface LimitDescriptor {
	route: string;
	perMinute: number;
}

/** One instance as a list shows it; what is left out is missing there. */
export interface ListedInstance {
	id?: string;
	name?: string;
	/** The provider's own word. */
	status?: string;
}

/** The webhooks of a provider, as its documents describe them. */
export interface WebhookDescriptor {
	/** Whether the node registers them or the user enters their address somewhere. */
	kind: 'registered' | 'manual';
	/** Two events that have nothing to do with a status. */
	events: { message: string; other: string };
	/** Whether a delivery says when it was sent, so that one can be too old. */
	hasTime: boolean;
	/** What the item of a delivery shows of what the sandbox was given to deliver. */
	data: (payload: Record<string, unknown>, event: string) => Record<string, unknown>;
	/** The body of a delivery that names its instance. */
	body: (instanceId: string, event: string) => Record<string, unknown>;
	/** The header that holds the proof of who has sent a delivery. */
	proofHeader: string;
	/** The headers that prove that a body comes from the provider. */
	proof: (body: string, secret: string, sentAt: number) => Record<string, string>;
	isGenuine: (delivery: ReceivedDelivery, secret: string) => boolean;
	/**
	 * Has the events of an instance sent to an address, where the instance does not bring it along.
	 *
	 * @returns the secret that proves them
	 */
	subscribe: (access: Access, url: string, events: string[]) => Promise<string>;
	/** The secret in a request that registers a webhook. */
	registeredSecret?: (request: RecordedRequest) => string | undefined;
}

/** What the tests need to know of one provider, beyond what the nodes say of themselves. */
export interface ProviderDescriptor {
	title: string;
	startSandbox: StartProvider;

	credential: {
		type: string;
		/** How the list of credentials names it. */
		title: string;
		/** What n8n calls a new one; the example workflows refer to it by that. */
		accountName: string;
		/** As a user would enter it. */
		data: (access: Access) => ICredentialDataDecryptedObject;
	};
	/** How the key travels. */
	keyHeader: { name: string; value: (apiKey: string) => string };

	/** What the node offers for this provider, and the sandbox serves. */
	capabilities: {
		healthCheck: boolean;
		restart: boolean;
		logout: boolean;
		delete: boolean;
		accountLimits: boolean;
		webhooks: 'none' | 'manual' | 'registered';
	};
	/** The routes behind the operations; the others are in `operations`. */
	routes: {
		create: string;
		list: string;
		liveStatus: string;
		qrCode: string;
	};
	/** Every operation, in each way that asks for something else. */
	operations: readonly OperationCase[];
	/** The name in the body of a request to create. */
	requestedName: (body: unknown) => string;
	/** What Create needs besides name and phone. */
	createParameters: INodeParameters;
	/** Whether a name may repeat, or is the ID itself. */
	names: 'unique' | 'repeatable' | 'identity';
	/** An ID in the right form that no instance has. */
	unknownId: string;
	limits: readonly LimitDescriptor[];
	/** The provider's words for the statuses, and one that no document has. */
	statuses: ReadonlyArray<readonly [word: string, status: InstanceStatus]>;
	words: { awaitingScan: string; connected: string; disconnected: string; failed: string };
	/** Milliseconds between two checks of the status. */
	pollInterval: number;
	/** Milliseconds a QR code is said to be valid; null where nobody knows. */
	qrCodeLifetime: number | null;
	/** Whether the response to a request for a QR code contains the status of the instance. */
	qrCodeTellsStatus: boolean;
	/** The values of 'QR Response', where the node has it for this provider. */
	qrResponses?: readonly string[];
	/** Whether a QR code comes with a code to type, for an instance whose phone is known. */
	hasPairingCode: boolean;

	/** The answer of the list. */
	list: (instances: readonly ListedInstance[]) => unknown;
	/** The answer of the list when it holds the first of several, where it says that there are more. */
	incompleteList?: (first: ListedInstance) => unknown;
	/** The answer to a request for a QR code that gives none, for an instance of a status. */
	withoutQrCode: (instanceId: string, status: string) => unknown;
	/** Part of the provider's own description of an instance of this ID that waits for its scan. */
	raw: (instanceId: string) => Record<string, unknown>;
	/** Part of the same once it is connected. */
	rawConnected: Record<string, unknown>;
	/** A refusal that comes with a good status, where the provider does that. */
	refusalWith200?: ErrorExample;
	errors: Readonly<Record<ErrorStatus, ErrorExample>>;
	/** The form of what must not be shown either, such as tokens of instances. */
	secretPattern?: RegExp;
	/** The tokens of all instances, at a provider that gives them out. */
	tokens?: (access: Access) => Promise<string[]>;

	/** Whom pictures of the editor show. */
	customer: { name: string; phone: string };
	webhooks?: WebhookDescriptor;
	/** What only this vendor says, as names, numbers and addresses in the source are searched for it. */
	vendorWords: readonly string[];
}

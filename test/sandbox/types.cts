import type { ProviderName } from '../../nodes/providers/index.ts';
import type { Clock } from './clock.cts';

export type { ProviderName };

export interface SandboxOptions {
	/** Port on 127.0.0.1; 0, the default, takes a free one. */
	port?: number;
	/** The time the sandbox lives in; the system's by default. */
	clock?: Clock;
	/** Whether the documented rate limits answer 429; true by default. */
	limits?: boolean;
}

/** One request a provider received, in the words the provider's documentation uses. */
export interface RecordedRequest {
	provider: ProviderName;
	/** Method and path pattern below the base URL, e.g. `POST /:instance/request-new-qr-code`. */
	route: string;
	method: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	body: unknown;
	/** Null when the connection broke before an answer, or while none has been given yet. */
	status: number | null;
	at: number;
}

/** What anyone outside may know of an instance. */
export interface SandboxInstance {
	provider: ProviderName;
	instanceId: string;
	name: string;
	phone: string | null;
	/** The provider's own word. */
	status: string;
	/** Text of the QR code that is valid now; null when there is none. */
	pairingText: string | null;
	webhookUrl: string | null;
	/** What only instances of this provider have. */
	details?: Record<string, unknown>;
}

export type FaultAction =
	/** `body`: an object goes out as JSON, a string as it is. */
	| {
			kind: 'status';
			status: number;
			body?: unknown;
			contentType?: string;
			headers?: Record<string, string>;
	  }
	/** Waits, then acts and answers as usual, even when the client has gone by then. */
	| { kind: 'delay'; milliseconds: number }
	/** Never answers; ends when the client goes away or the sandbox closes. */
	| { kind: 'hang' }
	/** Destroys the socket. */
	| { kind: 'reset' }
	/** The whole length is announced, half of the answer is sent, then the socket is destroyed. */
	| { kind: 'truncate' }
	/** The answer in small pieces. */
	| { kind: 'drip'; chunkBytes: number; everyMilliseconds: number }
	/** This body instead of the real one. */
	| {
			kind: 'answer';
			status?: number;
			body: string | Buffer;
			contentType: string;
			headers?: Record<string, string>;
	  }
	| { kind: 'redirect'; location: string; status?: number }
	/** The real answer, changed on its way. */
	| { kind: 'alter'; alter: (body: Buffer) => Buffer; contentType?: string };

/** Something that goes wrong with the next matching request. */
export interface Fault {
	provider?: ProviderName;
	/** As in `RecordedRequest.route`; absent means any. */
	route?: string;
	/** How many requests it meets; 1 by default, Infinity allowed. */
	times?: number;
	/**
	 * Whether the provider has acted by then; `before`, it has not, by default. `truncate`, `drip` and
	 * `alter` carry the provider's real answer, so they always act.
	 */
	phase?: 'before' | 'after';
	/** Called when a `hang` has begun. */
	onHang?: () => void;
	action: FaultAction;
}

/** Decides what goes wrong with a request, whose body has been read; `null` is nothing. */
export type ChooseFault = (request: RecordedRequest) => Fault | null;

/** Fields of an instance put into the sandbox without a request. */
export interface SeedFields {
	name: string;
	phone?: string;
	/** Waiting for the scan, with a valid QR code, by default. */
	status?: string;
	/**
	 * Where its deliveries go, at a provider that keeps this with the instance; any address, so that a
	 * receiver on this machine can be used.
	 */
	webhookUrl?: string;
	/** What only instances of this provider have. */
	details?: Record<string, unknown>;
}

/** One webhook delivery that was tried. */
export interface Delivery {
	url: string;
	/** Null when the receiver could not be reached or is not on this machine. */
	status: number | null;
}

/** How a webhook delivery is sent; the documented way unless something else is said. */
export interface DeliveryOptions {
	/**
	 * `wronglySigned`: with a secret nobody knows. `unsigned`: without any. `stale`: sent ten minutes
	 * ago by its timestamp, rightly signed. `replayed`: the last delivery of this instance and event
	 * once more, byte by byte. `duplicated`: twice in a row. `reordered`: held back until the next
	 * delivery has gone out.
	 */
	manner?: DeliveryManner;
	/** How the provider writes what proves the sender, where its documents leave that open. */
	proofForm?: Record<string, string | boolean>;
}

export type DeliveryManner =
	| 'wronglySigned'
	| 'unsigned'
	| 'stale'
	| 'replayed'
	| 'duplicated'
	| 'reordered';

/** What a user would enter into the credential for the account at a provider. */
export interface Access {
	baseUrl: string;
	apiKey: string;
	/** What proves deliveries, at a provider that has one such secret for the whole account. */
	webhookSecret?: string;
}

export interface Sandbox {
	/** `http://127.0.0.1:PORT` */
	address: string;
	accounts: Record<ProviderName, Access>;
	/** Method and path of every control that is served over HTTP. */
	controlAddresses: readonly string[];
	/** Every provider request in order of arrival; control calls are not among them. */
	requests: RecordedRequest[];
	requestsTo(route: string): RecordedRequest[];
	instances(provider?: ProviderName): SandboxInstance[];
	seedInstance(provider: ProviderName, fields: SeedFields): SandboxInstance;
	/**
	 * The person scans the valid QR code. Throws when there is none.
	 *
	 * @param provider who holds the instance, as for all controls of one instance; needed only where
	 *   several providers hold one with this ID
	 */
	scan(instanceId: string, provider?: ProviderName): void;
	expireQrCode(instanceId: string, provider?: ProviderName): void;
	/** Any text, also one the documents do not know. */
	setStatus(instanceId: string, status: string, provider?: ProviderName): void;
	fail(instanceId: string, provider?: ProviderName): void;
	/** The phone has logged out. */
	drop(instanceId: string, provider?: ProviderName): void;
	/** Gone, as if deleted in the provider's dashboard. */
	remove(instanceId: string, provider?: ProviderName): void;
	/** Creating succeeds and asking for a QR code does not give one, until turned off. */
	withholdQrCodes(provider: ProviderName, on: boolean): void;
	/** Calls a control that only this provider has. Throws when it has none of that name. */
	ownControl(provider: ProviderName, name: string, body: object): void;
	/**
	 * Sends one signed webhook delivery to every receiver registered for the instance and event, or
	 * a bad one on command. Throws when the provider has no such deliveries.
	 */
	deliverWebhook(
		instanceId: string,
		event: string,
		data?: Record<string, unknown>,
		options?: DeliveryOptions,
		provider?: ProviderName,
	): Promise<Delivery[]>;
	addFault(fault: Fault): void;
	/**
	 * Has every request judged that meets no fault of the queue: what is given goes wrong with it.
	 * `null` ends that.
	 */
	disturb(choose: ChooseFault | null): void;
	clearFaults(): void;
	/**
	 * Whether connections are taken at all. While they are not, open ones are ended and new ones
	 * refused.
	 */
	listen(on: boolean): Promise<void>;
	setLimits(on: boolean): void;
	/**
	 * Forgets instances, webhooks, requests, faults and limit windows, and breaks requests that a
	 * fault keeps waiting; keys stay.
	 */
	reset(): void;
	/** Ends open sockets too. */
	close(): Promise<void>;
}

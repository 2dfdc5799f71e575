import type { IWebhookFunctions } from 'n8n-workflow';

/** A request with its body, as n8n passes it on: an Express request with the raw body added. */
export interface IncomingMessage {
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The bytes of the body, decompressed. Absent until the body has been read. */
	rawBody?: Buffer;
	/** Reads the body into `rawBody`. */
	readRawBody?: () => Promise<void>;
}

/** The same with what else a webhook can know of it. */
export interface IncomingRequest extends IncomingMessage {
	readonly method: string;
	/** The address of the sender, as far as n8n can tell behind a proxy. */
	readonly ip?: string;
}

/** What n8n passes on of a response: an Express response. */
export interface OutgoingResponse {
	readonly statusCode: number;
	status(code: number): OutgoingResponse;
	setHeader(name: string, value: string): unknown;
	json(body: object): unknown;
	send(body: string): unknown;
	/** Sends a part of the body at once; more may follow. */
	write(part: string): unknown;
	end(...last: unknown[]): unknown;
	/** Ends it in the middle. */
	destroy(): unknown;
	/** Whether nobody can be sent anything any more. */
	readonly destroyed: boolean;
	/** How many bytes still wait to be sent. */
	readonly writableLength: number;
}

/** The request that a webhook has received. */
export function requestOf(context: IWebhookFunctions): IncomingRequest {
	return context.getRequestObject() as unknown as IncomingRequest;
}

/** The response that it is to be given. */
export function responseOf(context: IWebhookFunctions): OutgoingResponse {
	return context.getResponseObject() as unknown as OutgoingResponse;
}

/**
 * Identifies a trigger within this process. A test run in the editor, which is separate from the
 * active workflow, has a scope of its own.
 */
export function scopeOf(context: IWebhookFunctions): string {
	return [context.getWorkflow().id, context.getNode().id, context.getMode()].join(' ');
}

/**
 * The bytes of a body. n8n has read them by now, unless it does not know the content type
 * (n8n-core 2.41.1).
 *
 * @returns no bytes where n8n leaves none
 * @throws what n8n throws for a body that is too large or cannot be read
 */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	if (request.rawBody === undefined) await request.readRawBody?.();
	return request.rawBody ?? Buffer.alloc(0);
}

/**
 * Undoes something when n8n could not run the workflow: it responds with 500 then, and stores no
 * static data. It does so even when the sender has gone, in which case a response emits no event.
 */
export function unlessStarted(response: OutgoingResponse, undo: () => void): void {
	const end = response.end.bind(response);
	response.end = (...last: unknown[]) => {
		if (response.statusCode >= 500) undo();
		return end(...last);
	};
}

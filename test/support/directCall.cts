import type { N8nRequest, N8nResponse } from './webhookServer.cts';

/** The answer to a request that took no network. */
export interface DirectAnswer {
	status: number;
	/** What there was of it when n8n was done with the request. */
	body: string;
	/** Goes on where the node keeps it open. */
	response: DirectResponse;
}

/**
 * Has a request answered without a network, so that nothing of it is under way while it waits for
 * time to pass.
 *
 * @param handle answers a request; what it throws becomes a 500
 * @param onPart called with each part of a response that stays open
 */
export async function callDirectly(
	method: 'GET' | 'POST',
	body: string,
	handle: (request: N8nRequest, response: N8nResponse) => Promise<void>,
	onPart?: (part: string) => void,
): Promise<DirectAnswer> {
	const request = {
		method,
		headers: { 'content-type': 'text/plain' },
		ip: '127.0.0.1',
		params: {},
		query: {},
		body: {},
		rawBody: Buffer.from(body),
	};
	const response = new DirectResponse(onPart);
	try {
		await handle(request as unknown as N8nRequest, response as unknown as N8nResponse);
	} catch (error) {
		response.status(500).json({ message: error instanceof Error ? error.message : String(error) });
	}
	return { status: response.statusCode, body: response.body, response };
}

/** What a node uses of a response, and whoever waits for it. */
export class DirectResponse {
	readonly writableLength = 0;

	statusCode = 200;

	body = '';

	writableEnded = false;

	destroyed = false;

	constructor(private readonly onPart: (part: string) => void = () => undefined) {}

	/** Whether more may come. */
	get isOpen(): boolean {
		return !this.writableEnded && !this.destroyed;
	}

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	setHeader(): void {
		// Nobody looks at them here.
	}

	json(body: unknown): void {
		this.send(JSON.stringify(body));
	}

	send(body: string): void {
		this.body = body;
		this.end();
	}

	write(part: string): void {
		if (!this.isOpen) throw new Error('written after the end');
		this.body += part;
		this.onPart(part);
	}

	end(): void {
		this.writableEnded = true;
	}

	/** One of both sides gives it up. */
	destroy(): void {
		this.destroyed = true;
	}
}

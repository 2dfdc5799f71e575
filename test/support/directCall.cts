import { EventEmitter } from 'node:events';

import type { N8nRequest, N8nResponse } from './webhookServer.cts';

/** The answer to a request that took no network. */
export interface DirectAnswer {
	status: number;
	body: string;
}

/**
 * Has a request answered without a network, so that nothing of it is under way while it waits for
 * time to pass.
 *
 * @param handle answers a request; what it throws becomes a 500
 */
export async function callDirectly(
	method: 'GET' | 'POST',
	body: string,
	handle: (request: N8nRequest, response: N8nResponse) => Promise<void>,
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
	const response = new DirectResponse();
	try {
		await handle(request as unknown as N8nRequest, response as unknown as N8nResponse);
	} catch (error) {
		response.status(500).json({ message: error instanceof Error ? error.message : String(error) });
	}
	return { status: response.statusCode, body: response.body };
}

/** What a node uses of a response. */
class DirectResponse extends EventEmitter {
	statusCode = 200;

	body = '';

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
		this.emit('finish');
	}
}

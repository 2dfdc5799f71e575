import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip, createInflate } from 'node:zlib';

/** What n8n adds to a request before a node sees it. */
export interface N8nRequest extends IncomingMessage {
	body: unknown;
	params: Record<string, string>;
	query: Record<string, string>;
}

/** What Express adds to a response. */
export interface N8nResponse extends ServerResponse {
	status(code: number): N8nResponse;
	json(body: unknown): N8nResponse;
	send(body: string): N8nResponse;
}

/** An answer n8n gives before the node is asked. */
export class EarlyAnswer extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

// n8n's own bound, `N8N_PAYLOAD_SIZE_MAX`.
const PAYLOAD_LIMIT = 16 * 1024 * 1024;

/**
 * A web server on this machine that prepares requests as the n8n server does (n8n 2.41.1,
 * middlewares/body-parser.js and webhooks/webhook-helpers.js, `parseRequestBody`).
 */
export class WebhookServer {
	private constructor(
		private readonly server: Server,
		readonly address: string,
	) {}

	/** @param handle answers a request; what it throws becomes a 500 with its stack trace */
	static async start(
		handle: (request: N8nRequest, response: N8nResponse) => Promise<void>,
	): Promise<WebhookServer> {
		const server = createServer((incoming, outgoing) => {
			const response = asN8nResponse(outgoing);
			void serve(incoming, response, handle).catch((error: unknown) => {
				const { message, stack } = error as Error;
				const status = error instanceof EarlyAnswer ? error.status : 500;
				if (!response.headersSent) {
					response.status(status).json({ message, ...(status === 500 && { stack }) });
				}
			});
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		return new WebhookServer(server, `http://127.0.0.1:${port}`);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}
}

async function serve(
	incoming: IncomingMessage,
	response: N8nResponse,
	handle: (request: N8nRequest, response: N8nResponse) => Promise<void>,
): Promise<void> {
	const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
	const request: N8nRequest = Object.assign(incoming, {
		params: {},
		query: Object.fromEntries(url.searchParams),
		body: undefined as unknown,
		readRawBody: async () => {
			if (request.body === undefined) request.rawBody = await readBody(incoming);
		},
	});
	const [contentType] = (incoming.headers['content-type'] ?? '').split(';');
	if (contentType) request.contentType = contentType.trim().toLowerCase();
	await parseBody(request);
	await handle(request, response);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
	const encoding = incoming.headers['content-encoding'];
	const unpacker =
		encoding === 'gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : null;
	const bytes = await buffer(unpacker ? incoming.pipe(unpacker) : incoming);
	if (bytes.length > PAYLOAD_LIMIT) throw new EarlyAnswer(413, 'request entity too large');
	return bytes;
}

async function parseBody(request: N8nRequest): Promise<void> {
	const { contentType } = request;
	if (contentType === 'multipart/form-data') {
		// n8n's form parser reads the stream, so that nobody can read the bytes afterwards.
		await buffer(request);
		request.body = { data: {}, files: {} };
		return;
	}
	await request.readRawBody();
	const { rawBody } = request;
	if (contentType === 'application/json' && rawBody.length > 0) {
		try {
			request.body = JSON.parse(rawBody.toString('utf8'));
		} catch {
			throw new EarlyAnswer(422, 'Failed to parse request body');
		}
	}
	request.body ??= {};
}

function asN8nResponse(outgoing: ServerResponse): N8nResponse {
	const response: N8nResponse = Object.assign(outgoing, {
		status: (code: number) => {
			outgoing.statusCode = code;
			return response;
		},
		json: (body: unknown) => {
			outgoing.setHeader('Content-Type', 'application/json; charset=utf-8');
			outgoing.end(JSON.stringify(body));
			return response;
		},
		send: (body: string) => {
			outgoing.end(body);
			return response;
		},
	});
	return response;
}

import { isDeeperThan } from '../domain/json';
import type { RawDelivery } from '../providers/Deliveries';

/** The largest body that is taken, in bytes. */
export const MAXIMUM_BODY_BYTES = 5 * 1024 * 1024;

/** What n8n hands on of a request: an Express request with the raw body added. */
export interface IncomingRequest {
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The body's bytes, unpacked. Absent as long as nobody has read them. */
	rawBody?: Buffer;
	/** Reads the body into `rawBody`. */
	readRawBody?: () => Promise<void>;
}

/** A request that is answered without the workflow being started. */
export interface Refusal {
	status: number;
	message: string;
}

const TOO_LARGE: Refusal = { status: 413, message: 'The body is larger than 5 MB' };
const NOT_JSON: Refusal = { status: 415, message: 'The body must be JSON (application/json)' };
const UNREADABLE: Refusal = { status: 400, message: 'The body could not be read' };

const JSON_TYPE = /^(application\/([\w.+-]+\+)?json|text\/json)$/;

/**
 * Reads a request as far as it can be read before anybody knows who sent it.
 *
 * @returns headers and bytes, or what to answer when it cannot be a delivery
 */
export async function readRequest(request: IncomingRequest): Promise<RawDelivery | Refusal> {
	const headers = readHeaders(request.headers);
	if (Number(headers['content-length'] ?? 0) > MAXIMUM_BODY_BYTES) return TOO_LARGE;
	const [type = ''] = (headers['content-type'] ?? '').split(';');
	// Without a type it may still be JSON; the content decides.
	if (type.trim() !== '' && !JSON_TYPE.test(type.trim().toLowerCase())) return NOT_JSON;

	const body = await readBytes(request);
	if (!Buffer.isBuffer(body)) return body;
	if (body.length > MAXIMUM_BODY_BYTES) return TOO_LARGE;
	if (body.length === 0) return { status: 400, message: 'The body is empty' };
	return { headers, body };
}

/** How deep a body may be nested. Far more than any event, and few enough to be worked through. */
export const DEEPEST_BODY = 100;

/** Reads a body as a JSON object; `undefined` when it is none, or nested too deeply. */
export function parseBody(body: Buffer): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(body.toString('utf8').replace(/^\ufeff/, ''));
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		return isObject && !isDeeperThan(value, DEEPEST_BODY)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

// n8n has read the body by now, unless its content type is unknown to it (n8n-core 2.41.1).
async function readBytes(request: IncomingRequest): Promise<Buffer | Refusal> {
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
	} catch (error) {
		const isTooLarge = error instanceof Error && 'status' in error && error.status === 413;
		return isTooLarge ? TOO_LARGE : UNREADABLE;
	}
	return request.rawBody ?? Buffer.alloc(0);
}

function readHeaders(headers: IncomingRequest['headers']): Record<string, string> {
	const result: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string') result[name.toLowerCase()] = value;
	}
	return result;
}

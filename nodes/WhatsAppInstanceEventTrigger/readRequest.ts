import type { IDataObject } from 'n8n-workflow';

import type { RawDelivery } from '../providers/Webhooks';
import { parseJson, readHeaders } from '../transport/decode';
import { isRecord } from '../domain/json';

/** The largest body that is taken, in bytes. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

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
	if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return TOO_LARGE;
	const [type = ''] = (headers['content-type'] ?? '').split(';');
	// Without a type it may still be JSON; the content decides.
	if (type.trim() !== '' && !JSON_TYPE.test(type.trim().toLowerCase())) return NOT_JSON;

	const body = await readBytes(request);
	if (!Buffer.isBuffer(body)) return body;
	if (body.length > MAX_BODY_BYTES) return TOO_LARGE;
	if (body.length === 0) return { status: 400, message: 'The body is empty' };
	return { headers, body };
}

/** Reads a body as a JSON object; `undefined` when it is none, or nested too deeply. */
export function parseBody(body: Buffer): IDataObject | undefined {
	const value = parseJson(body);
	return isRecord(value) ? value : undefined;
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

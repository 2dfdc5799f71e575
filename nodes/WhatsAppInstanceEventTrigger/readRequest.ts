import type { IDataObject } from 'n8n-workflow';

import type { RawDelivery } from '../providers/Webhooks';
import { bodyOf, type IncomingMessage } from '../shared/webhookContext';
import { parseJson, readHeaders, startOfJson } from '../transport/decode';
import { isRecord } from '../domain/json';

/** The largest body that is accepted, in bytes. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** The response to a request that does not start the workflow. */
export interface Refusal {
	status: number;
	message: string;
	/** Whether the size is the reason. */
	isTooLarge?: true;
}

const TOO_LARGE: Refusal = {
	status: 413,
	message: 'The body is larger than 5 MB',
	isTooLarge: true,
};
const NOT_JSON: Refusal = { status: 415, message: 'The body must be JSON (application/json)' };
const UNREADABLE: Refusal = { status: 400, message: 'The body could not be read' };

const JSON_TYPE = /^(application\/([\w.+-]+\+)?json|text\/json)$/;

// n8n reads a form with files itself, and leaves nothing of it. Every other body can be read, except
// that n8n refuses one that claims to be XML and is not (n8n 2.41.1, middlewares/body-parser.js).
const UNREADABLE_TYPE = /^multipart\//;

/**
 * Reads as much of a request as can be read before its sender is verified.
 *
 * @returns headers and bytes, or the response when it cannot be a delivery
 */
export async function readRequest(request: IncomingMessage): Promise<RawDelivery | Refusal> {
	const headers = readHeaders(request.headers);
	if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return TOO_LARGE;
	const [type = ''] = (headers['content-type'] ?? '').split(';');
	const contentType = type.trim().toLowerCase();
	if (UNREADABLE_TYPE.test(contentType)) return NOT_JSON;

	const body = await readBytes(request);
	if (!Buffer.isBuffer(body)) return body;
	if (body.length > MAX_BODY_BYTES) return TOO_LARGE;
	if (body.length === 0) return { status: 400, message: 'The body is empty' };
	// Senders get the type wrong, so the content decides: JSON that is called text is JSON.
	if (contentType !== '' && !JSON_TYPE.test(contentType) && startOfJson(body) !== '{')
		return NOT_JSON;
	return { headers, body };
}

/** Parses a body as a JSON object; `undefined` when it is not one, or is nested too deeply. */
export function parseBody(body: Buffer): IDataObject | undefined {
	const value = parseJson(body);
	return isRecord(value) ? value : undefined;
}

async function readBytes(request: IncomingMessage): Promise<Buffer | Refusal> {
	try {
		return await bodyOf(request);
	} catch (error) {
		const isTooLarge = error instanceof Error && 'status' in error && error.status === 413;
		return isTooLarge ? TOO_LARGE : UNREADABLE;
	}
}

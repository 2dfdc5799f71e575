import {
	foreignRefusalError,
	incompleteResponse,
	isSuccess,
	refusalError,
	unreadableResponse,
} from './responseErrors';
import { describeContent, describeForeign, isBrief, parseJson, readHeaders } from './decode';

import type {
	ApiRequest,
	ApiResponse,
	ErrorContext,
	ErrorReader,
	FullResponse,
	ReceivedResponse,
} from './types';

// Far more than the list of a large account, and little enough to be read in a moment.
const MAX_BYTES = 8 * 1024 * 1024;

// Only the provider's words are read from a refusal.
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Reads the body of a response as it arrives, decompressed, so that no response takes more memory
 * than one may. A larger one is cut off.
 *
 * @param breakOff ends the request. Destroying the body is not enough: from n8n 2.20 on, it is a
 * copy of what arrives (axios, `enforceMaxContentLength`), and the connection may stay open.
 * @returns the bytes, more than the maximum when it was cut off
 */
export async function readBody(
	response: FullResponse<AsyncIterable<Buffer>>,
	breakOff: () => void,
): Promise<Buffer> {
	const maximum = isSuccess(response.statusCode) ? MAX_BYTES : MAX_REFUSAL_BYTES;
	const pieces: Buffer[] = [];
	let size = 0;
	for await (const piece of response.body) {
		pieces.push(piece);
		size += piece.length;
		if (size > maximum) {
			breakOff();
			break;
		}
	}
	return Buffer.concat(pieces);
}

/**
 * Decodes a response. Some APIs send every response with a 2xx status and the real one in its body:
 * that one counts, as if it had been sent.
 */
export function receive(
	request: ApiRequest,
	{ statusCode, headers, body: bytes }: FullResponse,
	errors: ErrorReader,
): ReceivedResponse {
	const json = bytes.length > MAX_BYTES ? undefined : parseJson(bytes);
	const hasFailed = isSuccess(statusCode)
		? errors.isFailure(json) && !request.wasCarriedOut?.(json)
		: true;
	const refusal = hasFailed ? errors.read(statusCode, json) : null;
	return {
		status: refusal?.status ?? statusCode,
		headers: readHeaders(headers),
		bytes,
		json,
		refusal,
	};
}

/**
 * Turns a response into a success.
 *
 * @throws {ProviderError} when it is not a success, or cannot be used
 */
export function readResponse(
	request: ApiRequest,
	{ status, headers, bytes, json, refusal }: ReceivedResponse,
	context: ErrorContext,
): ApiResponse {
	const contentType = headers['content-type'];
	if (refusal !== null) {
		const foreign = json === undefined ? describeForeign(bytes, contentType) : null;
		throw foreign === null
			? refusalError(refusal, context)
			: foreignRefusalError(refusal, foreign, context);
	}

	const unreadable = (reason: string) => unreadableResponse(status, reason, context);
	if (bytes.length > MAX_BYTES) throw unreadable('it is larger than 8 MB');
	const isExcused = request.image === true || (request.bodyOptional === true && isBrief(bytes));
	if (json === undefined && !isExcused) throw unreadable(describeContent(bytes, contentType));
	return {
		status,
		headers,
		bytes,
		...(json === undefined ? {} : { json }),
		unreadable,
		incomplete: (part) => incompleteResponse(status, part, context),
	};
}

import {
	foreignRefusalError,
	incompleteResponse,
	isSuccess,
	refusalError,
	unreadableResponse,
} from './responseErrors';
import { describeContent, isBrief, parseJson, readHeaders } from './decode';

import type { ErrorContext, FullResponse, ApiRequest, ErrorReader, ApiResponse } from './types';

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
 * Turns a response into a success.
 *
 * @throws {ProviderError} when it is not a success, or cannot be used
 */
export function readResponse(
	request: ApiRequest,
	response: FullResponse,
	errors: ErrorReader,
	context: ErrorContext,
): ApiResponse {
	const { statusCode: status, body: bytes } = response;
	const headers = readHeaders(response.headers);
	if (!isSuccess(status)) {
		const body = parseJson(bytes);
		const refusal = errors.read(status, body);
		// A word such as "Unauthorized" may be all that an API says.
		if (body !== undefined || isBrief(bytes)) throw refusalError(refusal, context);
		throw foreignRefusalError(refusal, describeContent(bytes, headers['content-type']), context);
	}

	const unreadable = (reason: string) => unreadableResponse(status, reason, context);
	if (bytes.length > MAX_BYTES) throw unreadable('it is larger than 8 MB');
	const json = parseJson(bytes);
	if (errors.isFailure(json) && !request.wasCarriedOut?.(json)) {
		throw refusalError(errors.read(status, json), context);
	}
	const isExcused = request.image === true || (request.bodyOptional === true && isBrief(bytes));
	if (json === undefined && !isExcused) {
		throw unreadable(describeContent(bytes, headers['content-type']));
	}
	return {
		status,
		headers,
		bytes,
		...(json === undefined ? {} : { json }),
		unreadable,
		incomplete: (part) => incompleteResponse(status, part, context),
	};
}

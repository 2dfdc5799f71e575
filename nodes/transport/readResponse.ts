import { incompleteResponse, unreadableResponse, refusalError } from './responseErrors';
import { describeContent, isBrief, parseJson, readHeaders } from './decode';

import type { ErrorContext, FullResponse, ApiRequest, ErrorReader, ApiResponse } from './types';

// Far above the list of a large account, and little enough to be read in a moment.
const MAX_BYTES = 8 * 1024 * 1024;

// Of a refusal only the provider's words are read.
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Reads the body of an answer as it arrives, unpacked, so that no answer takes more memory than one
 * may. What is larger is broken off.
 *
 * @param breakOff ends the request. To destroy the body is not enough: from n8n 2.20 on it is a copy
 * of what arrives (axios, `enforceMaxContentLength`), and the connection may stay open.
 * @returns the bytes, more than the maximum when it was broken off
 */
export async function readBody(
	response: FullResponse<AsyncIterable<Buffer>>,
	breakOff: () => void,
): Promise<Buffer> {
	const maximum = isSuccess(response) ? MAX_BYTES : MAX_REFUSAL_BYTES;
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
 * Makes a success of a response.
 *
 * @throws {ProviderError} when it is not one, or cannot be used
 */
export function readResponse(
	request: ApiRequest,
	response: FullResponse,
	errors: ErrorReader,
	context: ErrorContext,
): ApiResponse {
	const { statusCode: status, body: bytes } = response;
	const headers = readHeaders(response.headers);
	if (!isSuccess(response)) {
		throw refusalError(status, errors.read(status, parseJson(bytes)), context);
	}

	const unreadable = (reason: string) => unreadableResponse(status, reason, context);
	if (bytes.length > MAX_BYTES) throw unreadable('it is larger than 8 MB');
	const json = parseJson(bytes);
	if (errors.isFailure(json)) throw refusalError(status, errors.read(status, json), context);
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

function isSuccess({ statusCode }: FullResponse<unknown>): boolean {
	return statusCode >= 200 && statusCode <= 299;
}

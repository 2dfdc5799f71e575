/** Far above the list of a large account, and little enough to be read in a moment. */
export const MAXIMUM_ANSWER_BYTES = 8 * 1024 * 1024;

/** Of a refusal only the provider's words are read. */
export const MAXIMUM_REFUSAL_BYTES = 64 * 1024;

/**
 * Reads the body of an answer as it arrives, unpacked, so that no answer takes more memory than one
 * may. What is larger is broken off.
 *
 * @param breakOff ends the request. Destroying the body does not: from n8n 2.20 on it is a copy of
 * what arrives (axios, `enforceMaxContentLength`), and the connection would stay open.
 * @returns the bytes, more than `maximum` when it was broken off
 */
export async function readBody(
	body: AsyncIterable<Buffer>,
	maximum: number,
	breakOff: AbortController,
): Promise<Buffer> {
	const pieces: Buffer[] = [];
	let size = 0;
	for await (const piece of body) {
		pieces.push(piece);
		size += piece.length;
		if (size > maximum) {
			breakOff.abort();
			break;
		}
	}
	return Buffer.concat(pieces);
}

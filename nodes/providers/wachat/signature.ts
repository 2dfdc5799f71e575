import { createHmac } from 'node:crypto';

import { matchesAny } from '../../domain/constantTime';

/** How far the timestamp of a signed delivery may lie from this machine's time, either way. */
export const TIMESTAMP_WINDOW = 5 * 60_000;

/** What a signature is checked against: header texts as received, and the body's exact bytes. */
export interface SignedDelivery {
	timestamp: string | undefined;
	signature: string | undefined;
	body: Buffer;
}

/**
 * Checks the signature of a Wachat delivery: HMAC-SHA256 over `<timestamp>.<body>`, the key being
 * the whole secret (API.md, "Webhook authentication"). Which encoding Wachat uses is not documented,
 * so hexadecimal, base64 and base64url are accepted, each with or without `sha256=`. The time it takes tells nothing
 * of the right signature.
 *
 * @param now this machine's time in milliseconds since 1970
 * @returns the signature in hexadecimal, the same in whatever encoding it was sent; `undefined` when
 * it is missing or wrong, or the timestamp is missing, malformed or outside of the window
 */
export function verifySignature(
	{ timestamp, signature, body }: SignedDelivery,
	secret: string,
	now: number,
): string | undefined {
	if (timestamp === undefined || signature === undefined || secret === '') return undefined;
	const signedAt = readTimestamp(timestamp);
	if (signedAt === undefined || Math.abs(now - signedAt) > TIMESTAMP_WINDOW) return undefined;

	const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
	// The expected text is made in every form, instead of the received one being decoded: a decoder
	// takes many texts for the same bytes, and then an altered signature would pass.
	return matchesAny([signature.replace(/^sha256=/, '')], writtenForms(digest))
		? digest.toString('hex')
		: undefined;
}

/** Reads a timestamp in seconds (10 digits) or milliseconds (13 digits) as milliseconds since 1970. */
export function readTimestamp(text: string): number | undefined {
	if (/^\d{10}$/.test(text)) return Number(text) * 1000;
	return /^\d{13}$/.test(text) ? Number(text) : undefined;
}

function writtenForms(digest: Buffer): string[] {
	// The 32 bytes of a digest make 43 characters and one that fills them up.
	const base64 = digest.toString('base64');
	const base64url = digest.toString('base64url');
	return [digest.toString('hex'), base64, base64.slice(0, -1), base64url, `${base64url}=`];
}

import { createHmac } from 'node:crypto';

import { matchesAny } from '../../domain/constantTime';
import { readTime } from '../../domain/time';

/**
 * How far the timestamp of a signed delivery may be from this machine's time in either direction,
 * in milliseconds.
 */
export const TIMESTAMP_WINDOW = 5 * 60_000;

/** What a signature is checked against: headers as received, and the exact bytes of the body. */
export interface SignedDelivery {
	timestamp: string | undefined;
	signature: string | undefined;
	body: Buffer;
}

/**
 * Checks the signature of a Wachat delivery: HMAC-SHA256 over `<timestamp>.<body>` with the
 * complete secret as its key (API.md, "Webhook authentication"). Which encoding Wachat uses is not
 * documented, so hexadecimal, base64 and base64url are accepted, each with or without `sha256=`.
 * Neither is the form of the timestamp: any that can be read is accepted, and signed as it is written.
 * The time this takes reveals nothing about the right signature.
 *
 * @param now this machine's time in milliseconds since 1970
 * @returns the signature in hexadecimal, whatever encoding it was sent in; `undefined` when it is
 * missing or wrong, or the timestamp is missing, malformed or outside the window
 */
export function verifySignature(
	{ timestamp, signature, body }: SignedDelivery,
	secret: string,
	now: number,
): string | undefined {
	if (timestamp === undefined || signature === undefined || secret === '') return undefined;
	const signedAt = readTime(timestamp);
	if (signedAt === undefined || Math.abs(now - signedAt) > TIMESTAMP_WINDOW) return undefined;

	const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
	// The expected signature is encoded in every form instead of decoding the received one: a decoder
	// accepts many texts for the same bytes, so an altered signature would pass.
	return matchesAny([signature.replace(/^sha256=/, '')], writtenForms(digest))
		? digest.toString('hex')
		: undefined;
}

function writtenForms(digest: Buffer): string[] {
	// The 32 bytes of a digest give 43 characters of base64 and one of padding.
	const base64 = digest.toString('base64');
	const base64url = digest.toString('base64url');
	return [digest.toString('hex'), base64, base64.slice(0, -1), base64url, `${base64url}=`];
}

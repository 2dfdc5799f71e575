import { withoutEnding } from './text';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHUNK_OVERHEAD = 12;

/** The largest QR code image that is accepted, in bytes. Real ones are a few kilobytes. */
export const MAX_PNG_BYTES = 2 * 1024 * 1024;

export type PngResult = { png: Buffer } | { problem: string };

/**
 * Extracts the QR code image from text a provider sent: raw base64, a data URI or base64url, with
 * or without white space.
 *
 * @returns the PNG, or why there is none, in plain words
 */
export function decodePng(text: string): PngResult {
	const padded = text
		.replace(/^\s*data:[^,]*,/i, '')
		.replace(/\s+/g, '')
		.replace(/-/g, '+')
		.replace(/_/g, '/');
	const base64 = withoutEnding(padded, (character) => character === '=');
	if (base64 === '') return { problem: 'it is empty' };
	if (base64.length > Math.ceil((MAX_PNG_BYTES * 4) / 3))
		return { problem: 'it is larger than 2 MB' };
	if (!/^[A-Za-z0-9+/]+$/.test(base64) || base64.length % 4 === 1) {
		return { problem: 'it is not base64' };
	}
	return checkPng(Buffer.from(base64, 'base64'));
}

/**
 * Checks that bytes are a complete PNG file: its signature, an image header first, an end chunk
 * last.
 *
 * @returns the PNG, or why it is not one, in plain words
 */
export function checkPng(bytes: Buffer): PngResult {
	if (bytes.length === 0) return { problem: 'it is empty' };
	if (bytes.length > MAX_PNG_BYTES) return { problem: 'it is larger than 2 MB' };
	if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
		return { problem: 'it is not a PNG image' };
	}
	return endsWhole(bytes) ? { png: bytes } : { problem: 'the PNG image is cut off' };
}

// PNG specification 5.3: each chunk is its length, its type, its data and a checksum.
function endsWhole(bytes: Buffer): boolean {
	let offset = SIGNATURE.length;
	while (offset + CHUNK_OVERHEAD <= bytes.length) {
		const length = bytes.readUInt32BE(offset);
		const isFirst = offset === SIGNATURE.length;
		const type = bytes.toString('latin1', offset + 4, offset + 8);
		offset += CHUNK_OVERHEAD + length;
		if (isFirst && type !== 'IHDR') return false;
		if (type === 'IEND') return offset <= bytes.length;
	}
	return false;
}

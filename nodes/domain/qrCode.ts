import type { JsonObject } from './json';
import {
	type KnownSecrets,
	presentableResponse,
} from './redact'; /** A pairing QR code, checked to be a PNG. */
export interface QrCode {
	png: Buffer;
	/** How long a code can be scanned, in milliseconds; `null` when nobody knows. */
	validFor: number | null;
	/** What to type on the phone instead of scanning, where the provider offers it. */
	pairingCode?: string;
	/** What the code says when it is scanned, where the provider tells. */
	text?: string;
	/** Other details of this provider that belong into the output, for example addresses. */
	details?: JsonObject;
}

/** Why an answer brought no QR code. */
export interface QrCodeProblem {
	/** In plain words, to be read after "No QR code: ". */
	problem: string;
	/** Whether asking again in a moment may help. */
	isTransient: boolean;
}

export type QrCodeResult = QrCode | QrCodeProblem;

export function isQrCode(result: QrCodeResult): result is QrCode {
	return 'png' in result;
}

/** A QR code and when the provider issued it, in milliseconds since 1970. */
export interface IssuedQrCode {
	qrCode: QrCode;
	issuedAt: number;
}

/**
 * How a QR code looks in an output item; the image itself is in the item's binary data.
 *
 * @param fileName without secrets
 */
export function qrCodeJson(
	{ qrCode, issuedAt }: IssuedQrCode,
	fileName: string,
	secrets: KnownSecrets,
): JsonObject {
	const { png, validFor, pairingCode, text, details } = qrCode;
	const extra = { ...(pairingCode && { pairingCode }), ...(text && { text }), ...details };
	return {
		issuedAt: new Date(issuedAt).toISOString(),
		expiresAt: validFor === null ? null : new Date(issuedAt + validFor).toISOString(),
		fileName,
		mimeType: 'image/png',
		fileSize: png.length,
		...presentableResponse(extra, secrets),
	};
}

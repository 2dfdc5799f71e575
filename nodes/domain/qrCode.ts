import type { JsonObject } from './json';
import { type KnownSecrets, presentableResponse } from './redact';

/** A pairing code: all of it but the image. */
export interface CodeDetails {
	/** How long a code can be scanned, in milliseconds; `null` when that is not known. */
	validFor: number | null;
	/** What to type on the phone instead of scanning, where the provider offers it. */
	pairingCode?: string;
	/** The content of the QR code, where the provider reports it. */
	text?: string;
	/** Further fields of this provider that belong in the output, for example URLs. */
	details?: JsonObject;
}

/** A pairing QR code, whose image has been checked to be a PNG. */
export interface QrCode extends CodeDetails {
	png: Buffer;
}

/** Why a response contains no QR code image. */
export interface QrCodeProblem {
	/** In plain words; follows "No QR code: ". */
	problem: string;
	/** Whether requesting it again in a moment may help. */
	isTransient: boolean;
	/** What the response contains of the code besides an image; absent where it contains no code. */
	withoutImage?: CodeDetails;
	/** Whether the provider has stopped making codes, because nobody scanned one in time. */
	isOver?: boolean;
}

export type QrCodeResult = QrCode | QrCodeProblem;

/** Whether there is a QR code, not a problem. */
export function isQrCode(result: QrCodeResult): result is QrCode {
	return 'png' in result;
}

/** A QR code and when the provider issued it, in milliseconds since 1970. */
export interface IssuedQrCode {
	qrCode: QrCode;
	issuedAt: number;
}

/** A code without an image, and when it was received, in milliseconds since 1970. */
export interface CodeWithoutImage {
	code: CodeDetails;
	issuedAt: number;
}

/**
 * The JSON of a QR code in an output item. The image itself is in the item's binary data.
 *
 * @param fileName must not contain secrets
 */
export function qrCodeJson(
	{ qrCode, issuedAt }: IssuedQrCode,
	fileName: string,
	secrets: KnownSecrets,
): JsonObject {
	return {
		...lifeJson(qrCode, issuedAt),
		fileName,
		mimeType: 'image/png',
		fileSize: qrCode.png.length,
		...detailsJson(qrCode, secrets),
	};
}

/** The JSON of a code without an image: what can be typed on the phone instead. */
export function codeWithoutImageJson(
	{ code, issuedAt }: CodeWithoutImage,
	secrets: KnownSecrets,
): JsonObject {
	return { ...lifeJson(code, issuedAt), ...detailsJson(code, secrets) };
}

function lifeJson({ validFor }: CodeDetails, issuedAt: number): JsonObject {
	return {
		issuedAt: new Date(issuedAt).toISOString(),
		expiresAt: validFor === null ? null : new Date(issuedAt + validFor).toISOString(),
	};
}

function detailsJson(
	{ pairingCode, text, details }: CodeDetails,
	secrets: KnownSecrets,
): JsonObject {
	const extra = { ...(pairingCode && { pairingCode }), ...(text && { text }), ...details };
	return presentableResponse(extra, secrets);
}

import type { Instance, QrCode } from './instance';
import type { JsonObject } from './json';
import { presentableAnswer } from './redact';

/** A QR code and when the provider issued it, in milliseconds since 1970. */
export interface IssuedQrCode {
	qrCode: QrCode;
	issuedAt: number;
}

/** How an instance looks in an output item, the same for every provider (design.md section 2). */
export function presentInstance(provider: string, instance: Instance): JsonObject {
	return {
		provider,
		instanceId: instance.instanceId,
		name: instance.name,
		phone: instance.phone === null ? null : `+${instance.phone}`,
		status: instance.status,
		providerStatus: instance.providerStatus,
		connected: instance.status === 'connected',
		createdAt: instance.createdAt,
		...instance.details,
	};
}

/** How a QR code looks in an output item; the image itself is in the item's binary data. */
export function presentQrCode(
	{ qrCode, issuedAt }: IssuedQrCode,
	fileName: string,
	secrets: readonly string[],
): JsonObject {
	const { png, validFor, pairingCode, text, details } = qrCode;
	return presentableAnswer(
		{
			issuedAt: new Date(issuedAt).toISOString(),
			expiresAt: new Date(issuedAt + validFor).toISOString(),
			fileName,
			mimeType: 'image/png',
			fileSize: png.length,
			...(pairingCode && { pairingCode }),
			...(text && { text }),
			...details,
		},
		secrets,
	);
}

/**
 * The name of the file a QR code is put into.
 *
 * @param wanted what the user has asked for; without it, the name is made from the instance's
 */
export function qrCodeFileName({ name, instanceId }: Instance, wanted = ''): string {
	if (wanted !== '') {
		// What file systems do not allow, and what would name a folder.
		const allowed = wanted.replace(/[\\/:*?"<>|]/g, '-');
		return /\.png$/i.test(allowed) ? allowed : `${allowed}.png`;
	}
	const base = (name ?? instanceId)
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 60);
	return `${base || 'instance'}-qr-code.png`;
}

import type { Instance, QrCode } from './instance';
import type { JsonObject } from './json';
import { hideSecrets, presentableAnswer } from './redact';

// In bytes: file systems take 255, and '(1)' may be added to it.
const MAX_STEM = 240;

// Controls, line breaks, text direction and halves of letters, and what file systems do not allow.
// The joiners stay, which writing in Persian or Hindi needs, and emoji.
const UNFIT_FOR_FILE_NAME = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/:*?"<>|]/gu;

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A QR code and when the provider issued it, in milliseconds since 1970. */
export interface IssuedQrCode {
	qrCode: QrCode;
	issuedAt: number;
}

/**
 * An instance as everybody may see it. The next node needs its ID and its name as they are, so that
 * nothing but known secrets is taken out of them.
 */
export function withoutSecrets(instance: Instance, secrets: readonly string[]): Instance {
	const { accessToken, details } = instance;
	const all = accessToken === undefined ? secrets : [...secrets, accessToken];
	const clean = (text: string | null) => (text === null ? null : hideSecrets(text, all));
	return {
		...instance,
		instanceId: hideSecrets(instance.instanceId, all),
		name: clean(instance.name),
		phone: clean(instance.phone),
		providerStatus: clean(instance.providerStatus),
		createdAt: clean(instance.createdAt),
		...(details && { details: presentableAnswer(details, all) }),
	};
}

/** An instance to be chosen or to be kept: known by its very ID, its name as everybody may see it. */
export function withNameShown(instance: Instance, secrets: readonly string[]): Instance {
	return { ...instance, name: withoutSecrets(instance, secrets).name };
}

/** How an instance looks in an output item, the same for every provider (design.md section 2). */
export function presentInstance(
	provider: string,
	instance: Instance,
	secrets: readonly string[],
): JsonObject {
	const shown = withoutSecrets(instance, secrets);
	return {
		provider,
		instanceId: shown.instanceId,
		name: shown.name,
		phone: shown.phone === null ? null : `+${shown.phone}`,
		status: shown.status,
		providerStatus: shown.providerStatus,
		connected: shown.status === 'connected',
		createdAt: shown.createdAt,
		...shown.details,
	};
}

/**
 * How a QR code looks in an output item; the image itself is in the item's binary data.
 *
 * @param fileName without secrets
 */
export function presentQrCode(
	{ qrCode, issuedAt }: IssuedQrCode,
	fileName: string,
	secrets: readonly string[],
): JsonObject {
	const { png, validFor, pairingCode, text, details } = qrCode;
	const told = { ...(pairingCode && { pairingCode }), ...(text && { text }), ...details };
	return {
		issuedAt: new Date(issuedAt).toISOString(),
		expiresAt: new Date(issuedAt + validFor).toISOString(),
		fileName,
		mimeType: 'image/png',
		fileSize: png.length,
		...presentableAnswer(told, secrets),
	};
}

/**
 * The name of the file a QR code is put into, without known secrets.
 *
 * @param wanted what the user has asked for; without it, the name is made from the instance's
 */
export function qrCodeFileName(
	instance: Instance,
	secrets: readonly string[],
	wanted = '',
): string {
	const ending = /\.png$/i.exec(wanted)?.[0] ?? '';
	const stem = fitForFile(hideSecrets(wanted.slice(0, wanted.length - ending.length), secrets));
	if (stem !== '') return `${stem}${ending || '.png'}`;

	const { name, instanceId } = withoutSecrets(instance, secrets);
	const base = (name ?? instanceId)
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '');
	return `${[...base].slice(0, 60).join('') || 'instance'}-qr-code.png`;
}

function fitForFile(text: string): string {
	const allowed = text
		.replace(UNFIT_FOR_FILE_NAME, '-')
		.replace(/^[.\s]+/, '')
		.replace(WINDOWS_DEVICE, '$1-');
	let bytes = 0;
	let fitting = '';
	for (const character of allowed) {
		bytes += Buffer.byteLength(character);
		if (bytes > MAX_STEM) break;
		fitting += character;
	}
	return fitting;
}

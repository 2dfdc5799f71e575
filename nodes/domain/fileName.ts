import type { Instance } from './instance';
import { type KnownSecrets, hideSecrets } from './redact';
import { withoutSecrets } from './instanceJson'; // In bytes: file systems take 255, and '(1)' may be added to it.
const MAX_STEM = 240;

// Controls, line breaks, text direction and halves of letters, and what file systems do not allow.
// The joiners stay, which writing in Persian or Hindi needs, and emoji.
const UNFIT_FOR_FILE_NAME = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/:*?"<>|]/gu;

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The name of the file a QR code is put into, without known secrets.
 *
 * @param wanted what the user has asked for; without it, the name is made from the instance's
 */
export function qrCodeFileName(instance: Instance, secrets: KnownSecrets, wanted = ''): string {
	const ending = /\.png$/i.exec(wanted)?.[0] ?? '';
	const stem = fitForFile(
		hideSecrets(wanted.slice(0, wanted.length - ending.length), secrets.values),
	);
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

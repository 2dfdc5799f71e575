import type { Instance } from './instance';
import { type KnownSecrets, hideSecrets } from './redact';
import { withoutSecrets } from './instanceJson';

// In bytes: file systems allow 255, and a suffix such as '(1)' may be added.
const MAX_STEM = 240;

// Control characters, line breaks, text direction marks and lone surrogates, and what file systems
// do not allow. The joiners stay, because Persian, Hindi and emoji need them.
const UNFIT_FOR_FILE_NAME = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/:*?"<>|]/gu;

const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The file name of a QR code image, without known secrets.
 *
 * @param wanted the name the user entered; when empty, the instance's name is used
 * @returns a name that ends in `.png`
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

import { randomBytes } from 'node:crypto';
import { PNG } from 'pngjs';
import { create } from 'qrcode';

// As `qrcode` draws them when it is told nothing else.
const MODULE_PIXELS = 4;
const MARGIN_MODULES = 4;

const WHITE = 0xff;
const BLACK = Buffer.from([0, 0, 0, WHITE]);

export interface QrCode {
	readonly text: string;
	readonly expiresAt: number;
}

/** A code no other code equals, worded like the text WhatsApp puts into its own QR codes. */
export function issueQrCode(now: number, lifetimeMilliseconds: number): QrCode {
	const parts = Array.from({ length: 3 }, () => randomBytes(32).toString('base64'));
	return { text: `2@${parts.join(',')}`, expiresAt: now + lifetimeMilliseconds };
}

/**
 * The code as a PNG file.
 *
 * Drawn at once and not in other threads, as `toBuffer` of `qrcode` would: the virtual clock of the
 * engine tests could not see that the sandbox is still at work.
 */
export function qrCodePng(code: QrCode): Buffer {
	const { modules } = create(code.text);
	const width = (modules.size + 2 * MARGIN_MODULES) * MODULE_PIXELS;
	const png = new PNG({ width, height: width });
	png.data.fill(WHITE);
	for (let y = 0; y < width; y += 1) {
		const row = Math.floor(y / MODULE_PIXELS) - MARGIN_MODULES;
		for (let column = 0; column < modules.size; column += 1) {
			if (row < 0 || row >= modules.size || modules.get(row, column) === 0) continue;
			const start = (y * width + (column + MARGIN_MODULES) * MODULE_PIXELS) * BLACK.length;
			png.data.fill(BLACK, start, start + MODULE_PIXELS * BLACK.length);
		}
	}
	// Grey and unfiltered: packed in a tenth of the time, and smaller.
	return PNG.sync.write(png, { colorType: 0, filterType: 0 });
}

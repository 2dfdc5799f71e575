import jsQR from 'jsqr';
import { PNG } from 'pngjs';

/** What a phone's camera would read from a PNG; fails when there is no QR code in it. */
export function readQrCode(png: Buffer): string {
	const { data, width, height } = PNG.sync.read(png);
	const code = jsQR(new Uint8ClampedArray(data), width, height);
	if (!code) throw new Error('there is no QR code in the image');
	return code.data;
}

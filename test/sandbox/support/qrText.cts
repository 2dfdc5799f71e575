import jsQR from 'jsqr';
import { PNG } from 'pngjs';

/** The text in the QR code of a PNG file. Throws when it shows none. */
export function qrText(png: Buffer): string {
	const { data, width, height } = PNG.sync.read(png);
	const found = jsQR(new Uint8ClampedArray(data), width, height);
	if (found === null) throw new Error('The picture shows no QR code.');
	return found.data;
}

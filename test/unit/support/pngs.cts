import fc from 'fast-check';
import { PNG } from 'pngjs';
import { toBuffer } from 'qrcode';

/** A QR code as a provider draws it. */
export async function drawQrCode(text: string, width = 264): Promise<Buffer> {
	return await toBuffer(text, { width });
}

/** PNG files of every small size with any content. */
export const anyPng: fc.Arbitrary<Buffer> = fc
	.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
	.chain(([width, height]) =>
		fc
			.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 })
			.map((pixels) => {
				const image = new PNG({ width, height });
				image.data = Buffer.from(pixels);
				return PNG.sync.write(image);
			}),
	);

/** A PNG of exactly so many bytes, filled up by a chunk that every reader skips. */
export function pngOfSize(bytes: number): Buffer {
	const small = PNG.sync.write(new PNG({ width: 1, height: 1 }));
	const afterHeader = 33;
	const filling = Buffer.alloc(bytes - small.length);
	filling.writeUInt32BE(filling.length - 12, 0);
	filling.write('fiLl', 4, 'latin1');
	return Buffer.concat([small.subarray(0, afterHeader), filling, small.subarray(afterHeader)]);
}

import fc from 'fast-check';

import { checkPng, decodePng, MAX_PNG_BYTES } from '../../../nodes/domain/png.ts';
import { anyPng, drawQrCode, pngOfSize } from '../support/pngs.cts';
import { readQrCode } from '../../support/readQrCode.cts';

const PAIRING_TEXT = '2@pairing,reference,key==';
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
const HTML = Buffer.from('<!DOCTYPE html><title>502 Bad Gateway</title>');

let qrCode: Buffer;
beforeAll(async () => {
	qrCode = await drawQrCode(PAIRING_TEXT);
});

const base64url = (png: Buffer) => png.toString('base64url');
const encodings: Record<string, (png: Buffer) => string> = {
	'raw base64': (png) => png.toString('base64'),
	'base64 without its padding': (png) => png.toString('base64').replace(/=+$/, ''),
	'a data URI': (png) => `data:image/png;base64,${png.toString('base64')}`,
	'a data URI in upper case': (png) => `DATA:IMAGE/PNG;BASE64,${png.toString('base64')}`,
	'a data URI with parameters': (png) =>
		`data:image/png;charset=utf-8;name="qr.png";base64,${png.toString('base64')}`,
	'a data URI after a line break': (png) =>
		`\r\n data:image/png;base64,\n${png.toString('base64')}`,
	base64url,
	'base64 broken into lines': (png) => png.toString('base64').replace(/.{76}/g, '$&\r\n'),
	'base64 with blanks and tabs': (png) => ` ${png.toString('base64').replace(/.{10}/g, '$& \t')} `,
};

describe('taking a QR code out of text', () => {
	it.each(Object.entries(encodings))('reads %s byte for byte', (_name, encode) => {
		const result = decodePng(encode(qrCode));
		expect(result).toEqual({ png: qrCode });
		expect('png' in result && readQrCode(result.png)).toBe(PAIRING_TEXT);
	});

	it('gives back the bytes of any PNG under any of these encodings', () => {
		fc.assert(
			fc.property(anyPng, fc.constantFrom(...Object.values(encodings)), (png, encode) => {
				expect(decodePng(encode(png))).toEqual({ png });
			}),
		);
	});

	it.each([
		['empty text', '', 'empty'],
		['white space', ' \n\t', 'empty'],
		['padding alone', '====', 'empty'],
		['a data URI without data', 'data:image/png;base64,', 'empty'],
		['a web page', HTML.toString(), 'not base64'],
		['an address', 'https://example.com/qr.png', 'not base64'],
		['a sentence', 'QR code is not ready.', 'not base64'],
		['base64 that lost a character', `${'A'.repeat(8)}B`, 'not base64'],
		['padding in the middle', 'iVBO=Rw0KGgo', 'not base64'],
		['a web page in base64', HTML.toString('base64'), 'not a PNG'],
		['a JPEG in base64', JPEG.toString('base64'), 'not a PNG'],
		[
			'a JPEG that calls itself PNG',
			`data:image/png;base64,${JPEG.toString('base64')}`,
			'not a PNG',
		],
		['more text than 2 MB can have', 'A'.repeat(3 * 1024 * 1024), 'larger than 2 MB'],
	])('says in plain words why %s is none', (_what, text, problem) => {
		expect(decodePng(text)).toEqual({ problem: expect.stringContaining(problem) as string });
	});

	it('refuses base64 that was cut off anywhere', () => {
		const text = encodings['base64 without its padding']?.(qrCode) ?? '';
		fc.assert(
			fc.property(fc.nat({ max: text.length - 1 }), (length) => {
				expect(decodePng(text.slice(0, length))).toHaveProperty('problem');
			}),
		);
	});

	it('never throws, whatever the text', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string({ unit: 'binary' }),
					fc.base64String(),
					fc.base64String().map((text) => `iVBORw0KGgo${text}`),
				),
				(text) => {
					const result = decodePng(text);
					expect('png' in result || result.problem !== '').toBe(true);
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe('checking that bytes are a whole PNG', () => {
	it('takes a QR code, and any PNG, as it is', () => {
		expect(checkPng(qrCode)).toEqual({ png: qrCode });
		fc.assert(
			fc.property(anyPng, (png) => {
				expect(checkPng(png)).toEqual({ png });
			}),
		);
	});

	it('refuses an image that was cut off, at every byte', () => {
		for (let length = 1; length < qrCode.length; length += 1) {
			expect(checkPng(qrCode.subarray(0, length))).toHaveProperty('problem');
		}
	});

	it('takes 2 MB and not a byte more', () => {
		const whole = pngOfSize(MAX_PNG_BYTES);
		// By the bytes themselves: jest compares them one by one.
		const decoded = decodePng(whole.toString('base64'));
		expect('png' in decoded && decoded.png.equals(whole)).toBe(true);
		expect(checkPng(pngOfSize(MAX_PNG_BYTES))).toHaveProperty('png');
		expect(checkPng(pngOfSize(MAX_PNG_BYTES + 1))).toEqual({
			problem: expect.stringContaining('larger than 2 MB') as string,
		});
	});

	it.each([
		['no bytes', Buffer.alloc(0), 'empty'],
		['a web page', HTML, 'not a PNG'],
		['a JPEG', JPEG, 'not a PNG'],
		['JSON', Buffer.from('{"success":true}'), 'not a PNG'],
	])('says in plain words why %s is none', (_what, bytes, problem) => {
		expect(checkPng(bytes)).toEqual({ problem: expect.stringContaining(problem) as string });
	});

	it.each([
		['in text mode', (png: Buffer) => Buffer.from(png.toString('latin1').replace('\r\n', '\n'))],
		['as UTF-8 text', (png: Buffer) => Buffer.from(png.toString('utf8'))],
	])('notices an image that was copied %s', (_how, spoil) => {
		expect(checkPng(spoil(qrCode))).toHaveProperty('problem');
	});

	it('refuses an image without its header, or without its end', () => {
		const signature = qrCode.subarray(0, 8);
		const end = qrCode.subarray(-12);
		expect(checkPng(Buffer.concat([signature, end]))).toHaveProperty('problem');
		expect(checkPng(qrCode.subarray(0, -12))).toHaveProperty('problem');
		const longerEnd = Buffer.from(end);
		longerEnd.writeUInt32BE(1);
		expect(checkPng(Buffer.concat([qrCode.subarray(0, -12), longerEnd]))).toHaveProperty('problem');
	});

	it('never throws, whatever follows the signature', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, signed) => {
				const start = signed ? qrCode.subarray(0, 8) : Buffer.alloc(0);
				const result = checkPng(Buffer.concat([start, bytes]));
				expect('png' in result || result.problem !== '').toBe(true);
			}),
			{ numRuns: 300 },
		);
	});
});

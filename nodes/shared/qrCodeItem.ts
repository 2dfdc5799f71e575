import type { BinaryHelperFunctions, IBinaryData } from 'n8n-workflow';

import type { JsonObject } from '../domain/json';
import { qrCodeJson, type IssuedQrCode } from '../domain/qrCode';
import type { KnownSecrets } from '../domain/redact';

/** A QR code as an item carries it: the image as a file, everything else as JSON. */
export interface QrCodeItem {
	file: IBinaryData;
	qrCode: JsonObject;
}

/**
 * Stores a QR code image where n8n keeps files.
 *
 * @param fileName must not contain secrets
 * @throws when n8n cannot store it
 */
export async function qrCodeItem(
	{ helpers }: { helpers: Pick<BinaryHelperFunctions, 'prepareBinaryData'> },
	issued: IssuedQrCode,
	fileName: string,
	secrets: KnownSecrets,
): Promise<QrCodeItem> {
	const file = await helpers.prepareBinaryData(issued.qrCode.png, fileName, 'image/png');
	return { file, qrCode: qrCodeJson(issued, fileName, secrets) };
}

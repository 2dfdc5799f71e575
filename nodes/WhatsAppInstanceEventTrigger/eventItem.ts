import type { IDataObject, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { isQrCode, unknownInstance } from '../domain/instance';
import { presentQrCode, qrCodeFileName } from '../domain/instanceJson';
import { presentableDelivery } from '../domain/redact';
import { readText } from '../providers/readers';
import type { Provider } from '../providers/Provider';
import type { DeliveredEvent } from '../providers/Webhooks';

/** Everything an item is made of besides the event itself. */
interface Surroundings {
	provider: Provider;
	/** When the delivery came in, in milliseconds since 1970. */
	receivedAt: number;
	/** Secrets that must not leave the node. */
	secrets: readonly string[];
	/** The field for the QR code image. */
	binaryPropertyName: unknown;
}

/**
 * Makes the output item of an event: secrets taken out, a QR code as PNG in the binary data, the
 * shared status added to events about the connection.
 */
export async function toEventItem(
	context: IWebhookFunctions,
	delivered: DeliveredEvent,
	{ provider, receivedAt, secrets, binaryPropertyName }: Surroundings,
): Promise<INodeExecutionData> {
	const { event, instanceId, providerStatus, qrCode, data } = delivered;
	// A message may bring media as base64, and that is its content.
	const present = (value: unknown) =>
		presentableDelivery(value, secrets, { withImages: qrCode === undefined });
	const json: IDataObject = {
		provider: provider.name,
		event: present(event),
		instanceId: present(instanceId),
		receivedAt: new Date(receivedAt).toISOString(),
		...(providerStatus !== undefined && {
			status: provider.toInstanceStatus?.(providerStatus) ?? 'unknown',
			providerStatus: present(providerStatus),
		}),
		data: present(data),
	};
	if (qrCode === undefined) return { json };
	if (!isQrCode(qrCode)) {
		const qrCodeHint = present(`No QR code: ${qrCode.problem}`);
		return { json: { ...json, qrCode: null, qrCodeHint } };
	}

	const fileName = qrCodeFileName(unknownInstance(instanceId ?? 'instance'), secrets);
	const file = await context.helpers.prepareBinaryData(qrCode.png, fileName, 'image/png');
	return {
		json: { ...json, qrCode: presentQrCode({ qrCode, issuedAt: receivedAt }, fileName, secrets) },
		binary: { [readText(binaryPropertyName) || 'data']: file },
	};
}

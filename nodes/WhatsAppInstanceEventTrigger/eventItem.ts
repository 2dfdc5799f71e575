import type { IDataObject, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { unknownInstance } from '../domain/instance';

import { presentableDelivery, type KnownSecrets } from '../domain/redact';

import type { Provider } from '../providers/Provider';
import type { DeliveredEvent, ManualWebhooks, RegisteredWebhooks } from '../providers/Webhooks';
import { readText } from '../domain/parameters';
import { isQrCode } from '../domain/qrCode';
import { qrCodeFileName } from '../domain/fileName';
import { qrCodeItem } from '../shared/qrCodeItem';

/** What an item is made from besides the event itself. */
interface Surroundings {
	provider: Provider;
	webhooks: ManualWebhooks | RegisteredWebhooks;
	/** When the delivery was received, in milliseconds since 1970. */
	receivedAt: number;
	/** Secrets that must not leave the node. */
	secrets: KnownSecrets;
	/** The field for the QR code image. */
	binaryPropertyName: unknown;
}

/**
 * Makes the output item of an event. Secrets are removed, a QR code becomes a PNG in the binary
 * data, and events about the connection get the shared status.
 *
 * @throws when n8n cannot store the image
 */
export async function toEventItem(
	context: IWebhookFunctions,
	delivered: DeliveredEvent,
	{ provider, webhooks, receivedAt, secrets, binaryPropertyName }: Surroundings,
): Promise<INodeExecutionData> {
	const { event, instanceId, providerStatus, qrCode, data } = delivered;
	// A message may contain media as base64, which is its content.
	const present = (value: unknown) =>
		presentableDelivery(value, secrets, { withImages: qrCode === undefined });
	const json: IDataObject = {
		provider: provider.name,
		event: present(event),
		instanceId: present(instanceId),
		receivedAt: new Date(receivedAt).toISOString(),
		...(providerStatus !== undefined && {
			status: webhooks.toInstanceStatus(providerStatus),
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
	const code = await qrCodeItem(context, { qrCode, issuedAt: receivedAt }, fileName, secrets);
	return {
		json: { ...json, qrCode: code.qrCode },
		binary: { [readText(binaryPropertyName) || 'data']: code.file },
	};
}

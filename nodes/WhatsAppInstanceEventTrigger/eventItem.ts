import type { IDataObject, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { unknownInstance } from '../domain/instance';

import { presentableDelivery, type KnownSecrets } from '../domain/redact';

import type { Provider } from '../providers/Provider';
import type { DeliveredEvent, ManualWebhooks, RegisteredWebhooks } from '../providers/Webhooks';
import { readText } from '../domain/parameters';
import { withoutEnding } from '../domain/text';
import { codeWithoutImageJson, isQrCode, type QrCodeProblem } from '../domain/qrCode';
import { qrCodeFileName } from '../domain/fileName';
import { qrCodeItem } from '../shared/qrCodeItem';
import { recoveryHint } from '../shared/recoveryHint';
import { statusHintOf } from '../shared/statusHint';

/** What an item is made from besides the event itself. */
interface EventContext {
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
	eventContext: EventContext,
): Promise<INodeExecutionData> {
	const { provider, webhooks, receivedAt, secrets, binaryPropertyName } = eventContext;
	const { event, instanceId, occurredAt, providerStatus, qrCode, data } = delivered;
	// A message may contain media as base64, which is its content.
	const present = (value: unknown) =>
		presentableDelivery(value, secrets, { withImages: qrCode === undefined });
	const json: IDataObject = {
		provider: provider.name,
		event: present(event),
		instanceId: present(instanceId),
		...(occurredAt !== undefined && { occurredAt: new Date(occurredAt).toISOString() }),
		receivedAt: new Date(receivedAt).toISOString(),
		...(providerStatus !== undefined && {
			status: webhooks.toInstanceStatus(providerStatus),
			providerStatus: present(providerStatus),
			...statusHintOf(provider, providerStatus),
		}),
		data: present(data),
	};
	if (qrCode === undefined) return { json };
	if (!isQrCode(qrCode)) {
		const { qrCodeHint, ...rest } = withoutImage(qrCode, eventContext);
		return { json: { ...json, ...rest, qrCodeHint: present(qrCodeHint) } };
	}

	const fileName = qrCodeFileName(unknownInstance(instanceId ?? 'instance'), secrets);
	const code = await qrCodeItem(context, { qrCode, issuedAt: receivedAt }, fileName, secrets);
	return {
		json: { ...json, qrCode: code.qrCode },
		binary: { [readText(binaryPropertyName) || 'data']: code.file },
	};
}

/** What an item about a QR code says when there is no image of it. */
function withoutImage(
	{ problem, withoutImage: code, isOver }: QrCodeProblem,
	{ provider, receivedAt, secrets }: EventContext,
): IDataObject & { qrCodeHint: string } {
	// It may be a whole sentence of the provider.
	const reason = withoutEnding(problem, (character) => character === '.');
	if (code !== undefined) {
		const whatToDo =
			code.pairingCode === undefined
				? "The field 'text' is what the code contains"
				: 'Enter the pairing code on the phone instead, under Linked Devices';
		return {
			qrCode: codeWithoutImageJson({ code, issuedAt: receivedAt }, secrets),
			qrCodeHint: `The code has no image: ${reason}. ${whatToDo}`,
		};
	}
	if (isOver !== true) return { qrCode: null, qrCodeHint: `No QR code: ${problem}` };
	const whatToDo = recoveryHint(provider, 'failed');
	return {
		status: 'failed',
		qrCode: null,
		qrCodeHint: `No QR code: ${reason}. Nobody has scanned a code in time. ${whatToDo}`.trim(),
	};
}

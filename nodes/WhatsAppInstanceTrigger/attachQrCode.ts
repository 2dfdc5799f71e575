import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { type Instance } from '../domain/instance';

import { attempt } from '../transport/attempt';
import { now, uptime } from '../transport/clock';
import type { PollAccount } from './openAccount';
import type { PollState } from './pollState';
import { isQrCode, type QrCode } from '../domain/qrCode';
import { qrCodeFileName } from '../domain/fileName';
import { qrCodeItem } from '../shared/qrCodeItem';

// In milliseconds, for all QR codes of one poll, so that many slow codes do not hold up its items.
const TIME_FOR_ALL = 60_000;

// In milliseconds, after a 429 from a provider that documents no limit.
const RETRY_AFTER = 60_000;

const WHAT_TO_DO = "Get it with 'Get QR Code'";

/** Gets fresh QR codes for the items of one poll, within the provider's limits. */
export class PollQrCodes {
	private readonly deadline = uptime() + TIME_FOR_ALL;

	/** @param stored what is kept about the last code from poll to poll */
	constructor(
		private readonly context: IPollFunctions,
		private readonly account: PollAccount,
		private readonly stored: Pick<Partial<PollState>, 'qrCodeRequestedAt'>,
		private readonly binaryPropertyName: string,
	) {}

	/**
	 * Adds a code to the item, or a hint that says why there is none. Never throws, because the
	 * change must be reported either way.
	 */
	async attach(item: INodeExecutionData, instance: Instance): Promise<void> {
		const { client } = this.account;
		const outcome = await this.request(instance.instanceId);
		const problem = 'hint' in outcome ? outcome.hint : await this.addTo(item, instance, outcome);
		if (problem !== undefined) {
			Object.assign(item.json, { qrCode: null, qrCodeHint: client.secrets.redact(problem) });
		}
	}

	private async request(instanceId: string): Promise<QrCode | { hint: string }> {
		const { provider, send } = this.account;
		if (uptime() >= this.deadline) {
			return { hint: `No QR code: the codes before it took too long. ${WHAT_TO_DO}` };
		}
		const period = provider.qrCode.limit?.perMilliseconds ?? 0;
		const requestedAt = Number(this.stored.qrCodeRequestedAt ?? NaN);
		if (requestedAt <= now() && now() < requestedAt + period)
			return notBefore(requestedAt + period);

		this.stored.qrCodeRequestedAt = now();
		const response = await attempt(provider.qrCode.request(send, instanceId, 'image'));
		if ('error' in response) {
			const { traits, message, description } = response.error;
			return traits.isRateLimit
				? notBefore(now() + (period || RETRY_AFTER))
				: { hint: `No QR code: ${message}. ${description}` };
		}
		const { qrCode } = response.value;
		return isQrCode(qrCode) ? qrCode : { hint: `No QR code: ${qrCode.problem}. ${WHAT_TO_DO}` };
	}

	/** @returns why the code could not be stored; `undefined` when it was */
	private async addTo(
		item: INodeExecutionData,
		instance: Instance,
		qrCode: QrCode,
	): Promise<string | undefined> {
		const { secrets } = this.account.client;
		const fileName = qrCodeFileName(instance, secrets);
		try {
			const issued = { qrCode, issuedAt: now() };
			const code = await qrCodeItem(this.context, issued, fileName, secrets);
			item.binary = { [this.binaryPropertyName]: code.file };
			item.json.qrCode = code.qrCode;
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			return `The QR code could not be stored: ${reason}. ${WHAT_TO_DO}`;
		}
		return undefined;
	}
}

function notBefore(time: number): { hint: string } {
	const next = new Date(time).toISOString();
	return { hint: `No QR code: the next one is available at ${next}. ${WHAT_TO_DO}` };
}

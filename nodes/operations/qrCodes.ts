import type { IDataObject } from 'n8n-workflow';

import { withoutEnding } from '../domain/ending';
import { isQrCode, mergeInstance, type Instance } from '../domain/instance';
import type { IssuedQrCode } from '../domain/presentation';
import type { InstanceWithQrCode, Provider, QrResponse } from '../providers/Provider';
import { attempt } from '../transport/attempt';
import { now } from '../transport/clock';
import { ProviderError } from '../transport/ProviderError';
import type { RunItem } from './Run';

/** Said of an instance that is connected already. */
export const CONNECTED_HINT = 'The instance is connected and needs no QR code';

interface QrCodeAsked {
	/** The instance, with what the answer told of it. */
	instance: Instance;
	/** The provider's own answer, when there was one. */
	answer?: IDataObject;
}

export interface QrCodeIssued extends QrCodeAsked {
	issued: IssuedQrCode;
}

export interface QrCodeMissing extends QrCodeAsked {
	/** In plain words why there is no code. */
	reason: string;
	error?: ProviderError;
}

export type QrCodeOutcome = QrCodeIssued | QrCodeMissing;

/**
 * Gets a QR code that can be scanned now: one that this run has already got, else a fresh one from
 * the provider, asked for again when it is not there yet.
 *
 * @throws {ProviderError} of kind `cancelled` only; every other one is an outcome
 */
export async function getQrCode(
	provider: Provider,
	item: RunItem,
	instance: Instance,
	form: QrResponse,
): Promise<QrCodeOutcome> {
	const { count, pause } = provider.qrCodeAttempts;
	for (let tries = 1; ; tries++) {
		const valid = item.directory.validQrCode(instance.instanceId);
		if (valid !== undefined) return { instance, issued: valid };

		const asked = await attempt(provider.requestQrCode(item.send, instance.instanceId, form));
		const outcome: QrCodeOutcome =
			'value' in asked
				? readAnswer(item, instance, asked.value)
				: { instance, reason: asked.error.message, error: asked.error };
		if ('error' in outcome && outcome.error?.kind === 'cancelled') throw outcome.error;
		if ('issued' in outcome || tries >= count || !mayComeLater(asked)) return outcome;
		await item.session.pause(pause);
	}
}

/** Takes over the QR code an answer brought, and what it tells of the instance. */
export function readAnswer(
	item: RunItem,
	known: Instance,
	{ instance: told, qrCode, answer }: InstanceWithQrCode,
): QrCodeOutcome {
	const instance = mergeInstance(known, told);
	if (!isQrCode(qrCode)) {
		return { instance, answer, reason: item.session.redact(qrCode.problem) };
	}
	const issued = { qrCode, issuedAt: now() };
	item.directory.rememberQrCode(instance.instanceId, issued);
	// Where the provider leaves it open, a code to scan tells the status.
	const status = told.providerStatus === null ? 'awaitingScan' : instance.status;
	return { instance: { ...instance, status }, answer, issued };
}

function mayComeLater(asked: Awaited<ReturnType<typeof attempt<InstanceWithQrCode>>>): boolean {
	if ('error' in asked) return asked.error.kind === 'providerFailure';
	return !isQrCode(asked.value.qrCode) && asked.value.qrCode.passing;
}

/** Says in plain words why there is no code, ending with a full stop. */
export function describeMissing({ reason, error }: QrCodeMissing): string {
	const sentences = [`No QR code: ${reason}`, ...(error ? [error.description] : [])];
	return sentences
		.map((text) => `${withoutEnding(text, (character) => /[.\s]/.test(character))}.`)
		.join(' ');
}

import type { IDataObject } from 'n8n-workflow';

import { withoutEnding } from '../../domain/text';
import { isConnected, mergeInstance, type Instance, STATUS_TRAITS } from '../../domain/instance';

import type {
	InstanceWithQrCode,
	InstanceRecord,
	Provider,
	QrCodeFormat,
} from '../../providers/Provider';
import { attempt, type Attempt } from '../../transport/attempt';
import { now } from '../../transport/clock';
import { ProviderError } from '../../transport/ProviderError';
import { needsRestart, restartInstance } from './restartInstance';
import { StatusRefresher } from './StatusRefresher';
import type { RunItem } from './Run';
import { recoveryHint } from '../../shared/recoveryHint';
import { isQrCode, type CodeWithoutImage, type IssuedQrCode } from '../../domain/qrCode';

const NO_CODE = 'No QR code';
const NO_IMAGE = 'No QR code image, but a pairing code to type on the phone';

/** The hint for an instance that is already connected. */
export const CONNECTED_HINT = 'The instance is connected and needs no QR code';

interface QrCodeRequested {
	/** The instance, including what the response says about it. */
	instance: Instance;
	/** The provider's own response, when there was one. */
	raw?: IDataObject;
}

export interface QrCodeIssued extends QrCodeRequested {
	issued: IssuedQrCode;
}

export interface QrCodeMissing extends QrCodeRequested {
	/** Why there is no code, in plain words. */
	reason: string;
	error?: ProviderError;
	/** What has to be done first; absent where requesting the code again may be enough. */
	recoveryHint?: string;
	/** What there is of a code besides an image; absent where there is nothing. */
	withoutImage?: CodeWithoutImage;
}

export type QrCodeOutcome = QrCodeIssued | QrCodeMissing;

/** An instance, and a lower bound, as `uptime`, for when its status was reported. */
export interface Checked extends InstanceRecord {
	checkedAt: number;
}

/** What may be done to get a code. */
export interface ObtainOptions {
	/** A code without an image that is already there. */
	withoutImage?: CodeWithoutImage | undefined;
	/** Whether an instance that has stopped or failed may be restarted, once. */
	restartIfNeeded?: boolean;
}

/** The `checkedAt` of an instance whose status has to be checked first. */
export const NEVER_CHECKED = -Infinity;

/**
 * Gets a QR code that can be scanned now: one that this run has already obtained, else a fresh one
 * from the provider, requested again while it is not ready. When somebody scans an earlier code
 * while the item waits for the rate limit, no new one is requested.
 *
 * @returns the code, or why there is none
 * @throws {ProviderError} of kind `cancelled` only; every other error is part of the outcome
 */
export async function obtainQrCode(
	provider: Provider,
	item: RunItem,
	{ checkedAt, ...known }: Checked,
	format: QrCodeFormat,
	{ withoutImage, restartIfNeeded = false }: ObtainOptions = {},
): Promise<QrCodeOutcome> {
	const { instanceId } = known.instance;
	let restart = restartIfNeeded ? provider.restart : undefined;
	const { count, pause } = provider.qrCode.attempts;
	const latest = new StatusRefresher(provider, item, known, checkedAt);
	const send = item.client.sender({
		...item.bounds,
		beforeSending: async () => {
			await latest.refresh();
			if (latest.isConnected) throw notNeeded();
		},
	});
	for (let tries = 1; ; tries++) {
		if (latest.isConnected) return connected(latest);
		const valid = item.instances.validQrCode(instanceId, format);
		if (valid !== undefined) {
			return { instance: { ...latest.instance, ...valid.status }, issued: valid.issued };
		}
		const settled =
			tries === 1 && checkedAt === NEVER_CHECKED ? await checkFirst(latest) : undefined;
		if (settled !== undefined) return settled;
		if (restart !== undefined && needsRestart(provider, latest.instance)) {
			const error = await restartInstance(provider, restart, item, latest);
			if (error !== undefined) return restartRefused(latest, error);
			restart = undefined;
			continue;
		}

		const response = await attempt(provider.qrCode.request(send, instanceId, format));
		const outcome = toOutcome(item, latest.instance, response, format);
		if ('error' in outcome && outcome.error?.traits.isCancellation) throw outcome.error;
		if ('issued' in outcome) return outcome;
		if (latest.isConnected) return connected(latest);
		// Each request for a pairing code ends the one before, so the newest one counts.
		withoutImage = outcome.withoutImage ?? withoutImage;
		if (tries >= count || !mayComeLater(response)) {
			const explained = await explain(provider, latest, response, outcome);
			// Back to the beginning of the loop, which restarts it.
			if (restart !== undefined && needsRestart(provider, latest.instance)) continue;
			if (withoutImage === undefined || isConnected(explained.instance)) return explained;
			return { ...explained, withoutImage };
		}
		await item.client.pause(pause);
	}
}

function restartRefused(latest: StatusRefresher, error: ProviderError): QrCodeMissing {
	const reason = `the instance ${endOf(latest.instance)}, and it could not be restarted: ${error.message}`;
	return { ...latest.listed, reason, error };
}

/** Completes "the instance …". */
function endOf({ status }: Instance): string {
	return STATUS_TRAITS[status].end ?? 'does not run';
}

function notNeeded(): ProviderError {
	return new ProviderError('conflict', CONNECTED_HINT, { description: 'No QR code was asked for' });
}

function connected({ listed }: StatusRefresher): QrCodeMissing {
	return { ...listed, reason: CONNECTED_HINT };
}

/**
 * Checks an instance whose status is not known: a wrong ID must not use up another item's place in
 * the rate limit.
 *
 * @returns why no code is requested; `undefined` when one should be
 */
async function checkFirst(latest: StatusRefresher): Promise<QrCodeMissing | undefined> {
	const error = await latest.check();
	if (error?.traits.meansMissing) return { ...latest.listed, reason: error.message, error };
	return latest.isConnected ? connected(latest) : undefined;
}

/** Checks whether the instance's status is why there is no code. */
async function explain(
	provider: Provider,
	latest: StatusRefresher,
	response: Attempt<InstanceWithQrCode>,
	outcome: QrCodeMissing,
): Promise<QrCodeMissing> {
	if ('error' in response && !response.error.traits.mayBeInstanceStatus) return outcome;
	const isReported = 'value' in response && response.value.instance.providerStatus !== null;
	if (isReported) return withRecoveryHint(provider, outcome);

	await latest.check();
	if (latest.isConnected) return connected(latest);
	const { status, providerStatus } = latest.instance;
	const instance = { ...outcome.instance, status, providerStatus };
	return withRecoveryHint(provider, { ...outcome, instance });
}

/**
 * Replaces the reason when the instance needs a restart, because requesting the code again would
 * not help.
 */
function withRecoveryHint(provider: Provider, missing: QrCodeMissing): QrCodeMissing {
	const { instanceId, status } = missing.instance;
	if (!needsRestart(provider, missing.instance)) return missing;

	const { title } = provider.endpoint;
	const hint = recoveryHint(provider, status);
	const end = endOf(missing.instance);
	const quoted = missing.error?.providerMessage
		? `. ${title} says: ${missing.error.providerMessage}`
		: '';
	const error = new ProviderError(
		'conflict',
		`Instance '${instanceId}' ${end} and has no QR code`,
		{
			description: `${hint}${quoted}`,
			status: missing.error?.status ?? 409,
		},
	);
	const reason = `the instance ${end}${quoted}`;
	return { ...missing, reason, error, recoveryHint: hint };
}

function toOutcome(
	item: RunItem,
	instance: Instance,
	response: Attempt<InstanceWithQrCode>,
	format: QrCodeFormat,
): QrCodeOutcome {
	if ('value' in response) return acceptQrCode(item, instance, response.value, format);
	return { instance, reason: response.error.message, error: response.error };
}

/**
 * Takes the QR code from a response, and what the response says about the instance.
 *
 * @param known the instance as known before
 * @returns the code, or why the response contains none
 */
export function acceptQrCode(
	item: RunItem,
	known: Instance,
	{ instance: newer, qrCode, raw }: InstanceWithQrCode,
	format: QrCodeFormat,
): QrCodeOutcome {
	const instance = mergeInstance(known, newer);
	const issuedAt = now();
	if (!isQrCode(qrCode)) {
		const { problem, withoutImage: code } = qrCode;
		const reason = item.client.secrets.redact(problem);
		return { instance, raw, reason, ...(code && { withoutImage: { code, issuedAt } }) };
	}
	const issued = { qrCode, issuedAt };
	// When the response has no status, a code to scan implies one, and the provider's earlier word no
	// longer applies.
	const isNews = newer.providerStatus === null && !STATUS_TRAITS[instance.status].awaitsScan;
	const news = isNews ? ({ status: 'awaitingScan', providerStatus: null } as const) : {};
	const awaiting = { ...instance, ...news };
	item.instances.addQrCode(awaiting, issued, format);
	return { instance: awaiting, raw, issued };
}

function mayComeLater(response: Attempt<InstanceWithQrCode>): boolean {
	if ('error' in response) return response.error.traits.isTransient;
	return !isQrCode(response.value.qrCode) && response.value.qrCode.isTransient;
}

/**
 * Says in plain words why there is no code, and what to do.
 *
 * @param retryAdvice what to do where requesting the code again may help
 */
export function describeMissing(
	{ reason, error, recoveryHint: first, withoutImage }: QrCodeMissing,
	retryAdvice: string,
): string {
	const isSaid = error === undefined || first !== undefined;
	const missing = withoutImage?.code.pairingCode === undefined ? NO_CODE : NO_IMAGE;
	const sentences = [`${missing}: ${reason}`, ...(isSaid ? [] : [error.description])];
	const providerMessage = sentences.map(
		(text) => `${withoutEnding(text, (character) => /[.\s]/.test(character))}.`,
	);
	return [...providerMessage, first ?? retryAdvice].join(' ');
}

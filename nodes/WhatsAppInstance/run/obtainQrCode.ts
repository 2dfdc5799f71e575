import type { IDataObject } from 'n8n-workflow';

import { withoutEnding } from '../../domain/text';
import { mergeInstance, type Instance, STATUS_TRAITS } from '../../domain/instance';

import type {
	InstanceWithQrCode,
	InstanceRecord,
	Provider,
	QrCodeFormat,
} from '../../providers/Provider';
import { attempt, type Attempt } from '../../transport/attempt';
import { now } from '../../transport/clock';
import { ProviderError } from '../../transport/ProviderError';
import { StatusRefresher } from './StatusRefresher';
import type { RunItem } from './Run';
import { recoveryHint } from './recoveryHint';
import { isQrCode, type IssuedQrCode } from '../../domain/qrCode';

/** Said of an instance that is connected already. */
export const CONNECTED_HINT = 'The instance is connected and needs no QR code';

interface QrCodeRequested {
	/** The instance, with what the answer told of it. */
	instance: Instance;
	/** The provider's own answer, when there was one. */
	raw?: IDataObject;
}

export interface QrCodeIssued extends QrCodeRequested {
	issued: IssuedQrCode;
}

export interface QrCodeMissing extends QrCodeRequested {
	/** In plain words why there is no code. */
	reason: string;
	error?: ProviderError;
	/** What has to be done first; absent where it may do to ask again. */
	recoveryHint?: string;
}

export type QrCodeOutcome = QrCodeIssued | QrCodeMissing;

/** An instance, and the uptime at which its status was told at the earliest. */
export interface Checked extends InstanceRecord {
	checkedAt: number;
}

export const NEVER_CHECKED = -Infinity;

/**
 * Gets a QR code that can be scanned now: one that this run has already got, else a fresh one from
 * the provider, asked for again when it is not there yet. Somebody may scan an earlier code while the
 * item waits for the limit of new ones: then the instance is left alone.
 *
 * @throws {ProviderError} of kind `cancelled` only; every other one is an outcome
 */
export async function obtainQrCode(
	provider: Provider,
	item: RunItem,
	{ checkedAt, ...known }: Checked,
	format: QrCodeFormat,
): Promise<QrCodeOutcome> {
	const { instanceId } = known.instance;
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
		const valid = item.instances.validQrCode(instanceId, format);
		if (valid !== undefined) return { instance: latest.instance, issued: valid };
		const settled =
			tries === 1 && checkedAt === NEVER_CHECKED ? await checkFirst(latest) : undefined;
		if (settled !== undefined) return settled;

		const response = await attempt(provider.qrCode.request(send, instanceId, format));
		const outcome = toOutcome(item, latest.instance, response, format);
		if ('error' in outcome && outcome.error?.traits.isCancellation) throw outcome.error;
		if ('issued' in outcome) return outcome;
		if (latest.isConnected) return connected(latest);
		if (tries >= count || !mayComeLater(response))
			return await explain(provider, latest, response, outcome);
		await item.client.pause(pause);
	}
}

function notNeeded(): ProviderError {
	return new ProviderError('conflict', CONNECTED_HINT, { description: 'No QR code was asked for' });
}

function connected({ listed }: StatusRefresher): QrCodeMissing {
	return { ...listed, reason: CONNECTED_HINT };
}

/** Looks at an instance that no list has told: a wrong ID must not take the place of another item. */
async function checkFirst(latest: StatusRefresher): Promise<QrCodeMissing | undefined> {
	const error = await latest.check();
	if (error?.traits.meansMissing) return { ...latest.listed, reason: error.message, error };
	return latest.isConnected ? connected(latest) : undefined;
}

/** Looks whether the status of the instance is why there is no code. */
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

/** An instance that has to be restarted is not helped by asking for its code again. */
function withRecoveryHint(provider: Provider, missing: QrCodeMissing): QrCodeMissing {
	const { instanceId, status } = missing.instance;
	if (provider.recovery[status] !== 'restart') return missing;

	const { title } = provider.endpoint;
	const hint = recoveryHint(provider, status);
	const end = STATUS_TRAITS[status].end ?? 'does not run';
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

/** Takes over the QR code an answer brought, and what it tells of the instance. */
export function acceptQrCode(
	item: RunItem,
	known: Instance,
	{ instance: newer, qrCode, raw }: InstanceWithQrCode,
	format: QrCodeFormat,
): QrCodeOutcome {
	const instance = mergeInstance(known, newer);
	if (!isQrCode(qrCode)) {
		return { instance, raw, reason: item.client.secrets.redact(qrCode.problem) };
	}
	const issued = { qrCode, issuedAt: now() };
	item.instances.addQrCode(instance.instanceId, issued, format);
	// Where the provider leaves it open, a code to scan tells the status; its word from before is out.
	const isNews = newer.providerStatus === null && !STATUS_TRAITS[instance.status].awaitsScan;
	const news = isNews ? ({ status: 'awaitingScan', providerStatus: null } as const) : {};
	return { instance: { ...instance, ...news }, raw, issued };
}

function mayComeLater(response: Attempt<InstanceWithQrCode>): boolean {
	if ('error' in response) return response.error.traits.isTransient;
	return !isQrCode(response.value.qrCode) && response.value.qrCode.isTransient;
}

/** Says in plain words why there is no code, and what to do; `askAgain` where that may help. */
export function describeMissing(
	{ reason, error, recoveryHint: first }: QrCodeMissing,
	askAgain: string,
): string {
	const isSaid = error === undefined || first !== undefined;
	const sentences = [`No QR code: ${reason}`, ...(isSaid ? [] : [error.description])];
	const providerMessage = sentences.map(
		(text) => `${withoutEnding(text, (character) => /[.\s]/.test(character))}.`,
	);
	return [...providerMessage, first ?? askAgain].join(' ');
}

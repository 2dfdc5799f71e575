import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Instance } from '../domain/instance';
import { ParameterError } from '../domain/ParameterError';
import { presentableAnswer } from '../domain/redact';
import { readText } from '../providers/answers';
import type { Run, RunItem } from './Run';
import type { IssuedQrCode } from './qrCodes';

/** How the user wants an item to look. */
export interface OutputChoices {
	simplify: boolean;
	includeAccessToken: boolean;
	fileName: string;
	binaryPropertyName: string;
}

/** What an item has to tell about an instance. */
export interface InstanceReport {
	instance: Instance;
	/** The provider's own answer, shown when 'Simplify' is off. */
	answer: IDataObject;
	created?: boolean;
	/** What else the operation has found out, for the end of the item. */
	extra?: IDataObject;
	/** The code, or why there is none; absent for operations that have nothing to do with codes. */
	qrCode?: { issued: IssuedQrCode } | { hint: string };
}

/**
 * Reads the output parameters of an item, so that a wrong one is found before any request.
 *
 * @throws {ParameterError}
 */
export function readOutputChoices({ read }: RunItem): OutputChoices {
	const options = read<IDataObject>('options', {});
	const binaryPropertyName = readText(read('binaryPropertyName', 'data'));
	if (binaryPropertyName === '') {
		throw new ParameterError(
			"'Put Output File in Field' is empty",
			'Enter the name of the field for the QR code image, for example data',
		);
	}
	return {
		simplify: read<boolean>('simplify', true),
		includeAccessToken: options.includeAccessToken === true,
		fileName: readText(options.fileName),
		binaryPropertyName,
	};
}

/** Makes the output item for an instance, the QR code image in its binary data. */
export async function toOutputItem(
	run: Run,
	item: RunItem,
	choices: OutputChoices,
	report: InstanceReport,
): Promise<INodeExecutionData> {
	const { instance } = report;
	const issued = report.qrCode && 'issued' in report.qrCode ? report.qrCode.issued : undefined;
	const fileName = choices.fileName || defaultFileName(instance);
	const file =
		issued &&
		(await run.context.helpers.prepareBinaryData(
			issued.qrCode.png,
			/\.png$/i.test(fileName) ? fileName : `${fileName}.png`,
			'image/png',
		));
	const json = choices.simplify
		? { ...simplified(run, choices, report), ...report.extra, ...qrCodeFields(item, report, file) }
		: { ...rawAnswer(item, choices, report), ...report.extra };
	return {
		json,
		...(file && { binary: { [choices.binaryPropertyName]: file } }),
		pairedItem: { item: item.index },
	};
}

function simplified(run: Run, choices: OutputChoices, report: InstanceReport): IDataObject {
	const { instance, created } = report;
	const { accessToken } = instance;
	return {
		provider: run.provider.name,
		instanceId: instance.instanceId,
		name: instance.name,
		phone: instance.phone === null ? null : `+${instance.phone}`,
		status: instance.status,
		providerStatus: instance.providerStatus,
		connected: instance.status === 'connected',
		...(created === undefined ? {} : { created }),
		createdAt: instance.createdAt,
		...instance.details,
		...(choices.includeAccessToken && accessToken ? { accessToken } : {}),
	};
}

function qrCodeFields(
	{ session }: RunItem,
	{ qrCode }: InstanceReport,
	file?: IBinaryData,
): IDataObject {
	if (qrCode === undefined) return {};
	if ('hint' in qrCode) return { qrCode: null, qrCodeHint: qrCode.hint };
	const { issuedAt } = qrCode.issued;
	const { png, validFor, pairingCode, text, details } = qrCode.issued.qrCode;
	return {
		qrCode: presentableAnswer(
			{
				issuedAt: new Date(issuedAt).toISOString(),
				expiresAt: new Date(issuedAt + validFor).toISOString(),
				fileName: file?.fileName ?? null,
				mimeType: 'image/png',
				fileSize: png.length,
				...(pairingCode && { pairingCode }),
				...(text && { text }),
				...details,
			},
			session.knownSecrets,
		),
	};
}

/** The instance ID is added, so that the next node finds it in the same place for every provider. */
function rawAnswer(item: RunItem, choices: OutputChoices, report: InstanceReport): IDataObject {
	const { instance, answer, qrCode } = report;
	const keep = choices.includeAccessToken ? ['access_token'] : [];
	return {
		...presentableAnswer(answer, item.session.knownSecrets, keep),
		instanceId: instance.instanceId,
		...(qrCode && 'hint' in qrCode && { qrCodeHint: qrCode.hint }),
	};
}

function defaultFileName({ name, instanceId }: Instance): string {
	const base = (name ?? instanceId)
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 60);
	return `${base || 'instance'}-qr-code.png`;
}

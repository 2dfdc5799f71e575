import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Instance } from '../../domain/instance';
import { readBoolean } from '../../domain/parameters';
import { ParameterError } from '../../domain/ParameterError';
import {
	presentInstance,
	presentQrCode,
	qrCodeFileName,
	withoutSecrets,
	type IssuedQrCode,
} from '../../domain/instanceJson';
import { presentableAnswer } from '../../domain/redact';
import { readText } from '../../providers/readers';
import type { Run, RunItem } from './Run';

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
		simplify: readBoolean(read<unknown>('simplify', true), 'Simplify'),
		includeAccessToken: readBoolean(options.includeAccessToken, 'Include Access Token'),
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
	const issued = report.qrCode && 'issued' in report.qrCode ? report.qrCode.issued : undefined;
	const { knownSecrets } = item.client;
	const fileName = qrCodeFileName(report.instance, knownSecrets, choices.fileName);
	const file =
		issued &&
		(await run.context.helpers.prepareBinaryData(issued.qrCode.png, fileName, 'image/png'));
	const json = choices.simplify
		? simplified(run, item, choices, report)
		: rawAnswer(item, choices, report);
	return {
		json: { ...json, ...report.extra, ...qrCodeFields(item, choices, report, fileName) },
		...(file && { binary: { [choices.binaryPropertyName]: file } }),
		pairedItem: { item: item.index },
	};
}

function simplified(
	{ provider }: Run,
	{ client }: RunItem,
	{ includeAccessToken }: OutputChoices,
	{ instance, created }: InstanceReport,
): IDataObject {
	const { accessToken } = instance;
	return {
		...presentInstance(provider.name, instance, client.knownSecrets),
		...(created === undefined ? {} : { created }),
		...(includeAccessToken && accessToken ? { accessToken } : {}),
	};
}

/** The instance ID is added, so that the next node finds it in the same place for every provider. */
function rawAnswer(
	{ client }: RunItem,
	{ includeAccessToken }: OutputChoices,
	{ instance, answer }: InstanceReport,
): IDataObject {
	const keep = includeAccessToken ? ['access_token'] : [];
	return {
		...presentableAnswer(answer, client.knownSecrets, keep),
		instanceId: withoutSecrets(instance, client.knownSecrets).instanceId,
	};
}

/** A provider's own answer is left as it is, but for the reason why there is no code. */
function qrCodeFields(
	{ client }: RunItem,
	{ simplify }: OutputChoices,
	{ qrCode }: InstanceReport,
	fileName: string,
): IDataObject {
	if (qrCode === undefined) return {};
	if ('hint' in qrCode) {
		return { ...(simplify && { qrCode: null }), qrCodeHint: qrCode.hint };
	}
	return simplify ? { qrCode: presentQrCode(qrCode.issued, fileName, client.knownSecrets) } : {};
}

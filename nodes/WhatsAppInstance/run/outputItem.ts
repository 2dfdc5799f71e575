import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Instance } from '../../domain/instance';
import { EmptyParameterError, readBoolean, readText } from '../../domain/parameters';

import { withoutSecrets, instanceJson } from '../../domain/instanceJson';

import type { Run, RunItem } from './Run';
import { qrCodeFileName } from '../../domain/fileName';
import {
	codeWithoutImageJson,
	type CodeWithoutImage,
	type IssuedQrCode,
} from '../../domain/qrCode';
import { qrCodeItem } from '../../shared/qrCodeItem';
import { statusHintOf } from '../../shared/statusHint';
import { presentableResponse } from '../../domain/redact';
import type { JsonObject } from '../../domain/json';

/** What the user chose for the output. */
export interface OutputChoices {
	simplify: boolean;
	includeAccessToken: boolean;
	fileName: string;
	binaryPropertyName: string;
}

/** What an operation reports about an instance. */
export interface InstanceReport {
	instance: Instance;
	/** The provider's own response, used when 'Simplify' is off. */
	raw: IDataObject;
	created?: boolean;
	/** Further fields that the operation adds to the item. */
	extra?: IDataObject;
	/** The code, or why there is none; absent for operations that do not deal with codes. */
	qrCode?: { issued: IssuedQrCode } | MissingQrCode;
}

interface MissingQrCode {
	/** Why there is no image, in plain words. */
	hint: string;
	withoutImage?: CodeWithoutImage | undefined;
}

/**
 * Reads the output parameters of an item. Called before any request, so that an invalid value is
 * found first.
 *
 * @throws {ParameterError}
 */
export function readOutputChoices({ read }: RunItem): OutputChoices {
	const options = read<IDataObject>('options', {});
	const binaryPropertyName = readText(read('binaryPropertyName', 'data'));
	if (binaryPropertyName === '') {
		throw new EmptyParameterError(
			'Put Output File in Field',
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

/**
 * Makes the output item for an instance, with the QR code image as binary data.
 *
 * @throws when n8n cannot store the image
 */
export async function toOutputItem(
	run: Run,
	item: RunItem,
	choices: OutputChoices,
	report: InstanceReport,
): Promise<INodeExecutionData> {
	const issued = report.qrCode && 'issued' in report.qrCode ? report.qrCode.issued : undefined;
	const { secrets } = item.client;
	const fileName = qrCodeFileName(report.instance, secrets, choices.fileName);
	const code = issued && (await qrCodeItem(run.context, issued, fileName, secrets));
	const withoutImage =
		report.qrCode && 'hint' in report.qrCode ? report.qrCode.withoutImage : undefined;
	const qrCode =
		code?.qrCode ?? (withoutImage ? codeWithoutImageJson(withoutImage, secrets) : null);
	const json = choices.simplify
		? simplified(run, item, choices, report)
		: rawResponse(run, item, choices, report);
	return {
		json: { ...json, ...report.extra, ...qrCodeFields(choices, report, qrCode) },
		...(code && { binary: { [choices.binaryPropertyName]: code.file } }),
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
		...instanceJson(provider.name, instance, client.secrets),
		...statusHintOf(provider, instance.providerStatus),
		...(created === undefined ? {} : { created }),
		...(includeAccessToken && accessToken ? { accessToken } : {}),
	};
}

/**
 * The provider's own response, plus the instance ID, so that the next node finds it in the same
 * place for every provider.
 */
function rawResponse(
	{ provider }: Run,
	{ client }: RunItem,
	{ includeAccessToken }: OutputChoices,
	{ instance, raw }: InstanceReport,
): IDataObject {
	const { accessTokenField } = provider;
	const keep = includeAccessToken && accessTokenField !== undefined ? [accessTokenField] : [];
	return {
		...presentableResponse(raw, client.secrets, keep),
		instanceId: withoutSecrets(instance, client.secrets).instanceId,
	};
}

/**
 * The fields about the QR code. With 'Simplify' off, only the hint that says why there is none: the
 * provider's own response contains the rest.
 */
function qrCodeFields(
	{ simplify }: OutputChoices,
	{ qrCode }: InstanceReport,
	json: JsonObject | null,
): IDataObject {
	if (qrCode === undefined) return {};
	const hint = 'hint' in qrCode ? { qrCodeHint: qrCode.hint } : {};
	return simplify ? { qrCode: json, ...hint } : hint;
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readChoice } from '../../domain/parameters';

import type {
	CreateCapability,
	CreatePlan,
	Provider,
	QrCodeFormat,
} from '../../providers/Provider';
import { now, uptime } from '../../transport/clock';
import { optionsField, outputFileField, readRestartOption, simplifyField } from '../optionFields';
import { withCreateLock } from '../run/createLock';
import { findOrCreate, type FoundOrCreated, type IfExists } from '../run/findOrCreate';
import { NAME_RULES } from '../run/matchInstance';
import { pairingLinkField, readPairingLinkPlan, type PairingLinkPlan } from '../run/pairingLink';
import {
	readOutputChoices,
	toOutputItem,
	type InstanceReport,
	type OutputChoices,
} from '../run/outputItem';
import { defineOperation } from '../Operation';
import {
	CONNECTED_HINT,
	describeMissing,
	NEVER_CHECKED,
	type QrCodeMissing,
	type QrCodeOutcome,
	acceptQrCode,
	obtainQrCode,
} from '../run/obtainQrCode';
import { concurrencyWithin, type Run, type RunItem } from '../run/Run';
import { isQrCode, type CodeWithoutImage, type IssuedQrCode } from '../../domain/qrCode';
import { isConnected, tellsStatus } from '../../domain/instance';

const ASK_AGAIN = "Use 'Get QR Code' with this instance ID to ask again";

const IF_EXISTS: Record<IfExists, { name: string; description: string }> = {
	return: {
		name: 'Return It',
		description: 'Return the instance, with a fresh QR code unless it is connected',
	},
	fail: {
		name: 'Fail',
		description: 'End the item with an error',
	},
	createAnother: {
		name: 'Create Another',
		description: 'Create an instance in any case, without looking for an existing one',
	},
};

function ifExistsField(create: CreateCapability): INodeProperties {
	return {
		displayName: 'If It Already Exists',
		name: 'ifExists',
		type: 'options',
		options: ifExistsChoices(create).map((value) => ({ ...IF_EXISTS[value], value })),
		default: 'return',
		description:
			'What to do when an instance with the same name and phone exists; without a phone, the name alone decides',
	};
}

/** Where names identify an instance, there cannot be another one. */
function ifExistsChoices({ names }: CreateCapability): IfExists[] {
	return NAME_RULES[names].isUnique ? ['return', 'fail'] : ['return', 'fail', 'createAnother'];
}

/** Creates an instance and returns its pairing QR code. Safe to run twice. */
export const create = defineOperation({
	displayName: 'Create',
	action: 'Create an instance',
	description: 'Create an instance and get the QR code that connects a phone to it',
	capability: ({ create: found }) => found,

	fields: (provider, capability) => [
		...capability.fields,
		ifExistsField(capability),
		outputFileField,
		simplifyField,
		optionsField(provider, { image: true, pairingLink: true, restart: true }),
	],

	async execute(run, capability) {
		return await run.forEachItem(
			concurrencyWithin(capability.limit),
			(item) => {
				const plan = capability.readPlan(item.read);
				for (const secret of plan.secrets) item.client.secrets.add(secret);
				const ifExists = readChoice(
					item.read<unknown>('ifExists', 'return'),
					'If It Already Exists',
					ifExistsChoices(capability),
				);
				const linkPlan = readLinkOption(item);
				const restartIfNeeded = readRestartOption(item);
				return { plan, ifExists, linkPlan, restartIfNeeded, ...readOutputChoices(item) };
			},
			// Items and executions with the same name may mean the same instance, so they take turns.
			async (item, { plan, ...choices }) =>
				await withCreateLock(
					item.client,
					plan.name,
					async () => await createOne(run, item, plan, choices),
				),
		);
	},
});

interface CreateChoices extends OutputChoices {
	ifExists: IfExists;
	/** Absent where no pairing link is asked for. */
	linkPlan: PairingLinkPlan | undefined;
	restartIfNeeded: boolean;
}

function readLinkOption({ read }: RunItem): PairingLinkPlan | undefined {
	const options = read<IDataObject>('options', {});
	// An expression that returns nothing asks for a link, too.
	return 'pairingPageUrl' in options
		? readPairingLinkPlan(options.pairingPageUrl, options.linkValidFor)
		: undefined;
}

async function createOne(
	run: Run,
	item: RunItem,
	plan: CreatePlan,
	{ ifExists, linkPlan, restartIfNeeded, ...choices }: CreateChoices,
) {
	const { provider } = run;
	const result = await findOrCreate(run, item, plan, ifExists);
	run.creations.settle(item, plan, result);

	const format = provider.qrCode.readFormat(item.read);
	const outcome = await qrCodeFor(provider, item, result, format, restartIfNeeded);
	const report: InstanceReport = {
		instance: outcome.instance,
		raw: result.creation ? result.raw : (outcome.raw ?? result.raw),
		created: result.created,
		extra: {
			...(result.lookUpHint !== undefined && { lookUpHint: result.lookUpHint }),
			...(linkPlan && pairingLinkField(run, item, linkPlan, outcome.instance.instanceId)),
		},
		qrCode: 'issued' in outcome ? outcome : { ...outcome, hint: hintFor(outcome) },
	};

	try {
		return await toOutputItem(run, item, choices, report);
	} catch (error) {
		// The instance exists by now, so not even a full disk may lose the item.
		const reason = error instanceof Error ? error.message : String(error);
		const hint = `The QR code could not be stored: ${reason}. ${ASK_AGAIN}`;
		const withoutImage = 'issued' in outcome ? withoutItsImage(outcome.issued) : undefined;
		return await toOutputItem(run, item, choices, { ...report, qrCode: { hint, withoutImage } });
	}
}

function withoutItsImage({ qrCode, issuedAt }: IssuedQrCode): CodeWithoutImage | undefined {
	const { pairingCode, text } = qrCode;
	return (pairingCode ?? text) === undefined ? undefined : { code: qrCode, issuedAt };
}

async function qrCodeFor(
	provider: Provider,
	item: RunItem,
	{ instance, raw, creation }: FoundOrCreated,
	format: QrCodeFormat,
	restartIfNeeded: boolean,
): Promise<QrCodeOutcome> {
	if (creation !== undefined && isQrCode(creation.qrCode)) {
		return acceptQrCode(item, instance, creation, format);
	}
	if (isConnected(instance)) return { instance, reason: CONNECTED_HINT };
	if (instance.withoutQrCode !== undefined) return { instance, reason: instance.withoutQrCode };
	const listedAt = tellsStatus(instance) ? item.instances.openedAt : NEVER_CHECKED;
	const checkedAt = creation ? uptime() : listedAt;
	const known = { instance, raw, checkedAt };
	const code = creation && !isQrCode(creation.qrCode) ? creation.qrCode.withoutImage : undefined;
	const withoutImage = code && { code, issuedAt: now() };
	return await obtainQrCode(provider, item, known, format, { withoutImage, restartIfNeeded });
}

function hintFor(missing: QrCodeMissing): string {
	const { withoutQrCode } = missing.instance;
	if (withoutQrCode !== undefined) return withoutQrCode;
	if (isConnected(missing.instance)) return CONNECTED_HINT;
	return describeMissing(missing, ASK_AGAIN);
}

import type { INodeProperties } from 'n8n-workflow';

import { readChoice } from '../../domain/parameters';

import type { CreatePlan, Provider, QrCodeFormat } from '../../providers/Provider';
import { uptime } from '../../transport/clock';
import { optionsField, outputFileField, simplifyField } from '../optionFields';
import { withCreateLock } from '../run/createLock';
import { findOrCreate, type FoundOrCreated, type IfExists } from '../run/findOrCreate';
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
	type QrCodeMissing,
	type QrCodeOutcome,
	acceptQrCode,
	obtainQrCode,
} from '../run/obtainQrCode';
import { type Run, type RunItem, concurrencyWithin } from '../run/Run';
import { isQrCode } from '../../domain/qrCode';
import { isConnected } from '../../domain/instance';

const ASK_AGAIN = "Use 'Get QR Code' with this instance ID to ask again";

const ifExistsField: INodeProperties = {
	displayName: 'If It Already Exists',
	name: 'ifExists',
	type: 'options',
	options: [
		{
			name: 'Return It',
			value: 'return',
			description: 'Return the instance, with a fresh QR code unless it is connected',
		},
		{
			name: 'Fail',
			value: 'fail',
			description: 'End the item with an error',
		},
	],
	default: 'return',
	description:
		'What to do when an instance with the same name and phone exists; without a phone, the name alone decides',
};

/** Creates an instance and returns its pairing QR code. Safe to run twice. */
export const create = defineOperation({
	displayName: 'Create',
	action: 'Create an instance',
	description: 'Create an instance and get the QR code that connects a phone to it',
	capability: ({ create: found }) => found,

	fields: (provider, { fields }) => [
		...fields,
		ifExistsField,
		outputFileField,
		simplifyField,
		optionsField(provider, { image: true }),
	],

	async execute(run, { limit, readPlan }) {
		const concurrency = concurrencyWithin(limit);
		return await run.forEachItem(concurrency, async (item) => {
			const plan = readPlan(item.read);
			for (const secret of plan.secrets) item.client.secrets.add(secret);
			const choices = readOutputChoices(item);
			const ifExists = readIfExists(item);
			// Items and executions with the same name may mean the same instance, so they take turns.
			return await withCreateLock(
				item.client,
				plan.name,
				async () => await createOne(run, item, plan, { ...choices, ifExists }),
			);
		});
	},
});

function readIfExists({ read }: RunItem): IfExists {
	return readChoice(read<unknown>('ifExists', 'return'), 'If It Already Exists', [
		'return',
		'fail',
	]);
}

async function createOne(
	run: Run,
	item: RunItem,
	plan: CreatePlan,
	{ ifExists, ...choices }: OutputChoices & { ifExists: IfExists },
) {
	const { provider } = run;
	const result = await findOrCreate(run, item, plan, ifExists);
	run.creations.settle(item, plan, result);

	const format = provider.qrCode.readFormat(item.read);
	const outcome = await qrCodeFor(provider, item, result, format);
	const report: InstanceReport = {
		instance: outcome.instance,
		raw: result.creation ? result.raw : (outcome.raw ?? result.raw),
		created: result.created,
		qrCode: 'issued' in outcome ? outcome : { hint: hintFor(outcome) },
	};

	try {
		return await toOutputItem(run, item, choices, report);
	} catch (error) {
		// The instance exists by now, so not even a full disk may lose the item.
		const reason = error instanceof Error ? error.message : String(error);
		const hint = `The QR code could not be stored: ${reason}. ${ASK_AGAIN}`;
		return await toOutputItem(run, item, choices, { ...report, qrCode: { hint } });
	}
}

async function qrCodeFor(
	provider: Provider,
	item: RunItem,
	{ instance, raw, creation }: FoundOrCreated,
	format: QrCodeFormat,
): Promise<QrCodeOutcome> {
	if (creation !== undefined && isQrCode(creation.qrCode)) {
		return acceptQrCode(item, instance, creation, format);
	}
	if (isConnected(instance)) return { instance, reason: CONNECTED_HINT };
	if (instance.withoutQrCode !== undefined) return { instance, reason: instance.withoutQrCode };
	const checkedAt = creation ? uptime() : item.instances.openedAt;
	return await obtainQrCode(provider, item, { instance, raw, checkedAt }, format);
}

function hintFor(missing: QrCodeMissing): string {
	const { withoutQrCode } = missing.instance;
	if (withoutQrCode !== undefined) return withoutQrCode;
	if (isConnected(missing.instance)) return CONNECTED_HINT;
	return describeMissing(missing, ASK_AGAIN);
}

import type { INodeProperties } from 'n8n-workflow';

import { isQrCode } from '../../domain/instance';
import { readChoice } from '../../domain/parameters';
import { readQrResponse } from '../../providers/readers';
import type { CreatePlan, Provider, QrResponse } from '../../providers/Provider';
import { uptime } from '../../transport/clock';
import { optionsField, outputFileField, simplifyField } from '../optionFields';
import { takeTurn } from '../run/createLock';
import { findOrCreate, type FoundOrCreated, type IfExists } from '../run/findOrCreate';
import {
	readOutputChoices,
	toOutputItem,
	type InstanceReport,
	type OutputChoices,
} from '../run/outputItem';
import type { Operation } from '../Operation';
import {
	CONNECTED_HINT,
	describeMissing,
	getQrCode,
	readResponse,
	type QrCodeMissing,
	type QrCodeOutcome,
} from '../run/obtainQrCode';
import type { Run, RunItem } from '../run/Run';

const MAX_CONCURRENCY = 5;
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

/** Creates an instance and puts out its pairing QR code; safe to run twice. */
export const create: Operation = {
	displayName: 'Create',
	action: 'Create an instance',
	description: 'Create an instance and get the QR code that connects a phone to it',
	isOfferedBy: () => true,

	fields: (provider) => [
		...provider.createFields,
		ifExistsField,
		outputFileField,
		simplifyField,
		optionsField(provider, { image: true }),
	],

	async execute(run) {
		const { provider } = run;
		const concurrency = Math.min(MAX_CONCURRENCY, provider.createLimit?.requests ?? Infinity);
		return await run.forEachItem(concurrency, async (item) => {
			const plan = provider.readCreatePlan(item.read);
			for (const secret of plan.secrets) item.client.addSecret(secret);
			const choices = readOutputChoices(item);
			const ifExists = readIfExists(item);
			// Whoever has the same name may mean the same instance.
			return await takeTurn(
				item.client,
				plan.name,
				async () => await createOne(run, item, plan, { ...choices, ifExists }),
			);
		});
	},
};

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

	const form = readQrResponse(item.read);
	const outcome = await qrCodeFor(provider, item, result, form);
	const report: InstanceReport = {
		instance: outcome.instance,
		answer: result.creation ? result.answer : (outcome.answer ?? result.answer),
		created: result.created,
		qrCode: 'issued' in outcome ? outcome : { hint: hintFor(outcome) },
	};

	try {
		return await toOutputItem(run, item, choices, report);
	} catch (error) {
		// The instance exists now, so not even a full disk may cost the item.
		const reason = error instanceof Error ? error.message : String(error);
		const hint = `The QR code could not be stored: ${reason}. ${ASK_AGAIN}`;
		return await toOutputItem(run, item, choices, { ...report, qrCode: { hint } });
	}
}

async function qrCodeFor(
	provider: Provider,
	item: RunItem,
	{ instance, answer, creation }: FoundOrCreated,
	form: QrResponse,
): Promise<QrCodeOutcome> {
	if (creation !== undefined && isQrCode(creation.qrCode)) {
		return readResponse(item, instance, creation, form);
	}
	if (instance.status === 'connected') return { instance, reason: CONNECTED_HINT };
	if (instance.withoutQrCode !== undefined) return { instance, reason: instance.withoutQrCode };
	const seenAt = creation ? uptime() : item.instances.openedAt;
	return await getQrCode(provider, item, { instance, answer, seenAt }, form);
}

function hintFor(missing: QrCodeMissing): string {
	const { status, withoutQrCode } = missing.instance;
	if (withoutQrCode !== undefined) return withoutQrCode;
	if (status === 'connected') return CONNECTED_HINT;
	return describeMissing(missing, ASK_AGAIN);
}

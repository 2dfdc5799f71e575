import { unknownInstance } from '../../domain/instance';
import { readQrResponse } from '../../providers/readers';
import { attempt } from '../../transport/attempt';
import { ProviderError, type ProviderErrorKind } from '../../transport/ProviderError';
import { instanceIdField, optionsField, outputFileField, simplifyField } from '../optionFields';
import { readInstanceId } from '../run/readInstanceId';
import { readOutputChoices, toOutputItem, type OutputChoices } from '../run/outputItem';
import { KeyedMutex } from '../run/KeyedMutex';
import type { Operation } from '../Operation';
import { CONNECTED_HINT, getQrCode, NEVER_SEEN } from '../run/obtainQrCode';
import type { Run, RunItem } from '../run/Run';

const MAX_CONCURRENCY = 5;

// Without the list the code can still be asked for, unless that would meet the same end.
const DECISIVE: ProviderErrorKind[] = [
	'blocked',
	'cancelled',
	'invalidKey',
	'redirected',
	'unreachable',
];

/** Gets a fresh QR code for an instance that is not connected. */
export const getQrCodeOperation: Operation = {
	displayName: 'Get QR Code',
	action: 'Get QR code of an instance',
	description: 'Get a fresh QR code that connects a phone to an instance',
	isOfferedBy: () => true,

	fields: (provider) => [
		instanceIdField(provider),
		...provider.qrCodeFields,
		outputFileField,
		simplifyField,
		optionsField(provider, { image: true }),
	],

	async execute(run) {
		const concurrency = Math.min(MAX_CONCURRENCY, run.provider.qrCodeLimit?.requests ?? Infinity);
		// Items for the same instance share one code, so they take turns.
		const turns = new KeyedMutex();
		return await run.forEachItem(concurrency, async (item) => {
			const instanceId = readInstanceId(run, item);
			const choices = readOutputChoices(item);
			return await turns.run(instanceId, async () => await getOne(run, item, instanceId, choices));
		});
	},
};

async function getOne(run: Run, item: RunItem, instanceId: string, choices: OutputChoices) {
	const { provider } = run;
	// One list for all items tells name and phone, and which instance is connected: asking for a
	// code then could disturb it.
	const listing = await attempt(item.instances.find(item.send, instanceId));
	if ('error' in listing && DECISIVE.includes(listing.error.kind)) throw listing.error;
	const listed = 'value' in listing ? listing.value : undefined;
	if (listed?.instance.status === 'connected') {
		return await toOutputItem(run, item, choices, { ...listed, qrCode: { hint: CONNECTED_HINT } });
	}

	const known = listed ?? { instance: unknownInstance(instanceId), answer: {} };
	const seenAt = listed ? item.instances.openedAt : NEVER_SEEN;
	const form = readQrResponse(item.read);
	const outcome = await getQrCode(provider, item, { ...known, seenAt }, form);
	const { instance, answer = {} } = outcome;
	if ('issued' in outcome) {
		return await toOutputItem(run, item, choices, { instance, answer, qrCode: outcome });
	}
	if (instance.status === 'connected') {
		const qrCode = { hint: CONNECTED_HINT };
		return await toOutputItem(run, item, choices, { instance, answer, qrCode });
	}
	throw (
		outcome.error ??
		new ProviderError('unreadable', `${provider.title} sent no QR code: ${outcome.reason}`, {
			description: 'Try again in a minute; an instance that has just been created may need longer',
		})
	);
}

import { isConnected, tellsStatus, unknownInstance } from '../../domain/instance';
import type { QrCodeFormat } from '../../providers/Provider';

import { attempt } from '../../transport/attempt';
import { ProviderError } from '../../transport/ProviderError';
import { optionsField, outputFileField, readRestartOption, simplifyField } from '../optionFields';
import { explain404 } from '../run/confirmGone';
import { readInstanceAndOutput } from '../run/readInstanceId';
import { toOutputItem, type OutputChoices } from '../run/outputItem';
import { KeyedMutex } from '../run/KeyedMutex';
import { defineOperation } from '../Operation';
import { CONNECTED_HINT, describeMissing, NEVER_CHECKED, obtainQrCode } from '../run/obtainQrCode';
import { type Run, type RunItem, concurrencyWithin } from '../run/Run';
import { instanceIdField } from '../../shared/instanceField';

/** Gets a fresh QR code for an instance that is not connected. */
export const getQrCodeOperation = defineOperation({
	displayName: 'Get QR Code',
	action: 'Get QR code of an instance',
	description: 'Get a fresh QR code that connects a phone to an instance',
	capability: ({ qrCode }) => qrCode,

	fields: (provider, { fields }) => [
		instanceIdField(provider),
		...fields,
		outputFileField,
		simplifyField,
		optionsField(provider, { image: true, restart: true }),
	],

	async execute(run, { limit }) {
		const concurrency = concurrencyWithin(limit);
		// Items for the same instance share one code, so they take turns.
		const mutex = new KeyedMutex();
		return await run.forEachItem(
			concurrency,
			async (item) => ({
				...(await readInstanceAndOutput(run.provider, item)),
				format: run.provider.qrCode.readFormat(item.read),
				restartIfNeeded: readRestartOption(item),
			}),
			async (item, { instanceId, ...choices }) =>
				await mutex.run(instanceId, async () => await getOne(run, item, instanceId, choices)),
		);
	},
});

interface QrCodeChoices {
	choices: OutputChoices;
	format: QrCodeFormat;
	restartIfNeeded: boolean;
}

async function getOne(
	run: Run,
	item: RunItem,
	instanceId: string,
	{ choices, format, restartIfNeeded }: QrCodeChoices,
) {
	const { provider } = run;
	// One list for all items provides name and phone, and shows which instances are connected:
	// requesting a code for one of those could disturb it.
	const listing = await attempt(item.instances.find(item.send, instanceId));
	// Without the list, a code can still be requested, unless that request would fail in the same
	// way.
	if ('error' in listing && listing.error.traits.blocksEveryRequest) throw listing.error;
	const listed = 'value' in listing ? listing.value : undefined;
	if (listed !== undefined && isConnected(listed.instance)) {
		return await toOutputItem(run, item, choices, { ...listed, qrCode: { hint: CONNECTED_HINT } });
	}

	const known = listed ?? { instance: unknownInstance(instanceId), raw: {} };
	const isTold = listed !== undefined && tellsStatus(listed.instance);
	const checkedAt = isTold ? item.instances.openedAt : NEVER_CHECKED;
	const outcome = await obtainQrCode(provider, item, { ...known, checkedAt }, format, {
		restartIfNeeded,
	});
	const { instance, raw = {} } = outcome;
	if ('issued' in outcome) {
		return await toOutputItem(run, item, choices, { instance, raw, qrCode: outcome });
	}
	if (isConnected(instance)) {
		const qrCode = { hint: CONNECTED_HINT };
		return await toOutputItem(run, item, choices, { instance, raw, qrCode });
	}
	if (outcome.withoutImage !== undefined) {
		const hint = describeMissing(outcome, 'Try again in a minute for the image');
		return await toOutputItem(run, item, choices, {
			instance,
			raw,
			qrCode: { hint, withoutImage: outcome.withoutImage },
		});
	}
	if (outcome.error !== undefined) throw await explain404(run, item, instanceId, outcome.error);
	throw new ProviderError(
		'unreadable',
		`${provider.endpoint.title} sent no QR code: ${outcome.reason}`,
		{
			description: 'Try again in a minute; an instance that has just been created may need longer',
		},
	);
}

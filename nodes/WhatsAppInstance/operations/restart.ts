import { instanceIdField } from '../../shared/instanceField';
import { defineOperation } from '../Operation';
import { optionsField, simplifyField } from '../optionFields';
import { explained404 } from '../run/confirmGone';
import { findInstanceIfListed } from '../run/findInstance';
import { toOutputItem } from '../run/outputItem';
import { readInstanceAndOutput } from '../run/readInstanceId';
import { concurrencyWithin } from '../run/Run';

/** Restarts instances that are stuck, stopped or failed. */
export const restart = defineOperation({
	displayName: 'Restart',
	action: 'Restart an instance',
	description:
		'Restart an instance that is stuck, stopped or failed; a connected one is interrupted',
	capability: (provider) => provider.restart,

	fields: (provider) => [instanceIdField(provider), simplifyField, optionsField(provider)],

	async execute(run, capability) {
		return await run.forEachItem(
			concurrencyWithin(capability.limit),
			async (item) => await readInstanceAndOutput(run.provider, item),
			async (item, { instanceId, choices }) => {
				const instance = await findInstanceIfListed(run, item, instanceId);
				const { raw, ...status } = await explained404(
					run,
					item,
					instanceId,
					capability.run(item.send, instanceId),
				);
				return await toOutputItem(run, item, choices, {
					instance: { ...instance, ...status },
					raw,
					extra: { restarted: true },
				});
			},
		);
	},
});

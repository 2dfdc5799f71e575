import { instanceIdField } from '../../shared/instanceField';
import { defineOperation } from '../Operation';
import { optionsField, simplifyField } from '../optionFields';
import { findInstanceIfListed } from '../run/findInstance';
import { readOutputChoices, toOutputItem } from '../run/outputItem';
import { readInstanceId } from '../run/readInstanceId';
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
		return await run.forEachItem(concurrencyWithin(capability.limit), async (item) => {
			const instanceId = readInstanceId(run, item);
			const choices = readOutputChoices(item);
			const instance = await findInstanceIfListed(run, item, instanceId);
			const { raw, ...status } = await capability.run(item.send, instanceId);
			return await toOutputItem(run, item, choices, {
				instance: { ...instance, ...status },
				raw,
				extra: { restarted: true },
			});
		});
	},
});

import { readBoolean } from '../../domain/parameters';
import { optionsField, simplifyField } from '../optionFields';
import { findInstance } from '../run/findInstance';
import { readInstanceId } from '../run/readInstanceId';
import { readOutputChoices, toOutputItem } from '../run/outputItem';
import { defineOperation } from '../Operation';
import { instanceIdField } from '../../shared/instanceField';
import { MAX_CONCURRENCY } from '../run/Run';

/** Gets details and status of instances, with one list request for all items. */
export const get = defineOperation({
	displayName: 'Get',
	action: 'Get an instance',
	description: 'Get details and status of an instance',
	capability: ({ status }) => status,

	fields: (provider) => [
		instanceIdField(provider),
		...(provider.healthCheck ? [provider.healthCheck.field] : []),
		simplifyField,
		optionsField(provider),
	],

	async execute(run) {
		const { healthCheck } = run.provider;
		return await run.forEachItem(MAX_CONCURRENCY, async (item) => {
			const instanceId = readInstanceId(run, item);
			const choices = readOutputChoices(item);
			const found = await findInstance(run, item, instanceId);
			const isWanted = readBoolean(item.read<unknown>('checkHealth', false), 'Check Health');
			if (healthCheck === undefined || !isWanted) {
				return await toOutputItem(run, item, choices, found);
			}

			const { connectedAt = null, raw, ...live } = await healthCheck.run(item.send, instanceId);
			const details = { ...found.instance.details, connectedAt };
			return await toOutputItem(run, item, choices, {
				instance: { ...found.instance, ...live, details },
				raw: { ...found.raw, ...raw },
			});
		});
	},
});

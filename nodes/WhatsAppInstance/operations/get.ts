import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../../domain/parameters';
import { instanceIdField, optionsField, simplifyField } from '../optionFields';
import { findInstance } from '../run/findInstance';
import { readInstanceId } from '../run/readInstanceId';
import { readOutputChoices, toOutputItem } from '../run/outputItem';
import type { Operation } from '../Operation';

const MAX_CONCURRENCY = 5;

const checkHealthField: INodeProperties = {
	displayName: 'Check Health',
	name: 'checkHealth',
	type: 'boolean',
	default: false,
	description:
		'Whether to ask for the live status and the time of connection too. More than 10 items wait for the limit of 10 a minute.',
};

/** Gets details and status of instances: one request, however many items there are. */
export const get: Operation = {
	displayName: 'Get',
	action: 'Get an instance',
	description: 'Get details and status of an instance',
	isOfferedBy: () => true,

	fields: (provider) => [
		instanceIdField(provider),
		...(provider.statusLimit ? [checkHealthField] : []),
		simplifyField,
		optionsField(provider),
	],

	async execute(run) {
		const { provider } = run;
		return await run.forEachItem(MAX_CONCURRENCY, async (item) => {
			const instanceId = readInstanceId(run, item);
			const choices = readOutputChoices(item);
			const found = await findInstance(run, item, instanceId);
			if (!readBoolean(item.read<unknown>('checkHealth', false), 'Check Health')) {
				return await toOutputItem(run, item, choices, found);
			}

			const { connectedAt = null, row, ...live } = await provider.getStatus(item.send, instanceId);
			const details = { ...found.instance.details, connectedAt };
			return await toOutputItem(run, item, choices, {
				instance: { ...found.instance, ...live, details },
				answer: { ...found.answer, ...row },
			});
		});
	},
};

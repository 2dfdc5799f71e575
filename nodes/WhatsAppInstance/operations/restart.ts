import { instanceIdField, optionsField, simplifyField } from '../optionFields';
import { findInstanceIfListed } from '../run/findInstance';
import { readInstanceId } from '../run/readInstanceId';
import { readOutputChoices, toOutputItem } from '../run/outputItem';
import type { Operation } from '../Operation';

const MAX_CONCURRENCY = 5;

/** Restarts instances that are stuck, stopped or failed. */
export const restart: Operation = {
	displayName: 'Restart',
	action: 'Restart an instance',
	description:
		'Restart an instance that is stuck, stopped or failed; a connected one is interrupted',
	isOfferedBy: ({ restart: call }) => call !== undefined,

	fields: (provider) => [instanceIdField(provider), simplifyField, optionsField(provider)],

	async execute(run) {
		const { provider } = run;
		const concurrency = Math.min(MAX_CONCURRENCY, provider.restartLimit?.requests ?? Infinity);
		return await run.forEachItem(concurrency, async (item) => {
			const instanceId = readInstanceId(run, item);
			const choices = readOutputChoices(item);
			const instance = await findInstanceIfListed(run, item, instanceId);
			const answer = (await provider.restart?.(item.send, instanceId)) ?? {};
			return await toOutputItem(run, item, choices, {
				// The answer tells no status; this is the one that follows (apis.md 1.3, restart).
				instance: { ...instance, status: 'starting', providerStatus: null },
				answer,
				extra: { restarted: true },
			});
		});
	},
};

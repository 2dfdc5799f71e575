import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../../domain/parameters';
import { unknownInstance } from '../../domain/instance';
import { attempt } from '../../transport/attempt';
import { uptime } from '../../transport/clock';
import { ProviderError } from '../../transport/ProviderError';
import { instanceIdField, optionsField } from '../optionFields';
import { readInstanceId } from '../run/readInstanceId';
import { KeyedMutex } from '../run/KeyedMutex';
import { logOut } from './logout';
import type { Operation } from '../Operation';
import type { Run, RunItem } from '../run/Run';

const MAX_CONCURRENCY = 5;
const PAUSE_BETWEEN_LOOKS = 1000;
const LOG_OUT_TAKES_AT_MOST = 15_000;

const logoutFirstField: INodeProperties = {
	displayName: 'Log Out First',
	name: 'logoutFirst',
	type: 'boolean',
	default: false,
	description:
		'Whether to log a connected instance out before it is deleted, because the provider does not delete connected ones',
};

/** Deletes instances; one that is gone already counts as done. */
export const deleteOperation: Operation = {
	displayName: 'Delete',
	action: 'Delete an instance',
	description: 'Delete an instance permanently; one that does not exist counts as deleted',
	isOfferedBy: (provider) => provider.delete !== undefined,

	fields: (provider) => [instanceIdField(provider), logoutFirstField, optionsField(provider)],

	async execute(run) {
		const turns = new KeyedMutex();
		return await run.forEachItem(MAX_CONCURRENCY, async (item) => {
			const instanceId = readInstanceId(run, item);
			const logoutFirst = readBoolean(item.read<unknown>('logoutFirst', false), 'Log Out First');
			await turns.run(instanceId, async () => {
				await deleteOne(run, item, instanceId, logoutFirst);
			});
			return { json: { deleted: true, instanceId }, pairedItem: { item: item.index } };
		});
	},
};

async function deleteOne(
	run: Run,
	item: RunItem,
	instanceId: string,
	logoutFirst: boolean,
): Promise<void> {
	let asked = await attempt(callDelete(run, item, instanceId));
	if ('error' in asked && asked.error.outcomeUnknown) {
		// It may be gone all the same, and asking again does no harm.
		asked = await attempt(callDelete(run, item, instanceId));
	}
	if ('value' in asked || asked.error.kind === 'notFound') return;

	if (asked.error.kind !== 'conflict') throw asked.error;
	if (!logoutFirst) {
		const { title } = run.provider;
		const providerMessage =
			asked.error.providerMessage && `. ${title} says: ${asked.error.providerMessage}`;
		throw new ProviderError('conflict', `${title} does not delete instance '${instanceId}' now`, {
			description: `A connected instance has to be logged out before. Switch on 'Log Out First', or use the operation 'Log Out'${providerMessage}`,
			status: 409,
		});
	}
	await logOutAndWait(run, item, instanceId);
	await callDelete(run, item, instanceId);
}

async function callDelete({ provider }: Run, { send }: RunItem, instanceId: string) {
	return await provider.delete?.(send, instanceId);
}

/** The provider refuses to delete until it has seen the phone go. */
async function logOutAndWait(run: Run, item: RunItem, instanceId: string): Promise<void> {
	const { provider } = run;
	const status = await provider.getStatus(item.send, instanceId);
	await logOut(run, item, { ...unknownInstance(instanceId), ...status });
	const end = uptime() + LOG_OUT_TAKES_AT_MOST;
	for (;;) {
		const seen = await attempt(provider.getStatus(item.send, instanceId));
		if ('error' in seen && seen.error.kind === 'notFound') return;
		if ('value' in seen && seen.value.status !== 'connected') return;
		if (uptime() >= end) return;
		await item.client.pause(PAUSE_BETWEEN_LOOKS);
	}
}

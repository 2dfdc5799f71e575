import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../../domain/parameters';
import type { DeleteCapability, LogoutCapability } from '../../providers/Provider';
import { instanceIdField } from '../../shared/instanceField';
import { attempt } from '../../transport/attempt';
import { uptime } from '../../transport/clock';
import { ProviderError } from '../../transport/ProviderError';
import { defineOperation } from '../Operation';
import { optionsField } from '../optionFields';
import { confirmGone } from '../run/confirmGone';
import { KeyedMutex } from '../run/KeyedMutex';
import { logOut } from '../run/logOut';
import { readInstanceId } from '../run/readInstanceId';
import { MAX_CONCURRENCY, type Run, type RunItem } from '../run/Run';
import { isConnected } from '../../domain/instance';

const PAUSE_BETWEEN_CHECKS = 1000;
const MAX_LOGOUT_TIME = 15_000;

const logoutFirstField: INodeProperties = {
	displayName: 'Log Out First',
	name: 'logoutFirst',
	type: 'boolean',
	default: false,
	description:
		'Whether to log out a connected instance before deleting it, because the provider does not delete connected instances',
};

/** What Delete needs from a provider. */
interface Needs {
	deletion: DeleteCapability;
	/** How to log out first, where the provider requires it and offers it. */
	logout: LogoutCapability | undefined;
}

/** Deletes instances. One that no longer exists counts as deleted. */
export const deleteOperation = defineOperation<Needs>({
	displayName: 'Delete',
	action: 'Delete an instance',
	description: 'Delete an instance permanently; one that does not exist counts as deleted',
	capability: ({ delete: deletion, logout }) =>
		deletion && { deletion, logout: deletion.connected === 'isRefused' ? logout : undefined },

	fields: (provider, { logout }) => [
		instanceIdField(provider),
		...(logout ? [logoutFirstField] : []),
		optionsField(provider),
	],

	async execute(run, needs) {
		const mutex = new KeyedMutex();
		return await run.forEachItem(
			MAX_CONCURRENCY,
			async (item) => ({
				instanceId: await readInstanceId(run.provider, item),
				logoutFirst: readBoolean(item.read<unknown>('logoutFirst', false), 'Log Out First'),
			}),
			async (item, { instanceId, logoutFirst }) => {
				await mutex.run(instanceId, async () => {
					await deleteOne(run, item, instanceId, needs, logoutFirst);
				});
				return { json: { deleted: true, instanceId }, pairedItem: { item: item.index } };
			},
		);
	},
});

async function deleteOne(
	run: Run,
	item: RunItem,
	instanceId: string,
	{ deletion, logout }: Needs,
	logoutFirst: boolean,
): Promise<void> {
	const request = async () => await attempt(requestDeletion(run, item, instanceId, deletion));
	let deleted = await request();
	// It may have been deleted anyway, and repeating the request does no harm.
	if ('error' in deleted && deleted.error.traits.outcomeUnknown) deleted = await request();
	if ('value' in deleted) return;

	const { error } = deleted;
	if (error.traits.meansMissing) {
		await confirmGone(run, item, instanceId);
		return;
	}
	if (!error.traits.isConflict || logout === undefined) throw error;
	if (!logoutFirst) {
		const { title } = run.provider.endpoint;
		const quoted = error.providerMessage && `. ${title} says: ${error.providerMessage}`;
		throw new ProviderError('conflict', `${title} did not delete instance '${instanceId}'`, {
			description: `A connected instance has to be logged out first. Turn on 'Log Out First', or use the operation 'Log Out'${quoted}`,
			status: 409,
		});
	}
	await logOutAndWait(run, item, instanceId, logout);
	await deleteOne(run, item, instanceId, { deletion, logout: undefined }, logoutFirst);
}

/**
 * Sends one delete request.
 *
 * @throws {ProviderError} also when the response says that the instance still exists
 */
async function requestDeletion(
	{ provider }: Run,
	{ send }: RunItem,
	instanceId: string,
	deletion: DeleteCapability,
): Promise<void> {
	const { isGone } = await deletion.run(send, instanceId);
	if (isGone) return;
	const { title } = provider.endpoint;
	throw new ProviderError('providerFailure', `${title} did not delete instance '${instanceId}'`, {
		description: `${title} accepted the request, but says that the instance still exists. Try again in a moment`,
	});
}

/**
 * Logs out, then waits up to `MAX_LOGOUT_TIME` until the provider no longer reports a connected
 * phone: before that, it refuses to delete.
 *
 * @throws {ProviderError}
 */
async function logOutAndWait(
	run: Run,
	item: RunItem,
	instanceId: string,
	logout: LogoutCapability,
): Promise<void> {
	const { provider } = run;
	const { status } = await provider.status.getLive(item.send, instanceId);
	await logOut(run, item, { instanceId, status }, logout);
	const end = uptime() + MAX_LOGOUT_TIME;
	for (;;) {
		const live = await attempt(provider.status.getLive(item.send, instanceId));
		if ('error' in live && live.error.traits.meansMissing) return;
		if ('value' in live && !isConnected(live.value)) return;
		if (uptime() >= end) return;
		await item.client.pause(PAUSE_BETWEEN_CHECKS);
	}
}

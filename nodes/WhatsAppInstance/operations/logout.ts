import type { Instance } from '../../domain/instance';
import { attempt } from '../../transport/attempt';
import { instanceIdField, optionsField, simplifyField } from '../optionFields';
import { findInstanceIfListed } from '../run/findInstance';
import { readInstanceId } from '../run/readInstanceId';
import { readOutputChoices, toOutputItem } from '../run/outputItem';
import { KeyedMutex } from '../run/KeyedMutex';
import type { Operation } from '../Operation';
import type { Run, RunItem } from '../run/Run';

const MAX_CONCURRENCY = 5;

/** Disconnects phones from their instances; one that is logged out already counts as done. */
export const logout: Operation = {
	displayName: 'Log Out',
	action: 'Log out an instance',
	description: 'Disconnect the phone and keep the instance, so that a new QR code can connect it',
	isOfferedBy: ({ logout: call }) => call !== undefined,

	fields: (provider) => [instanceIdField(provider), simplifyField, optionsField(provider)],

	async execute(run) {
		const turns = new KeyedMutex();
		return await run.forEachItem(MAX_CONCURRENCY, async (item) => {
			const instanceId = readInstanceId(run, item);
			const choices = readOutputChoices(item);
			return await turns.run(instanceId, async () => {
				const instance = await findInstanceIfListed(run, item, instanceId);
				const answer = await logOut(run, item, instance);
				return await toOutputItem(run, item, choices, {
					instance: { ...instance, status: 'disconnected', providerStatus: null },
					answer: answer ?? {},
					extra: { loggedOut: true },
				});
			});
		});
	},
};

/**
 * Logs an instance out. Providers refuse that for one that is not connected (apis.md 2.2, logout),
 * and an answer may get lost, so its status decides whether that is a failure.
 *
 * @throws {ProviderError} when the phone is still connected, or when it cannot be told
 */
export async function logOut({ provider }: Run, item: RunItem, { instanceId, status }: Instance) {
	if (status === 'disconnected') return undefined;
	const asked = await attempt(provider.logout?.(item.send, instanceId) ?? Promise.resolve({}));
	if ('value' in asked) return asked.value;

	const { error } = asked;
	const isRefusal = error.kind === 'badRequest' || error.kind === 'conflict';
	if (isRefusal || error.outcomeUnknown) {
		const live = await attempt(provider.getStatus(item.send, instanceId));
		const seen = 'value' in live ? live.value.status : 'unknown';
		if (seen === 'disconnected' || (isRefusal && seen === 'awaitingScan')) return undefined;
	}
	throw error;
}

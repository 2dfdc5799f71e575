import { instanceIdField } from '../../shared/instanceField';
import { defineOperation } from '../Operation';
import { optionsField, simplifyField } from '../optionFields';
import { findInstanceIfListed } from '../run/findInstance';
import { KeyedMutex } from '../run/KeyedMutex';
import { logOut } from '../run/logOut';
import { readOutputChoices, toOutputItem } from '../run/outputItem';
import { readInstanceId } from '../run/readInstanceId';
import { MAX_CONCURRENCY } from '../run/Run';

/** Disconnects phones from their instances. One that is already logged out counts as done. */
export const logout = defineOperation({
	displayName: 'Log Out',
	action: 'Log out an instance',
	description: 'Disconnect the phone and keep the instance, so that a new QR code can connect it',
	capability: (provider) => provider.logout,

	fields: (provider) => [instanceIdField(provider), simplifyField, optionsField(provider)],

	async execute(run, capability) {
		const mutex = new KeyedMutex();
		return await run.forEachItem(MAX_CONCURRENCY, async (item) => {
			const instanceId = readInstanceId(run, item);
			const choices = readOutputChoices(item);
			return await mutex.run(instanceId, async () => {
				const instance = await findInstanceIfListed(run, item, instanceId);
				const { raw, ...status } = await logOut(run, item, instance, capability);
				return await toOutputItem(run, item, choices, {
					instance: { ...instance, ...status },
					raw,
					extra: { loggedOut: true },
				});
			});
		});
	},
});

import { instanceIdField } from '../../shared/instanceField';
import { defineOperation } from '../Operation';
import { optionsField, simplifyField } from '../optionFields';
import { explained404 } from '../run/confirmGone';
import { findInstanceIfListed } from '../run/findInstance';
import { KeyedMutex } from '../run/KeyedMutex';
import { logOut } from '../run/logOut';
import { toOutputItem } from '../run/outputItem';
import { readInstanceAndOutput } from '../run/readInstanceId';
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
		return await run.forEachItem(
			MAX_CONCURRENCY,
			async (item) => await readInstanceAndOutput(run.provider, item),
			async (item, { instanceId, choices }) =>
				await mutex.run(instanceId, async () => {
					const instance = await findInstanceIfListed(run, item, instanceId);
					const { raw, ...status } = await explained404(
						run,
						item,
						instanceId,
						logOut(run, item, instance, capability),
					);
					return await toOutputItem(run, item, choices, {
						instance: { ...instance, ...status },
						raw,
						extra: { loggedOut: true },
					});
				}),
		);
	},
});

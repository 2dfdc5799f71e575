import { tellsStatus } from '../../domain/instance';
import { readBoolean } from '../../domain/parameters';
import type { InstanceRecord } from '../../providers/Provider';
import { attempt } from '../../transport/attempt';
import { optionsField, simplifyField } from '../optionFields';
import { findInstance } from '../run/findInstance';
import { explained404 } from '../run/confirmGone';
import { withLiveStatus } from '../run/withLiveStatus';
import { readInstanceAndOutput } from '../run/readInstanceId';
import { toOutputItem } from '../run/outputItem';
import { defineOperation } from '../Operation';
import { instanceIdField } from '../../shared/instanceField';
import { MAX_CONCURRENCY, type Run, type RunItem } from '../run/Run';

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
		return await run.forEachItem(
			MAX_CONCURRENCY,
			async (item) => ({
				...(await readInstanceAndOutput(run.provider, item)),
				checkHealth: readBoolean(item.read<unknown>('checkHealth', false), 'Check Health'),
			}),
			async (item, { instanceId, choices, checkHealth }) => {
				const found = await findInstance(run, item, instanceId);
				const { healthCheck } = run.provider;
				if (healthCheck !== undefined && checkHealth) {
					const request = healthCheck.run(item.send, instanceId);
					const { connectedAt = null, ...live } = await explained404(
						run,
						item,
						instanceId,
						request,
					);
					const updated = withLiveStatus(found, live);
					const details = { ...updated.instance.details, connectedAt };
					const instance = { ...updated.instance, details };
					return await toOutputItem(run, item, choices, { ...updated, instance });
				}
				return await toOutputItem(run, item, choices, await withKnownStatus(run, item, found));
			},
		);
	},
});

/**
 * Requests the live status of an instance whose row in the list says nothing about it, or
 * contradicts itself. When that fails, the status stays unknown.
 *
 * @throws {ProviderError} of kind `cancelled`
 */
async function withKnownStatus({ provider }: Run, item: RunItem, found: InstanceRecord) {
	if (tellsStatus(found.instance)) return found;
	const { instanceId } = found.instance;
	const live = await attempt(provider.status.getLive(item.send, instanceId));
	if ('value' in live) return withLiveStatus(found, live.value);
	if (live.error.traits.isCancellation) throw live.error;
	return found;
}

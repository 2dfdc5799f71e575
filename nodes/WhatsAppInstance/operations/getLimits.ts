import { readBoolean } from '../../domain/parameters';
import { presentableResponse } from '../../domain/redact';
import type { AccountLimits } from '../../providers/Provider';
import type { ApiClient } from '../../transport/ApiClient';
import { defineOperation } from '../Operation';
import { optionsField, simplifyField } from '../optionFields';
import { RequestCache } from '../run/RequestCache';

/** Reports how many instances the account's plan allows, with one request for all items. */
export const getLimits = defineOperation({
	displayName: 'Get Limits',
	action: 'Get limits of the account',
	description: 'Get how many instances the plan allows, and how many are used',
	capability: (provider) => provider.accountLimits,

	fields: (provider) => [simplifyField, optionsField(provider)],

	async execute(run, capability) {
		const { provider } = run;
		const cache = new RequestCache<ApiClient, AccountLimits>();
		return await run.forEachItem(
			1,
			({ read }) => readBoolean(read<unknown>('simplify', true), 'Simplify'),
			async ({ index, send, client }, simplify) => {
				const { raw, ...limits } = await cache.get(client, async () => await capability.get(send));
				const chosen = simplify ? { provider: provider.name, ...limits } : raw;
				const json = presentableResponse(chosen, client.secrets);
				return { json, pairedItem: { item: index } };
			},
		);
	},
});

import type { AccountLimits } from '../../providers/Provider';
import { readBoolean } from '../../domain/parameters';
import { presentableAnswer } from '../../domain/redact';
import { optionsField, simplifyField } from '../optionFields';
import type { Operation } from '../Operation';
import type { Account } from '../run/Run';
import { RequestCache } from '../run/RequestCache';

/** Tells how many instances the account's plan allows: one request, however many items. */
export const getLimits: Operation = {
	displayName: 'Get Limits',
	action: 'Get limits of the account',
	description: 'Get how many instances the plan allows, and how many are used',
	isOfferedBy: (provider) => provider.getLimits !== undefined,

	fields: (provider) => [simplifyField, optionsField(provider)],

	async execute(run) {
		const { provider } = run;
		const answers = new RequestCache<Account['client'], AccountLimits | undefined>();
		return await run.forEachItem(1, async ({ index, read, send, client }) => {
			const told = await answers.get(client, async () => await provider.getLimits?.(send));
			const { answer = {}, ...limits } = told ?? {};
			const simplify = readBoolean(read<unknown>('simplify', true), 'Simplify');
			const chosen = simplify ? { provider: provider.name, ...limits } : answer;
			const json = presentableAnswer(chosen, client.knownSecrets);
			return { json, pairedItem: { item: index } };
		});
	},
};

import { instanceIdField } from '../../shared/instanceField';
import { MAX_CONCURRENCY } from '../run/Run';
import { defineOperation } from '../Operation';
import {
	linkValidForField,
	optionsField,
	pairingPageUrlField,
	simplifyField,
} from '../optionFields';
import { findInstance } from '../run/findInstance';
import { toOutputItem } from '../run/outputItem';
import { pairingLinkField, readPairingLinkPlan } from '../run/pairingLink';
import { readInstanceAndOutput } from '../run/readInstanceId';

/** Makes links to the pairing page, with one list request for all items. */
export const createPairingLink = defineOperation({
	displayName: 'Create Pairing Link',
	action: 'Create a pairing link',
	description: 'Create a link to a page that shows a fresh code whenever somebody opens it',
	capability: ({ qrCode }) => qrCode,

	fields: (provider) => [
		instanceIdField(provider),
		{ ...pairingPageUrlField, required: true },
		linkValidForField,
		simplifyField,
		optionsField(provider),
	],

	async execute(run) {
		return await run.forEachItem(
			MAX_CONCURRENCY,
			async (item) => ({
				plan: readPairingLinkPlan(
					item.read<unknown>('pairingPageUrl', ''),
					item.read<unknown>('linkValidFor', undefined),
				),
				...(await readInstanceAndOutput(run.provider, item)),
			}),
			async (item, { plan, instanceId, choices }) => {
				const found = await findInstance(run, item, instanceId);
				const extra = pairingLinkField(run, item, plan, instanceId);
				return await toOutputItem(run, item, choices, { ...found, extra });
			},
		);
	},
});

import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readBoolean, readChoice, readSeconds } from '../../domain/parameters';

import type { QrCodeFormat } from '../../providers/Provider';
import { uptime } from '../../transport/clock';
import type { ApiClient } from '../../transport/ApiClient';
import { optionsField, outputFileField, simplifyField } from '../optionFields';
import { readInstanceId } from '../run/readInstanceId';
import {
	readOutputChoices,
	toOutputItem,
	type InstanceReport,
	type OutputChoices,
} from '../run/outputItem';
import { KeyedMutex } from '../run/KeyedMutex';
import { defineOperation } from '../Operation';
import { CONNECTED_HINT, describeMissing, NEVER_CHECKED, obtainQrCode } from '../run/obtainQrCode';
import { concurrencyWithin, type Run, type RunItem } from '../run/Run';
import {
	type Watched,
	type WatchResult,
	type WatchResults,
	ConnectionWatch,
} from '../run/ConnectionWatch';
import { instanceIdField } from '../../shared/instanceField';
import { isConnected } from '../../domain/instance';

const timeoutField: INodeProperties = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 600 },
	default: 120,
	description: 'Maximum number of seconds to wait, up to 600',
};

const onTimeoutField: INodeProperties = {
	displayName: 'On Timeout',
	name: 'onTimeout',
	type: 'options',
	options: [
		{
			name: 'Continue',
			value: 'continue',
			description: "Return the item with 'connected' set to false",
		},
		{
			name: 'Fail',
			value: 'error',
			description:
				'End the item with an error. A failed or logged-out instance is returned either way.',
		},
	],
	default: 'continue',
	description: 'What to do with an item whose phone was not connected in time',
};

interface Prepared extends Watched {
	choices: OutputChoices;
	format: QrCodeFormat;
	returnsFreshQrCode: boolean;
}

/** Waits until phones are connected, with one request per poll however many items there are. */
export const waitUntilConnected = defineOperation({
	displayName: 'Wait Until Connected',
	action: 'Wait until an instance is connected',
	description: 'Wait until somebody has scanned the QR code and the phone is connected',
	capability: ({ status }) => status,

	fields: (provider) => [
		instanceIdField(provider),
		timeoutField,
		onTimeoutField,
		{ ...outputFileField, hint: "Used with the option 'Return Fresh QR Code' only" },
		simplifyField,
		optionsField(provider, { image: true, waits: true }),
	],

	async execute(run) {
		const items = await run.checkItems(async (item) => await prepare(run, item));
		const prepared = items.map((one) => ('value' in one ? { value: one.value.checked } : one));
		const started = uptime();
		const results = await watchAll(
			run,
			prepared.flatMap((one) => ('value' in one ? [one.value] : [])),
		);
		if (run.stopsOnError) run.stopAtFirst(errorsOf(results));

		const mutex = new KeyedMutex();
		const concurrency = concurrencyWithin(run.provider.qrCode.limit);
		return run.present(
			await run.settleItems(concurrency, async (index) => {
				const one = prepared[index];
				if (one === undefined || 'error' in one) throw one?.error;
				// Items for the same instance share one fresh code, so they take turns.
				return await mutex.run(
					one.value.instanceId,
					async () => await finish(run, one.value, results.get(index), started),
				);
			}),
		);
	},
});

async function prepare(run: Run, item: RunItem): Promise<Prepared> {
	const options = item.read<IDataObject>('options', {});
	return {
		item,
		instanceId: await readInstanceId(run.provider, item),
		timeout: readSeconds(item.read<unknown>('timeout', 120), 'Timeout', 1, 600),
		failsOnTimeout:
			readChoice(item.read<unknown>('onTimeout', 'continue'), 'On Timeout', [
				'continue',
				'error',
			]) === 'error',
		returnsFreshQrCode: readBoolean(options.returnFreshQrCode, 'Return Fresh QR Code'),
		choices: readOutputChoices(item),
		format: run.provider.qrCode.readFormat(item.read),
	};
}

/**
 * Watches the items of each account together, and the accounts concurrently.
 *
 * @returns how the wait of each item ended
 */
async function watchAll(run: Run, prepared: Prepared[]): Promise<WatchResults> {
	const accounts = new Map<ApiClient, Prepared[]>();
	for (const one of prepared) {
		accounts.set(one.item.client, [...(accounts.get(one.item.client) ?? []), one]);
	}
	const results: WatchResults = new Map();
	const watches = [...accounts].map(
		async ([client, watched]) => await new ConnectionWatch(run, client, watched, results).wait(),
	);
	await Promise.all(watches);
	return results;
}

function errorsOf(results: WatchResults): Map<number, Error> {
	return new Map(
		[...results].flatMap(([index, result]) => ('error' in result ? [[index, result.error]] : [])),
	);
}

async function finish(
	run: Run,
	prepared: Prepared,
	result: WatchResult | undefined,
	started: number,
): Promise<INodeExecutionData> {
	const { item, choices } = prepared;
	if (result === undefined || 'error' in result) throw result?.error;

	const extra: IDataObject = {
		connected: isConnected(result.instance),
		waitedSeconds: Math.round(result.waited / 100) / 10,
		timedOut: result.timedOut,
		...(result.hint && { waitHint: result.hint }),
	};
	const { instance, raw } = result;
	const report: InstanceReport = { instance, raw, extra };
	if (!result.timedOut || !prepared.returnsFreshQrCode) {
		return await toOutputItem(run, item, choices, report);
	}

	// A hint on a timed-out item means that the last status check failed.
	const checkedAt = result.hint === undefined ? started + result.waited : NEVER_CHECKED;
	const outcome = await obtainQrCode(
		run.provider,
		item,
		{ instance, raw, checkedAt },
		prepared.format,
	);
	if (isConnected(outcome.instance)) {
		// Somebody scanned the code after the last poll.
		return await toOutputItem(run, item, choices, {
			instance: outcome.instance,
			raw: outcome.raw ?? raw,
			extra: { ...extra, connected: true, timedOut: false },
			qrCode: { hint: CONNECTED_HINT },
		});
	}
	return await toOutputItem(run, item, choices, {
		...report,
		instance: outcome.instance,
		qrCode:
			'issued' in outcome
				? outcome
				: { ...outcome, hint: describeMissing(outcome, "Use 'Get QR Code' to ask again") },
	});
}

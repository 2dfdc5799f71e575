import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { INSTANCE_STATUSES, type Instance, type InstanceStatus } from '../../domain/instance';
import { isRecord } from '../../domain/json';
import { isForPhone } from '../../domain/phoneSpellings';
import {
	EmptyParameterError,
	ParameterError,
	readBoolean,
	readChoice,
	readTextField,
} from '../../domain/parameters';

import { parsePhone } from '../../domain/phone';
import { isSameName } from '../../domain/sameName';

import type { InstanceFilters, Provider } from '../../providers/Provider';
import { optionsField, simplifyField } from '../optionFields';
import { toInstanceId } from '../run/readInstanceId';
import { readOutputChoices, toOutputItem } from '../run/outputItem';
import { defineOperation } from '../Operation';
import { type RunItem, MAX_CONCURRENCY } from '../run/Run';
import { byName } from '../../domain/text';

const STATUS_NAMES: Record<InstanceStatus, string> = {
	awaitingScan: 'Awaiting Scan',
	connected: 'Connected',
	disconnected: 'Disconnected',
	failed: 'Failed',
	pending: 'Pending',
	starting: 'Starting',
	unknown: 'Unknown',
};

const fields = (provider: Provider): INodeProperties[] => [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'ID',
				name: 'instanceId',
				type: 'string',
				default: '',
				placeholder: `e.g. ${provider.instanceId.example}`,
				description: 'Only the instance with this ID',
			},
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Cairo Store',
				description: 'Only instances with this name, in upper or lower case',
			},
			{
				displayName: 'Phone',
				name: 'phone',
				type: 'string',
				default: '',
				placeholder: 'e.g. +20 123 456 7890',
				description: 'Only instances of this phone, however its number is spelled',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [...new Set(provider.status.statuses)]
					.map((value) => ({ name: STATUS_NAMES[value], value }))
					.sort(byName),
				default: 'connected',
				description: 'Only instances in this state',
			},
		],
	},
	simplifyField,
	optionsField(provider),
];

/** Lists the account's instances. */
export const getAll = defineOperation({
	displayName: 'Get Many',
	action: 'Get many instances',
	description: 'Get many instances with their details and status',
	capability: ({ status }) => status,
	fields,

	async execute(run) {
		return await run.forEachItem(
			MAX_CONCURRENCY,
			async (item) => ({
				filters: await readFilters(run.provider, item),
				limit: readLimit(item),
				choices: readOutputChoices(item),
			}),
			async (item, { filters, limit, choices }) => {
				const { instanceId, status } = filters;
				const listed = await item.instances.list(item.send, {
					...(instanceId !== undefined && { instanceId }),
					...(status !== undefined && { status }),
				});
				const wanted = listed.filter(({ instance }) => matches(instance, filters)).slice(0, limit);
				const items: INodeExecutionData[] = [];
				for (const found of wanted) items.push(await toOutputItem(run, item, choices, found));
				return items;
			},
		);
	},
});

/** The filters of an item; all must match. */
interface Wanted extends InstanceFilters {
	name?: string;
	/** Digits with country code, without `+`. */
	phone?: string;
}

const EMPTY_FILTER = 'Enter a value for this filter, or remove it';

function readLimit({ read }: RunItem): number {
	if (readBoolean(read<unknown>('returnAll', false), 'Return All')) return Infinity;
	const limit = Number(read<unknown>('limit', 50));
	if (!(Number.isInteger(limit) && limit >= 1)) {
		throw new ParameterError(
			"'Limit' must be a whole number of 1 or more",
			"Or turn on 'Return All'",
		);
	}
	return limit;
}

/**
 * Reads the filters of an item. An empty filter does not stand for all instances: a later node may
 * delete every instance it receives.
 *
 * @throws {ParameterError} when a filter is empty or invalid
 */
async function readFilters(provider: Provider, item: RunItem): Promise<Wanted> {
	const entered = item.read<unknown>('filters', {});
	if (!isRecord(entered)) {
		throw new ParameterError(
			"'Filters' is not a list of filters",
			'Enter an expression for each filter instead of one for all of them',
		);
	}
	const readFilter = (key: keyof Wanted, label: string): string | undefined => {
		if (!(key in entered)) return undefined;
		const text = readTextField(entered[key], label);
		if (text !== '') return text;
		throw new EmptyParameterError(label, EMPTY_FILTER);
	};
	const instanceId = readFilter('instanceId', 'ID');
	const name = readFilter('name', 'Name');
	const phone = readFilter('phone', 'Phone');
	const status = readFilter('status', 'Status');
	return {
		...(instanceId && {
			instanceId: await toInstanceId(provider, item, entered.instanceId, {
				label: 'ID',
				whenEmpty: EMPTY_FILTER,
			}),
		}),
		...(name && { name }),
		...(phone && { phone: parsePhone(phone) }),
		...(status && { status: readChoice(status, 'Status', INSTANCE_STATUSES) }),
	};
}

function matches(instance: Instance, filters: Wanted): boolean {
	const { instanceId, name, phone, status } = filters;
	return (
		(instanceId === undefined || instance.instanceId === instanceId) &&
		(name === undefined || isSameName(instance.name ?? '', name)) &&
		(phone === undefined || isForPhone(instance, phone)) &&
		(status === undefined || instance.status === status)
	);
}

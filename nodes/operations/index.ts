import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { byName } from '../domain/byName';
import { entryOf } from '../domain/table';
import { providerList } from '../providers';
import type { Provider } from '../providers/Provider';
import { create } from './create.operation';
import { deleteOperation } from './delete.operation';
import { providerProperty } from './fields';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getLimits } from './getLimits.operation';
import { getQrCodeOperation } from './getQrCode.operation';
import { logout } from './logout.operation';
import type { Operation } from './Operation';
import { restart } from './restart.operation';
import { Run } from './Run';
import { waitUntilConnected } from './waitUntilConnected.operation';

interface Resource {
	displayName: string;
	operations: Record<string, Operation>;
}

/** Every operation by resource: the one list that options, fields and dispatch come from. */
const table: Record<string, Resource> = {
	instance: {
		displayName: 'Instance',
		operations: {
			create,
			delete: deleteOperation,
			get,
			getAll,
			getQrCode: getQrCodeOperation,
			logout,
			restart,
			waitUntilConnected,
		},
	},
	account: {
		displayName: 'Account',
		operations: { getLimits },
	},
} satisfies Record<string, Resource>;

/** All parameters of the action node: provider, resource, operation, and the operations' own. */
export const properties: INodeProperties[] = [
	providerProperty,
	...providerList.flatMap((provider) => [
		resourceProperty(provider),
		...Object.entries(table).flatMap(([resource, { operations }]) => {
			const offered = Object.entries(operations).filter(([, one]) => one.isOfferedBy(provider));
			if (offered.length === 0) return [];
			return [
				operationProperty(provider, resource, offered),
				...offered.flatMap(([operation, one]) =>
					one
						.fields(provider)
						.map((field) =>
							showFor(
								{ provider: [provider.name], resource: [resource], operation: [operation] },
								field,
							),
						),
				),
			];
		}),
	]),
];

/**
 * Runs the operation a node is set to.
 *
 * @throws {NodeOperationError} when the provider does not offer it, as after editing the
 * workflow's JSON; also every error of the operation itself
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read = (name: string) => String(context.getNodeParameter(name, 0, ''));
	const provider = providerList.find(({ name }) => name === read('provider'));
	const operation = entryOf(entryOf(table, read('resource'))?.operations ?? {}, read('operation'));
	if (provider === undefined || !operation?.isOfferedBy(provider)) {
		const title = provider?.title ?? `The provider '${read('provider')}'`;
		// n8n drops parameters that are not shown, here the operation of a resource that is not offered.
		const missing = read('operation')
			? `no operation '${read('operation')}' for '${read('resource')}'`
			: `no resource '${read('resource')}'`;
		throw new NodeOperationError(context.getNode(), `${title} has ${missing}`, {
			description: 'Choose provider, resource and operation anew from the lists',
		});
	}
	return await operation.execute(new Run(context, provider));
}

function resourceProperty(provider: Provider): INodeProperties {
	const offered = Object.entries(table).filter(([, { operations }]) =>
		Object.values(operations).some((operation) => operation.isOfferedBy(provider)),
	);
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: offered.map(([value, { displayName }]) => ({ name: displayName, value })),
		default: 'instance',
		displayOptions: { show: { provider: [provider.name] } },
	};
}

function operationProperty(
	provider: Provider,
	resource: string,
	offered: Array<[string, Operation]>,
): INodeProperties {
	const options: INodePropertyOptions[] = offered.map(
		([value, { displayName, action, description }]) => ({
			name: displayName,
			value,
			action,
			description,
		}),
	);
	const property: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [...options].sort(byName),
		default: '',
		displayOptions: { show: { provider: [provider.name], resource: [resource] } },
	};
	// The first of the table is what people need first.
	return { ...property, default: options[0]?.value ?? '' };
}

function showFor(show: Record<string, string[]>, field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { ...show, ...field.displayOptions?.show } } };
}

import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { findProvider, providerList } from '../providers';
import type { Provider } from '../providers/Provider';
import { create } from './operations/create';
import { createPairingLink } from './operations/createPairingLink';
import { deleteOperation } from './operations/delete';

import { get } from './operations/get';
import { getAll } from './operations/getAll';
import { getLimits } from './operations/getLimits';
import { getQrCodeOperation } from './operations/getQrCode';
import { logout } from './operations/logout';
import type { Operation } from './Operation';
import { restart } from './operations/restart';
import { Run } from './run/Run';
import { waitUntilConnected } from './operations/waitUntilConnected';
import { byName, entryOf } from '../domain/text';
import { showFor } from '../shared/commonFields';
import { providerField } from '../shared/providerFields';

interface Resource {
	displayName: string;
	operations: Record<string, Operation>;
}

/** Every operation by resource: the only source of options, fields and dispatch. */
const table: Record<string, Resource> = {
	instance: {
		displayName: 'Instance',
		operations: {
			create,
			createPairingLink,
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

/**
 * All parameters of the action node: provider, resource, operation, and the fields of every
 * operation.
 */
export const properties: INodeProperties[] = [
	providerField(providerList),
	resourceProperty(),
	...Object.entries(table).map(([resource, { operations }]) =>
		operationProperty(resource, operations),
	),
	...providerList.flatMap((provider) =>
		Object.entries(table).flatMap(([resource, { operations }]) =>
			Object.entries(operations).flatMap(([operation, one]) => {
				const shown = {
					provider: [provider.name],
					resource: [resource],
					operation: [operation],
				};
				return (one.at(provider)?.fields() ?? []).map((field) => showFor(shown, field));
			}),
		),
	),
];

/**
 * Runs the operation that a node is set to.
 *
 * @returns the output items, in the order of the input items
 * @throws {NodeOperationError} when the provider does not offer it, as after the workflow's JSON
 * was edited; also every error of the operation itself
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const read = (name: string) => String(context.getNodeParameter(name, 0, ''));
	const provider = findProvider(read('provider'));
	const operation = entryOf(entryOf(table, read('resource'))?.operations ?? {}, read('operation'));
	const offered = provider && operation?.at(provider);
	if (provider === undefined || offered === undefined) {
		const title = provider?.endpoint.title ?? `The provider '${read('provider')}'`;
		// n8n drops the values of hidden parameters, such as the operation of a resource that is not
		// offered.
		const missing = read('operation')
			? `no operation '${read('operation')}' for '${read('resource')}'`
			: `no resource '${read('resource')}'`;
		throw new NodeOperationError(context.getNode(), `${title} has ${missing}`, {
			description: 'Choose provider, resource and operation again from the lists',
		});
	}
	return await offered.execute(new Run(context, provider, offered.fields()));
}

function resourceProperty(): INodeProperties {
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: Object.entries(table).map(([value, { displayName, operations }]) => ({
			name: displayName,
			value,
			...showOnlyFor(
				providerList.filter((provider) =>
					Object.values(operations).some((one) => one.at(provider) !== undefined),
				),
			),
		})),
		default: 'instance',
	};
}

// One property for all providers: with several, n8n's nodes panel lists only the actions of the
// first.
function operationProperty(
	resource: string,
	operations: Record<string, Operation>,
): INodeProperties {
	const options: INodePropertyOptions[] = Object.entries(operations).map(
		([value, { displayName, action, description, at }]) => {
			const offering = providerList.filter((provider) => at(provider) !== undefined);
			const only = offering.length < providerList.length;
			const titles = offering.map(({ endpoint }) => endpoint.title).join(', ');
			return {
				name: displayName,
				value,
				// The panel lists actions before a provider is chosen, so the action names its providers.
				action: only ? `${action} (${titles})` : action,
				description,
				...showOnlyFor(offering),
			};
		},
	);
	const property: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [...options].sort(byName),
		default: '',
		displayOptions: { show: { resource: [resource] } },
	};
	// The first operation in the table is the one people need first.
	return { ...property, default: options[0]?.value ?? '' };
}

/**
 * The display options that hide an option at other providers; empty where all providers offer it.
 */
function showOnlyFor(offering: Provider[]): Pick<INodePropertyOptions, 'displayOptions'> {
	return offering.length === providerList.length
		? {}
		: { displayOptions: { show: { provider: offering.map(({ name }) => name) } } };
}

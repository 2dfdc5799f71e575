import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Provider } from '../providers/Provider';
import type { Run } from './run/Run';

interface Texts {
	/** Title Case, as shown in the list of operations. */
	displayName: string;
	/** Sentence case, as shown in the list of actions. */
	action: string;
	description: string;
}

/** An operation as one provider offers it. */
export interface OfferedOperation {
	/**
	 * The parameters. Their display conditions for provider, resource and operation are added by the
	 * operation table.
	 */
	fields(): INodeProperties[];
	/**
	 * Processes all input items.
	 *
	 * @returns the output items, in the order of the input items
	 * @throws {NodeApiError | NodeOperationError} when an item fails and the node stops on errors
	 */
	execute(run: Run): Promise<INodeExecutionData[]>;
}

/** One operation of the action node: its texts, its fields, and what it does. */
export interface Operation extends Texts {
	/** The operation at a provider; `undefined` where its API lacks what the operation needs. */
	at(provider: Provider): OfferedOperation | undefined;
}

interface Definition<Capability extends object> extends Texts {
	/** Picks what the operation needs from a provider; `undefined` where the provider lacks it. */
	capability(provider: Provider): Capability | undefined;
	fields(provider: Provider, capability: Capability): INodeProperties[];
	execute(run: Run, capability: Capability): Promise<INodeExecutionData[]>;
}

/**
 * Defines an operation. It is offered at the providers for which `capability` returns an object,
 * and its `fields` and `execute` receive that object.
 */
export function defineOperation<Capability extends object>(
	definition: Definition<Capability>,
): Operation {
	const { displayName, action, description } = definition;
	return {
		displayName,
		action,
		description,
		at(provider) {
			const capability = definition.capability(provider);
			if (capability === undefined) return undefined;
			return {
				fields: () => definition.fields(provider, capability),
				execute: async (run) => await definition.execute(run, capability),
			};
		},
	};
}

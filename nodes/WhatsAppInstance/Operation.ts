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
	/** The parameters, without the conditions for provider, resource and operation. */
	fields(): INodeProperties[];
	/** Returns the output items, in the order of the input items. */
	execute(run: Run): Promise<INodeExecutionData[]>;
}

/** One operation of the action node: how it is shown, its fields, and what it does. */
export interface Operation extends Texts {
	/** The operation at a provider; `undefined` where its API does not have what it needs. */
	at(provider: Provider): OfferedOperation | undefined;
}

interface Definition<Capability extends object> extends Texts {
	/** What the operation needs of a provider. */
	capability(provider: Provider): Capability | undefined;
	fields(provider: Provider, capability: Capability): INodeProperties[];
	execute(run: Run, capability: Capability): Promise<INodeExecutionData[]>;
}

/** Makes an operation that gets what it needs of a provider handed, or is not offered. */
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

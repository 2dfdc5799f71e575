import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Provider } from '../providers/Provider';
import type { Run } from './run/Run';

/** One operation of the action node: how it is shown, its fields, and what it does. */
export interface Operation {
	/** Title Case, as shown in the list of operations. */
	displayName: string;
	/** Sentence case, as shown in the list of actions. */
	action: string;
	description: string;
	/** Whether a provider's API has what the operation needs. */
	isOfferedBy(provider: Provider): boolean;
	/** The parameters, without the conditions for provider, resource and operation. */
	fields(provider: Provider): INodeProperties[];
	/** Gives the output items, in the order of the input items. */
	execute(run: Run): Promise<INodeExecutionData[]>;
}

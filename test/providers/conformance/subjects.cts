import type { INodeParameters } from 'n8n-workflow';

import type { Side } from '../descriptors.cts';
import type { OperationCase } from '../ProviderDescriptor.cts';

export interface Subject extends OperationCase {
	label: string;
	/** For an item whose field `id` names the instance. */
	parameters: INodeParameters;
}

/** Each operation of a provider, in each way that asks for something else. */
export function subjectsOf({ provider, operations, createParameters }: Side): Subject[] {
	return operations.map((one) => ({
		...one,
		label: one.with ? `${one.operation} with ${JSON.stringify(one.with)}` : one.operation,
		parameters: {
			provider,
			operation: one.operation,
			name: 'Shop',
			phone: '+628123456789',
			instanceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			...createParameters,
			...one.with,
		},
	}));
}

import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';

/**
 * The item that takes the place of a failed one. It has the single key `error`, because older n8n
 * recognises error items by it, and newer n8n then adds the fields of the input item.
 */
export function toErrorItem(error: NodeApiError | NodeOperationError, item: number) {
	const { message, description } = error;
	const text = description ? `${message}. ${description}` : message;
	return { json: { error: text }, pairedItem: { item } } satisfies INodeExecutionData;
}

import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';

/**
 * The item that replaces a failed one. It has the single key `error`: older n8n recognizes error
 * items by it, and newer n8n then adds the fields of the input item.
 *
 * @param item the index of the input item
 */
export function toErrorItem(error: NodeApiError | NodeOperationError, item: number) {
	const { message, description } = error;
	const text = description ? `${message}. ${description}` : message;
	return { json: { error: text }, pairedItem: { item } } satisfies INodeExecutionData;
}

import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { hideSecrets } from '../domain/redact';
import { ProviderError } from '../transport/ProviderError';

import { ParameterError } from '../domain/parameters';
import type { ApiContext } from '../transport/types';
import { withoutEnding } from '../domain/text';

/**
 * Converts whatever was thrown to the error that n8n shows. It is built again from plain text: n8n
 * stores the whole response of a wrapped error with the execution, and ignores the options given
 * for one that is a `NodeApiError` already.
 *
 * @param itemIndex the item it belongs to; absent where there are no items
 * @param addition a further sentence for the description
 * @param secrets must not be shown, not even where a name or an ID contains one
 */
export function toNodeError(
	context: ApiContext,
	error: unknown,
	itemIndex?: number,
	addition = '',
	secrets: readonly string[] = [],
): NodeApiError | NodeOperationError {
	const { message, description } = describe(error);
	const shown = hideSecrets(message, secrets);
	const text = itemIndex === undefined ? shown : `${shown} [Item ${itemIndex}]`;
	const options = {
		message: text,
		description: hideSecrets(joined(description, addition), secrets),
		...(itemIndex === undefined ? {} : { itemIndex }),
	};
	const nodeError =
		error instanceof ProviderError
			? new NodeApiError(
					context.getNode(),
					{ message: text },
					error.status === undefined ? options : { ...options, httpCode: String(error.status) },
				)
			: new NodeOperationError(context.getNode(), text, options);
	// n8n replaces messages that contain the name of a system error.
	nodeError.message = text;
	return nodeError;
}

function describe(error: unknown): { message: string; description: string } {
	if (error instanceof ParameterError || error instanceof ProviderError) return error;
	if (!(error instanceof Error))
		return { message: 'Something unexpected happened', description: '' };
	const description = 'description' in error ? error.description : undefined;
	return {
		message: error.message,
		description: typeof description === 'string' ? description : '',
	};
}

function joined(description: string, addition: string): string {
	if (description === '' || addition === '') return `${description}${addition}`;
	return `${withoutEnding(description, (character) => character === '.')}. ${addition}`;
}

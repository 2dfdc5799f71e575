import { Container } from '@n8n/di';
import { BinaryDataConfig } from 'n8n-core';
import { NodeApiError, type IBinaryKeyData, type INode } from 'n8n-workflow';

/**
 * Whether n8n's errors keep what they wrap. Up to n8n 2.20 they lose it, and with it goes the answer
 * by which n8n would find a credential's own words for a status: it falls back on its own.
 */
export function errorsKeepTheirCause(): boolean {
	const node: INode = {
		id: '1',
		name: 'Any',
		type: 'any',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const cause = new Error('the wrapped one');
	return new NodeApiError(node, cause as unknown as { message: string }).cause === cause;
}

/**
 * A replacer for `JSON.stringify` that leaves out the files which this version of n8n keeps as
 * base64 inside the items: n8n 1 does so by default, later ones keep them beside the items.
 */
export function withoutFiles(key: string, value: unknown): unknown {
	if (key !== 'binary' || Container.get(BinaryDataConfig).mode !== 'default') return value;
	const files = Object.entries(value as IBinaryKeyData);
	return Object.fromEntries(files.map(([field, file]) => [field, { ...file, data: 'in memory' }]));
}

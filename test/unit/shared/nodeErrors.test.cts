import { inspect } from 'node:util';

import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INode } from 'n8n-workflow';

import { toNodeError } from '../../../nodes/shared/nodeErrors.ts';
import { ProviderError } from '../../../nodes/transport/ProviderError.ts';
import { ParameterError } from '../../../nodes/domain/parameters.ts';

import { toErrorItem } from '../../../nodes/WhatsAppInstance/run/errorItem.ts';

const node: INode = {
	id: '1',
	name: 'WhatsApp Instance',
	type: 'n8n-nodes-whatsapp-instance.whatsAppInstance',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const context = { getNode: () => node } as IExecuteFunctions;

const taken = new ProviderError('validation', 'Hypersender did not accept the values', {
	description: 'Correct the parameters that it names',
	status: 422,
});

describe('the error a user sees', () => {
	it('has message, description, item and HTTP status of what the provider refused', () => {
		const error = toNodeError(context, taken, 3);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'Hypersender did not accept the values [Item 3]',
			description: 'Correct the parameters that it names',
			httpCode: '422',
			node,
		});
		expect(error.context.itemIndex).toBe(3);
	});

	it('has message, description and item of a parameter that cannot be used', () => {
		const refusal = new ParameterError("'Phone' is empty", 'Enter it with its country code');
		const error = toNodeError(context, refusal, 0);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: "'Phone' is empty [Item 0]",
			description: 'Enter it with its country code',
		});
		expect(error.context.itemIndex).toBe(0);
	});

	it('names no item where there are none', () => {
		const error = toNodeError(context, taken);
		expect(error.message).toBe('Hypersender did not accept the values');
		expect(error.context.itemIndex).toBeUndefined();
	});

	it('shows no secret that stands in a name or an ID, wherever it names them', () => {
		const key = 'key-of-the-account';
		const refusal = new ParameterError(`'Shop ${key}' exists`, `Its ID is ${key}`);
		const error = toNodeError(context, refusal, 0, `Created and kept: ${key}`, [key]);
		expect(error).toMatchObject({
			message: "'Shop [hidden]' exists [Item 0]",
			description: 'Its ID is [hidden]. Created and kept: [hidden]',
		});
		expect(inspect(error)).not.toContain(key);
	});

	it('carries a further sentence after the description', () => {
		const { description } = toNodeError(context, taken, 0, 'Created and kept: Shop (c9a1)');
		expect(description).toBe('Correct the parameters that it names. Created and kept: Shop (c9a1)');
	});

	// n8n replaces messages in which it finds such a name by a general one.
	it.each([
		'ENOENT',
		'ECONNREFUSED',
		'ECONNRESET',
		'ENOTFOUND',
		'ETIMEDOUT',
		'EADDRINUSE',
		'ECONNABORTED',
	])('keeps its message when that holds the name %s', (name) => {
		const message = `'Name' is taken: '${name} shop' belongs to another phone`;
		const fromParameter = toNodeError(context, new ParameterError(message, 'Choose another'), 1);
		expect(fromParameter.message).toBe(`${message} [Item 1]`);
		const refusal = new ProviderError('conflict', message, { description: 'Choose another' });
		const fromProvider = toNodeError(context, refusal, 1);
		expect(fromProvider.message).toBe(`${message} [Item 1]`);
		expect(fromProvider.description).toBe('Choose another');
	});

	it('keeps its message whatever the HTTP status is', () => {
		for (const status of [401, 403, 404, 429, 500, 503]) {
			const error = new ProviderError('badRequest', 'Own words', { description: 'Advice', status });
			expect(toNodeError(context, error, 0)).toMatchObject({
				message: 'Own words [Item 0]',
				description: 'Advice',
				httpCode: String(status),
			});
		}
	});

	it('tells of anything else that was thrown', () => {
		const disk = Object.assign(new Error('disk full'), { description: 'Free some space' });
		expect(toNodeError(context, disk, 0)).toMatchObject({
			message: 'disk full [Item 0]',
			description: 'Free some space',
		});
		expect(toNodeError(context, 'text', 0).message).toContain('unexpected');
		expect(toNodeError(context, undefined).message).toContain('unexpected');
	});

	it('does not carry the original error along, which may hold headers and keys', () => {
		const original = Object.assign(new Error('failed', { cause: new Error('inner') }), {
			config: { headers: { Authorization: 'Bearer x' } },
		});
		const error = toNodeError(context, original, 0);
		expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('Bearer');
	});
});

describe('the item that takes the place of a failed one', () => {
	it('has the single key error, by which n8n recognises it, and points at its input', () => {
		expect(toErrorItem(toNodeError(context, taken, 2), 2)).toEqual({
			json: {
				error:
					'Hypersender did not accept the values [Item 2]. Correct the parameters that it names',
			},
			pairedItem: { item: 2 },
		});
	});

	it('does without a description', () => {
		const error = toNodeError(context, new Error('disk full'), 0);
		expect(toErrorItem(error, 0).json).toEqual({ error: 'disk full [Item 0]' });
	});
});

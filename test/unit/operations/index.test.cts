import {
	NodeHelpers,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { properties, runOperation } from '../../../nodes/operations/index.ts';

const BINARY_AND_FORM = ['binaryPropertyName', 'simplify', 'options'];

/** What is to be seen below provider, resource and operation; a row for each choice there is. */
const FIELDS: Array<[provider: string, operation: string, further: INodeParameters, string[]]> = [
	['hypersender', 'create', {}, ['name', 'phone', 'webhookUrl', 'ifExists', ...BINARY_AND_FORM]],
	['hypersender', 'getQrCode', {}, ['instanceId', ...BINARY_AND_FORM]],
	[
		'wachat',
		'create',
		{ integration: 'WHATSAPP-BAILEYS' },
		['name', 'phone', 'integration', 'qrResponse', 'settings', 'ifExists', ...BINARY_AND_FORM],
	],
	[
		'wachat',
		'create',
		{ integration: 'WHATSAPP-BUSINESS' },
		[
			'name',
			'phone',
			'integration',
			'metaToken',
			'metaBusinessId',
			'metaPhoneNumberId',
			'settings',
			'ifExists',
			...BINARY_AND_FORM,
		],
	],
	['wachat', 'getQrCode', {}, ['instanceId', 'qrResponse', ...BINARY_AND_FORM]],
];

/** The properties the editor shows for such values, by n8n's own rules. */
function shown(values: INodeParameters): INodeProperties[] {
	return properties.filter((property) =>
		NodeHelpers.displayParameter(values, property, { typeVersion: 1 }, null),
	);
}

function shownProperty(name: string, values: INodeParameters): INodeProperties {
	const property = shown(values).find((one) => one.name === name);
	if (property === undefined) throw new Error(`'${name}' is not shown`);
	return property;
}

function choices({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options as INodePropertyOptions[];
}

function operationsOf(provider: string): INodePropertyOptions[] {
	return choices(shownProperty('operation', { provider, resource: 'instance' }));
}

describe('what the editor shows', () => {
	it('begins with provider, resource and operation, none of which can be an expression', () => {
		for (const [provider, operation] of FIELDS) {
			const first = shown({ provider, resource: 'instance', operation }).slice(0, 3);
			expect(first.map(({ name }) => name)).toEqual(['provider', 'resource', 'operation']);
			expect(first.every(({ noDataExpression }) => noDataExpression === true)).toBe(true);
		}
	});

	it.each(FIELDS)(
		'for %s, %s %j are the fields it needs',
		(provider, operation, further, names) => {
			const values = { provider, resource: 'instance', operation, ...further };
			const fields = shown(values).slice(3);
			expect(fields.map(({ name }) => name)).toEqual(names);
			expect(new Set(fields.map(({ displayName }) => displayName)).size).toBe(names.length);
		},
	);

	it('are fields tied to provider, resource and operation, so that none shows up elsewhere', () => {
		const topLevel = ['provider', 'resource', 'operation'];
		for (const { name, displayOptions } of properties) {
			if (topLevel.includes(name)) continue;
			expect(displayOptions?.show).toMatchObject({
				provider: [expect.any(String)],
				resource: [expect.any(String)],
				operation: [expect.any(String)],
			});
		}
	});

	it.each(['hypersender', 'wachat'])('for %s starts with Create', (provider) => {
		expect(shownProperty('operation', { provider, resource: 'instance' }).default).toBe('create');
	});

	it('offers an access token only where instances have one', () => {
		const optionsOf = (provider: string) =>
			choices(shownProperty('options', { provider, resource: 'instance', operation: 'create' }));
		expect(optionsOf('hypersender').map(({ name }) => name)).toEqual([
			'fileName',
			'includeAccessToken',
			'rateLimitWait',
			'requestTimeout',
		]);
		expect(optionsOf('wachat').map(({ name }) => name)).not.toContain('includeAccessToken');
	});

	it('keeps every kind of secret covered', () => {
		const secrets = properties.filter(({ name }) => /token|secret|password|key/i.test(name));
		expect(secrets.map(({ name }) => name)).toContain('metaToken');
		expect(secrets.every(({ typeOptions }) => typeOptions?.password === true)).toBe(true);
	});
});

describe('the operations', () => {
	it.each(['hypersender', 'wachat'])(
		'of %s are exactly those whose fields are known',
		(provider) => {
			const known = FIELDS.filter(([one]) => one === provider).map(([, operation]) => operation);
			expect(new Set(operationsOf(provider).map(({ value }) => value))).toEqual(new Set(known));
		},
	);

	it.each([
		['hypersender', ['delete', 'logout', 'getLimits']],
		['wachat', ['restart']],
	])('of %s hold nothing its API does not offer', (provider, missing) => {
		const values = operationsOf(provider).map(({ value }) => value);
		expect(values.filter((value) => missing.includes(String(value)))).toEqual([]);
	});

	it.each(['hypersender', 'wachat'])('of %s are sorted and described', (provider) => {
		const operations = operationsOf(provider);
		const names = operations.map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		for (const { action, description, name } of operations) {
			expect(action).toMatch(/^[A-Z][^.]*[^.]$/);
			expect(description).toMatch(/^[A-Z].*[^.]$/);
			expect(description).not.toBe(name);
		}
	});

	const contextFor = (parameters: Record<string, string>) => {
		const context = {
			getNode: () => ({ name: 'WhatsApp Instance' }),
			getNodeParameter: (name: string) => parameters[name],
		};
		return context as unknown as IExecuteFunctions;
	};

	it.each([
		['an unknown provider', { provider: 'other', resource: 'instance', operation: 'create' }],
		['an unknown resource', { provider: 'wachat', resource: 'contact', operation: 'create' }],
		['an unknown operation', { provider: 'wachat', resource: 'instance', operation: 'explode' }],
		[
			'another provider’s operation',
			{ provider: 'wachat', resource: 'instance', operation: 'restart' },
		],
	])('refuse %s, as it may stand in an edited workflow', async (_what, parameters) => {
		const refusal = runOperation(contextFor(parameters));
		await expect(refusal).rejects.toBeInstanceOf(NodeOperationError);
		await expect(refusal).rejects.toMatchObject({
			message: expect.stringContaining(`'${parameters.operation}'`) as string,
			description: expect.stringContaining('anew') as string,
		});
	});
});

import {
	NodeHelpers,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { providerList, type ProviderName } from '../../../nodes/providers/index.ts';
import type { Provider } from '../../../nodes/providers/Provider.ts';
import { properties, runOperation } from '../../../nodes/WhatsAppInstance/operationTable.ts';

const FORM = ['simplify', 'options'];
const IMAGE = ['binaryPropertyName', ...FORM];
const WAIT = ['instanceId', 'timeout', 'onTimeout', ...IMAGE];
const LINK = ['instanceId', 'pairingPageUrl', 'linkValidFor', ...FORM];
const META = ['metaToken', 'metaBusinessId', 'metaPhoneNumberId'];
const baileys = { integration: 'WHATSAPP-BAILEYS' };
const business = { integration: 'WHATSAPP-BUSINESS' };
const all = { returnAll: true };
const some = { returnAll: false };

type Row = [resource: string, operation: string, further: INodeParameters, fields: string[]];

/** What is to be seen below provider, resource and operation; a row for each choice there is. */
const FIELDS: Record<ProviderName, Row[]> = {
	hypersender: [
		['instance', 'create', {}, ['name', 'phone', 'webhookUrl', 'ifExists', ...IMAGE]],
		['instance', 'createPairingLink', {}, LINK],
		['instance', 'get', {}, ['instanceId', 'checkHealth', ...FORM]],
		['instance', 'getAll', all, ['returnAll', 'filters', ...FORM]],
		['instance', 'getAll', some, ['returnAll', 'limit', 'filters', ...FORM]],
		['instance', 'getQrCode', {}, ['instanceId', ...IMAGE]],
		['instance', 'restart', {}, ['instanceId', ...FORM]],
		['instance', 'waitUntilConnected', {}, WAIT],
	],
	wachat: [
		[
			'instance',
			'create',
			baileys,
			['name', 'phone', 'integration', 'qrResponse', 'settings', 'ifExists', ...IMAGE],
		],
		[
			'instance',
			'create',
			business,
			['name', 'phone', 'integration', ...META, 'settings', 'ifExists', ...IMAGE],
		],
		['instance', 'createPairingLink', {}, LINK],
		['instance', 'delete', {}, ['instanceId', 'logoutFirst', 'options']],
		['instance', 'get', {}, ['instanceId', ...FORM]],
		['instance', 'getAll', all, ['returnAll', 'filters', ...FORM]],
		['instance', 'getAll', some, ['returnAll', 'limit', 'filters', ...FORM]],
		['instance', 'getQrCode', {}, ['instanceId', 'qrResponse', ...IMAGE]],
		['instance', 'logout', {}, ['instanceId', ...FORM]],
		['instance', 'waitUntilConnected', {}, WAIT],
		['account', 'getLimits', {}, FORM],
	],
};
const PROVIDERS = Object.keys(FIELDS) as ProviderName[];
const ROWS = Object.entries(FIELDS).flatMap(([provider, rows]) =>
	rows.map((row): [string, ...Row] => [provider, ...row]),
);

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

/** The options the editor shows for such values; it filters them as it does properties. */
function choices(
	{ options = [] }: INodeProperties,
	values: INodeParameters,
): INodePropertyOptions[] {
	return (options as INodePropertyOptions[]).filter((option) =>
		NodeHelpers.displayParameter(values, option, { typeVersion: 1 }, null),
	);
}

function resourcesOf(provider: string): string[] {
	return choices(shownProperty('resource', { provider }), { provider }).map(({ value }) =>
		String(value),
	);
}

function operationsOf(provider: string, resource: string): INodePropertyOptions[] {
	const values = { provider, resource };
	return choices(shownProperty('operation', values), values);
}

/** How an action is called that only some providers offer. */
function onlyAt(action: string, ability: (provider: Provider) => object | undefined): string {
	const offering = providerList.filter((provider) => ability(provider) !== undefined);
	return `${action} (${offering.map(({ endpoint }) => endpoint.title).join(', ')})`;
}

describe('what the editor shows', () => {
	it('begins with provider, resource and operation, none of which can be an expression', () => {
		for (const [provider, resource, operation] of ROWS) {
			const first = shown({ provider, resource, operation }).slice(0, 3);
			expect(first.map(({ name }) => name)).toEqual(['provider', 'resource', 'operation']);
			expect(first.every(({ noDataExpression }) => noDataExpression === true)).toBe(true);
		}
	});

	it.each(ROWS)('for %s, %s, %s %j are the fields it needs', (...row) => {
		const [provider, resource, operation, further, names] = row;
		const fields = shown({ provider, resource, operation, ...further }).slice(3);
		expect(fields.map(({ name }) => name)).toEqual(names);
		expect(new Set(fields.map(({ displayName }) => displayName)).size).toBe(names.length);
	});

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

	it.each(PROVIDERS)('for %s starts with Create', (provider) => {
		expect(shownProperty('operation', { provider, resource: 'instance' }).default).toBe('create');
	});

	it('offers an access token only where instances have one', () => {
		const optionsOf = (provider: string) => {
			const values = { provider, resource: 'instance', operation: 'create' };
			return choices(shownProperty('options', values), values);
		};
		expect(optionsOf('hypersender').map(({ name }) => name)).toEqual([
			'fileName',
			'includeAccessToken',
			'linkValidFor',
			'pairingPageUrl',
			'rateLimitWait',
			'requestTimeout',
			'restartIfNeeded',
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
	it.each(PROVIDERS)('of %s are those its API offers, and no other', (provider) => {
		const offered = resourcesOf(provider).flatMap((resource) =>
			operationsOf(provider, resource).map(({ value }) => `${resource}: ${String(value)}`),
		);
		const rows = FIELDS[provider];
		const known = new Set(rows.map(([resource, operation]) => `${resource}: ${operation}`));
		expect([...offered].sort()).toEqual([...known].sort());
	});

	// n8n-editor-ui 2.41.1: of each resource the first property that is named 'operation'.
	it('stand in the panel of nodes once each, with the provider where only one has them', () => {
		const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
		const actions = (resources as INodePropertyOptions[]).flatMap(({ value }) => {
			const first = properties.find(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.resource?.includes(value),
			);
			return (first?.options as INodePropertyOptions[]).map(({ action }) => action);
		});

		expect(actions).toHaveLength(10);
		expect(new Set(actions).size).toBe(10);
		expect(actions).toContain(onlyAt('Delete an instance', (provider) => provider.delete));
		expect(actions).toContain(onlyAt('Restart an instance', (provider) => provider.restart));
		expect(actions).toContain('Create an instance');
	});

	it.each(PROVIDERS)('of %s are sorted and described', (provider) => {
		for (const resource of resourcesOf(provider)) {
			const operations = operationsOf(provider, resource);
			const names = operations.map(({ name }) => name);
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
			for (const { action, description, name } of operations) {
				expect(action).toMatch(/^[A-Z][^.]*[^.]$/);
				expect(description).toMatch(/^[A-Z].*[^.]$/);
				expect(description).not.toBe(name);
			}
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
			description: expect.stringContaining('again') as string,
		});
	});
});

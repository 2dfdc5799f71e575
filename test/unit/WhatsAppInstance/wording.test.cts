// n8n's UX rules for the properties of nodes/WhatsAppInstance/operationTable.ts. The linter checks them too, but
// only where a property stands literally in a node file.
import type {
	INodeProperties,
	INodePropertyOptions,
	INodePropertyRegexValidation,
} from 'n8n-workflow';

import { properties } from '../../../nodes/WhatsAppInstance/operationTable.ts';

const SMALL_WORDS = [
	'a',
	'an',
	'and',
	'as',
	'at',
	'by',
	'for',
	'from',
	'in',
	'of',
	'on',
	'or',
	'to',
];

function isProperty(option: object): option is INodeProperties {
	return 'type' in option;
}

function withNested(property: INodeProperties): INodeProperties[] {
	return [property, ...(property.options ?? []).filter(isProperty).flatMap(withNested)];
}

const all = properties.flatMap(withNested);
const lists = all.filter(({ type }) => type === 'options');
const choices = lists.flatMap(({ options = [] }) => options as INodePropertyOptions[]);
const described = [...all, ...choices].flatMap(({ name, description }) =>
	description === undefined ? [] : [{ name, description }],
);

/** Each of them once: most fields are shared by several operations. */
const distinct = <T,>(values: T[]): T[] => [
	...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

it('looks at all there is', () => {
	expect(all.length).toBeGreaterThan(30);
	expect(described.length).toBeGreaterThan(40);
});

describe('names', () => {
	it.each(distinct(all.map(({ displayName }) => displayName)))(
		'%j is in Title Case',
		(displayName) => {
			const small = displayName
				.split(' ')
				.filter((word, at) => !/^[A-Z]/.test(word) && (at === 0 || !SMALL_WORDS.includes(word)));
			expect(small).toEqual([]);
			expect(displayName).toBe(displayName.trim());
		},
	);

	it('are camelCase inside', () => {
		for (const { name } of all) expect(name).toMatch(/^[a-z][a-zA-Z]*$/);
	});

	it('are given once in each list of choices', () => {
		for (const { options = [] } of lists) {
			const values = (options as INodePropertyOptions[]).map(({ value }) => value);
			const names = options.map(({ name }) => name);
			expect(new Set(values).size).toBe(values.length);
			expect(new Set(names).size).toBe(names.length);
		}
	});
});

describe('descriptions', () => {
	it.each(distinct(described))('of $name: $description', ({ name, description }) => {
		const sentences = description.split(/[.!?](?:\s|$)/).filter((sentence) => sentence !== '');
		// One sentence goes without a full stop, several have one each.
		expect(description.endsWith('.')).toBe(sentences.length > 1);
		expect(description).toMatch(/^[A-Z]/);
		expect(description).toBe(description.trim());
		expect(description).not.toMatch(/\s{2}|<|>/);
		expect(description.toLowerCase()).not.toBe(name.toLowerCase());
	});

	it('of switches begin with Whether', () => {
		const switches = all.filter(({ type }) => type === 'boolean');
		expect(switches.length).toBeGreaterThan(5);
		for (const { description } of switches) expect(description).toMatch(/^Whether /);
	});

	it('speak of files and fields, never of binary properties', () => {
		for (const { description } of described) expect(description).not.toMatch(/binary propert/i);
	});

	it('of Simplify are the words of n8n', () => {
		const simplify = all.filter(({ name }) => name === 'simplify');
		for (const property of simplify) {
			expect(property).toMatchObject({
				displayName: 'Simplify',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			});
		}
	});
});

describe('placeholders', () => {
	const examples = all
		.filter(({ type }) => type === 'string')
		.flatMap(({ placeholder = '' }) => (placeholder === '' ? [] : [placeholder]));

	it.each(distinct(examples))('%j gives an example', (placeholder) => {
		expect(placeholder).toMatch(/^e\.g\. \S/);
	});

	it('of collections say what is added', () => {
		const collections = all.filter(({ type }) => type === 'collection');
		for (const { placeholder } of collections) expect(placeholder).toMatch(/^Add [A-Z]/);
	});

	it('of instance IDs are IDs that would be accepted', () => {
		const modes = all.flatMap(({ modes = [] }) => modes).filter(({ name }) => name === 'id');
		expect(modes.length).toBeGreaterThan(0);
		for (const { placeholder = '', validation = [] } of modes) {
			expect(placeholder).toMatch(/^e\.g\. /);
			expect(validation.length).toBeGreaterThan(0);
			for (const rule of validation) {
				const { regex, errorMessage } = (rule as INodePropertyRegexValidation).properties;
				expect(placeholder.replace('e.g. ', '')).toMatch(new RegExp(regex));
				// Most people have never heard of the provider's own word for it.
				expect(errorMessage).toContain("the 'instanceId' that Create or Get Many returns");
				expect(errorMessage).toContain(placeholder);
			}
		}
	});
});

describe('lists and defaults', () => {
	it('have the entries of a collection in alphabetical order', () => {
		for (const { options = [] } of all.filter(({ type }) => type === 'collection')) {
			const names = options.filter(isProperty).map(({ displayName }) => displayName);
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		}
	});

	it('have a default of the right kind', () => {
		for (const { name, type, default: value, options = [] } of all) {
			const isRight = {
				boolean: () => typeof value === 'boolean',
				collection: () => JSON.stringify(value) === '{}',
				number: () => typeof value === 'number',
				options: () => (options as INodePropertyOptions[]).some((one) => one.value === value),
				resourceLocator: () => JSON.stringify(value) === '{"mode":"list","value":""}',
				string: () => typeof value === 'string',
			}[type as string];
			expect({ name, isRight: isRight?.() }).toEqual({ name, isRight: true });
		}
	});

	it('pick an instance from a list first', () => {
		for (const { type, modes = [] } of all) {
			if (type !== 'resourceLocator') continue;
			expect(modes.map(({ name }) => name)).toEqual(['list', 'id']);
		}
	});
});

import { Workflow, type IDataObject, type INode, type INodeTypes } from 'n8n-workflow';

import { exampleWorkflows, workingNodes } from './support/exampleWorkflows.cts';

// What the examples write to people, in n8n's own expressions.

const examples = new Map(exampleWorkflows());

/** The expressions of an example that hold these words, one for each pair of braces. */
function expressionsIn(file: string, words: string): string[] {
	const workflow = examples.get(file);
	const texts = workflow ? workingNodes(workflow).flatMap(textsIn) : [];
	const expressions = texts.flatMap((text) => text.match(/\{\{.*?\}\}/gs) ?? []);
	return expressions.filter((expression) => expression.includes(words));
}

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What n8n makes of expressions that use nothing but the item at hand. */
function evaluate(expressions: string[], json: IDataObject): unknown[] {
	const node: INode = {
		id: '1',
		name: 'Node',
		type: 'node',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodeTypes = { getByNameAndVersion: () => undefined } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return expressions.map((expression) =>
		workflow.expression.resolveSimpleParameterValue(
			`=${expression}`,
			{},
			null,
			0,
			0,
			node.name,
			[{ json }],
			'internal',
			{},
		),
	);
}

it('the alert says what an instance was before, or that it is new', () => {
	const expressions = expressionsIn('disconnect-alert.json', '$json.previousStatus');

	expect(evaluate(expressions, { previousStatus: 'connected' })).toEqual([
		'It was connected before.',
	]);
	expect(evaluate(expressions, { previousStatus: null })).toEqual(['It is new in the account.']);
});

it.each([
	'onboarding-by-email.json',
	'onboarding-customer-list.json',
	'pairing-link-by-email.json',
	'pairing-link-customer-list.json',
	'pairing-page-form.json',
	'reconnect-failed.json',
])('%s tells what went wrong without the number of an item', (file) => {
	const error = "'Phone' is not a phone number: call me [Item 0]. Enter it with its country code";
	const shown = evaluate(expressionsIn(file, '$json.error'), { error });

	expect(shown).toEqual([
		expect.stringContaining(
			"'Phone' is not a phone number: call me. Enter it with its country code",
		),
	]);
});

it('the operator is told of codes that nobody has scanned, without any error', () => {
	const [expression = ''] = expressionsIn('onboarding-by-email.json', '$json.error');

	expect(evaluate([expression], { connected: false })).toEqual(['Nobody has scanned the code.']);
});

it('the mail waits for each code as long as it lives, and promises no more', () => {
	const nodes = examples.get('onboarding-by-email.json')?.nodes ?? [];
	const wait = nodes.find(({ name }) => name === 'Wait for Scan')?.parameters;

	// Wachat's codes live 45 seconds; a longer wait would leave people with a code that is over.
	expect(wait).toMatchObject({ provider: 'wachat', timeout: 45 });
	const promises = nodes.flatMap(textsIn).filter((text) => /about a minute/.test(text));
	expect(promises).toEqual([]);
});

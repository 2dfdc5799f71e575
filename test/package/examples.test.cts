import { PackageDirectoryLoader } from 'n8n-core';
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { sides } from '../providers/descriptors.cts';
import {
	connectionsOf,
	exampleWorkflows,
	overlaps,
	noteOf,
	workingNodes,
	type ExampleWorkflow,
} from './support/exampleWorkflows.cts';
import { linksIn, placeOf } from './support/documents.cts';
import { demandBuild, manifest, root } from './support/project.cts';

/** n8n's own nodes in the examples, in versions that n8n 2.20 has as well. */
const BASE_NODES: Record<string, number> = {
	aggregate: 1,
	convertToFile: 1.1,
	emailSend: 2.1,
	extractFromFile: 1.1,
	filter: 2.3,
	form: 2.5,
	formTrigger: 2.5,
	if: 2.3,
	merge: 3.2,
	removeDuplicates: 2,
	set: 3.4,
	stickyNote: 1,
	wait: 1.1,
};

/** What n8n calls new credentials, so that an import finds them; the last name is ours. */
const CREDENTIAL_NAMES: Record<string, string> = {
	...Object.fromEntries(sides.map(({ credential: { type, accountName } }) => [type, accountName])),
	smtp: 'SMTP account',
	httpBasicAuth: 'Form sign-in',
};

const loader = new PackageDirectoryLoader(root);
beforeAll(async () => {
	demandBuild();
	await loader.loadAll();
}, 60_000);

const examples = exampleWorkflows();

it('are the seven the package promises', () => {
	expect(examples.map(([file]) => file)).toEqual([
		'disconnect-alert.json',
		'onboarding-by-email.json',
		'onboarding-customer-list.json',
		'pairing-link-by-email.json',
		'pairing-link-customer-list.json',
		'pairing-page-form.json',
		'reconnect-failed.json',
	]);
});

it('have IDs that no two of them share', () => {
	const nodes = examples.flatMap(([, workflow]) => workflow.nodes);
	const ids = [
		...examples.map(([, { id }]) => id),
		...nodes.map(({ id }) => id),
		...nodes.flatMap(({ webhookId }) => webhookId ?? []),
	];
	expect(new Set(ids).size).toBe(ids.length);
});

describe.each(examples)('%s', (file, workflow) => {
	const { nodes } = workflow;
	const working = workingNodes(workflow);
	const note = noteOf(workflow);

	it('can be imported as it is: switched off, without pinned data', () => {
		expect(workflow).toMatchObject({
			active: false,
			pinData: {},
			settings: { executionOrder: 'v1' },
		});
		expect(workflow.name).toMatch(/^WhatsApp: /);
		expect(workflow.id).toMatch(/^\w{12,20}$/);
	});

	it('has a note that says what to fill in, and names each credential', () => {
		expect(note).toMatch(/^## \S/);
		expect(note).toContain('### Fill in');
		for (const type of credentialTypesOf(working)) expect(note).toMatch(wordFor(type));
	});

	it('has a note that names only nodes that are there', () => {
		const inCapitals = [...note.matchAll(/\*\*([^*:]+)\*\*/g)].map(([, name = '']) => name);
		const others = ['Publish', '…', 'Credentials', 'Wachat', 'Hypersender', 'Settings'];
		const names = [...nodes.map(({ name }) => name), ...others];
		expect(inCapitals.filter((name) => !names.includes(name))).toEqual([]);
	});

	it('lays its nodes out so that none lies on another', () => {
		expect(overlaps(nodes)).toEqual([]);
	});

	it('is connected through and through', () => {
		const connections = connectionsOf(workflow);
		const names = working.map(({ name }) => name);
		expect(
			connections.filter(({ from, to }) => ![from, to].every((end) => names.includes(end))),
		).toEqual([]);
		const triggers = working.filter(({ type }) => /trigger$|\.webhook$/i.test(type));
		const reached = new Set([
			...triggers.map(({ name }) => name),
			...connections.map(({ to }) => to),
		]);
		expect(names.filter((name) => !reached.has(name))).toEqual([]);
		expect(
			connections.filter(({ from, output }) => output >= outputsOf(node(workflow, from))),
		).toEqual([]);
	});

	it('sends the items that fail somewhere', () => {
		const withErrorOutput = working.filter(({ onError }) => onError === 'continueErrorOutput');
		const deadEnds = withErrorOutput.filter(
			(one) =>
				!connectionsOf(workflow).some(
					({ from, output }) => from === one.name && output === outputsOf(one) - 1,
				),
		);
		expect(deadEnds.map(({ name }) => name)).toEqual([]);
	});

	it('refers in its expressions to nodes that are there', () => {
		const named = [...JSON.stringify(working).matchAll(/\$\('([^']+)'\)/g)].map(
			([, name = '']) => name,
		);
		expect(named.filter((name) => !working.some((one) => one.name === name))).toEqual([]);
	});

	it('names its credentials and nothing else of them', () => {
		for (const { credentials = {} } of working) {
			for (const [type, reference] of Object.entries(credentials)) {
				expect(reference).toEqual({ id: null, name: CREDENTIAL_NAMES[type] });
			}
		}
	});

	it("uses n8n's own nodes in versions that older n8n have, too", () => {
		const own = nodes.filter(({ type }) => type.startsWith('n8n-nodes-base.'));
		for (const { type, typeVersion } of own) {
			expect([type, typeVersion]).toEqual([type, BASE_NODES[type.split('.')[1] ?? '']]);
		}
		const ours = nodes.filter(({ type }) => type.startsWith(`${manifest.name}.`));
		expect(own.length + ours.length).toBe(nodes.length);
		expect(ours.length).toBeGreaterThan(0);
	});

	it('sets fields of our nodes that the editor would show, with values it accepts', () => {
		for (const one of nodes.filter(({ type }) => type.startsWith(`${manifest.name}.`))) {
			const description = descriptionOf(one);
			expect(one.typeVersion).toBe(description.version);
			expect(Object.keys(one.credentials ?? {})).toEqual([
				`${one.parameters.provider as string}Api`,
			]);
			const parameters = shown(one, description);
			expect(one.parameters).toEqual(onlyThese(one.parameters, parameters));
			expect(
				NodeHelpers.getNodeParametersIssues(
					description.properties,
					{ ...one, parameters },
					description,
				),
			).toBeNull();
		}
	});

	it.each(['README.md', 'docs/onboarding.md'])('is linked in %s', (page) => {
		const linked = linksIn(page).map((link) => placeOf(link, page)?.path);
		expect(linked).toContain(`examples/${file}`);
	});
});

function descriptionOf({ type }: INode): INodeTypeDescription {
	return loader.getNode(type.split('.')[1] ?? '').type.description as INodeTypeDescription;
}

/** All parameters that are shown for the values of a node; n8n leaves out hidden and unknown ones. */
function shown(one: INode, description: INodeTypeDescription): INodeParameters {
	return (
		NodeHelpers.getNodeParameters(
			description.properties,
			one.parameters,
			true,
			false,
			one,
			description,
		) ?? {}
	);
}

function onlyThese(wanted: INodeParameters, all: INodeParameters): INodeParameters {
	return Object.fromEntries(Object.entries(all).filter(([key]) => key in wanted));
}

function node(workflow: ExampleWorkflow, name: string): INode {
	const found = workflow.nodes.find((one) => one.name === name);
	if (!found) throw new Error(`there is no node '${name}'`);
	return found;
}

function outputsOf({ type, onError }: INode): number {
	return (type === 'n8n-nodes-base.if' ? 2 : 1) + (onError === 'continueErrorOutput' ? 1 : 0);
}

function credentialTypesOf(nodes: INode[]): string[] {
	return [...new Set(nodes.flatMap(({ credentials = {} }) => Object.keys(credentials)))];
}

/** How a note speaks of a credential. */
function wordFor(type: string): RegExp {
	return new RegExp((CREDENTIAL_NAMES[type] ?? type).replace(/ account$/, ''));
}

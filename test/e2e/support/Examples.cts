import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import type { WorkflowFile } from '../../n8n/RestClient.cts';
import { enterExampleCredentials, type FormSignIn } from '../../support/exampleCredentials.cts';
import { MailServer } from '../../support/MailServer.cts';
import { isProviderName } from '../../providers/descriptors.cts';
import type { ProviderName } from '../../sandbox/index.cts';
import { bench } from './bench.cts';
import type { ConnectedSandbox } from './SharedBench.cts';
import { pageUrl } from './pairingPages.cts';
import { credentialOf, PACKAGE } from './workflow.cts';

const PAGE_TRIGGER = `${PACKAGE}.whatsAppInstancePairingPageTrigger`;

interface ExampleFile extends WorkflowFile {
	id?: string;
}

/** What a test changes in an example, as a user would in the editor. */
export type Change = (node: INode) => void;

/** The example workflows in the shared n8n, with a sandbox and a mail server of their own. */
export class Examples {
	readonly imported: string[] = [];

	private constructor(
		readonly account: ConnectedSandbox,
		readonly mailServer: MailServer,
		readonly signIn: FormSignIn,
		readonly credentialIds: string[],
	) {}

	static async open(): Promise<Examples> {
		const account = await bench().connectSandbox({});
		const mailServer = await MailServer.start();
		const { signIn, ids } = await enterExampleCredentials(
			bench().rest,
			account.sandbox,
			mailServer,
		);
		bench().secrets.add(signIn.password);
		return new Examples(account, mailServer, signIn, ids);
	}

	/** Imports an example and switches it on. @returns its nodes by name, as n8n has stored them */
	async activate(file: string, change: Change = () => undefined): Promise<Map<string, INode>> {
		const workflow = readExample(file);
		// The editor imports without it, too: it makes a workflow of its own each time.
		delete workflow.id;
		for (const node of workflow.nodes) change(node);
		const id = await bench().rest.createWorkflow(workflow);
		this.imported.push(id);
		await bench().rest.activate(id);
		const { nodes } = await bench().rest.workflow(id);
		return new Map(nodes.map((node) => [node.name, node]));
	}

	/**
	 * Imports an example with a pairing page and switches it on, with the address of the page filled
	 * in.
	 *
	 * @returns its nodes by name, and the address of the page
	 */
	async activateWithPage(
		file: string,
		change: Change = () => undefined,
	): Promise<{ nodes: Map<string, INode>; page: string }> {
		const trigger = readExample(file).nodes.find(({ type }) => type === PAGE_TRIGGER);
		if (!trigger) throw new Error(`${file} has no pairing page`);
		const page = pageUrl(trigger);
		const nodes = await this.activate(file, (node) => {
			if (node.name === 'Settings') setField(node, 'pairingPageUrl', page);
			change(node);
		});
		return { nodes, page };
	}

	/** Fills in a form and sends it, as the form's own page does. @returns n8n's answer */
	async submit(
		form: INode | undefined,
		fields: (string | File)[],
	): Promise<Record<string, unknown>> {
		const body = new FormData();
		fields.forEach((value, index) => {
			body.set(`field-${index}`, value);
		});
		const answer = await fetch(this.formAddress(form), {
			method: 'POST',
			headers: { Authorization: `Basic ${btoa(`${this.signIn.user}:${this.signIn.password}`)}` },
			body,
		});
		if (!answer.ok) throw new Error(`the form was refused: ${answer.status}`);
		return (await answer.json()) as Record<string, unknown>;
	}

	formAddress(form: INode | undefined): string {
		return `${bench().n8n.address}/form/${form?.webhookId ?? ''}`;
	}

	/** Removes all it has put into n8n; two credentials of one name would be found by neither. */
	async close(): Promise<void> {
		for (const id of this.imported) {
			await bench().rest.deactivate(id);
			await bench().rest.deleteWorkflow(id);
		}
		for (const id of this.credentialIds) {
			await bench().rest.request('DELETE', `/rest/credentials/${id}`);
		}
		await this.mailServer.close();
	}
}

function readExample(file: string): ExampleFile {
	const path = join(__dirname, '..', '..', '..', 'examples', file);
	return JSON.parse(readFileSync(path, 'utf8')) as ExampleFile;
}

/** Fills in a field of an Edit Fields node. @throws when it has no such field */
export function setField(node: INode, name: string, value: string): void {
	const { assignments } = node.parameters.assignments as {
		assignments: { name: string; value: string }[];
	};
	const field = assignments.find((one) => one.name === name);
	if (!field) throw new Error(`'${node.name}' has no field '${name}'`);
	field.value = value;
}

/** Lets a trigger look every ten seconds instead of every minute, so that nobody waits that long. */
export const lookOften: Change = (node) => {
	if (!node.type.endsWith('.whatsAppInstanceTrigger')) return;
	const seconds = [0, 10, 20, 30, 40, 50];
	node.parameters.pollTimes = {
		item: seconds.map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })),
	};
};

/** Uses the credentials of another sandbox instead of those the example names. */
export function useAccount({ credentials }: ConnectedSandbox): Change {
	return (node) => {
		for (const [type, reference] of Object.entries(credentials)) {
			if (node.credentials?.[type]) node.credentials[type] = reference;
		}
	};
}

/** Changes to another provider, as a note says. */
export function useProvider(provider: ProviderName, { credentials }: ConnectedSandbox): Change {
	return (node) => {
		if (!isProviderName(node.parameters.provider)) return;
		node.parameters.provider = provider;
		Object.assign(node, credentialOf(provider, credentials));
	};
}

import type { IConnections, INode, IWorkflowSettings } from 'n8n-workflow';

import { filesBelow, readJson } from './project.cts';

/** A workflow as n8n's editor exports it. */
export interface ExampleWorkflow {
	id: string;
	name: string;
	active: boolean;
	nodes: INode[];
	connections: IConnections;
	pinData: Record<string, unknown>;
	settings: IWorkflowSettings;
}

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/** The examples by file name. */
export function exampleWorkflows(): Array<[file: string, workflow: ExampleWorkflow]> {
	return filesBelow('examples', '.json').map((path) => [
		path.replace(/^examples\//, ''),
		readJson(path) as ExampleWorkflow,
	]);
}

/** The nodes that do something, without the notes. */
export function workingNodes({ nodes }: ExampleWorkflow): INode[] {
	return nodes.filter(({ type }) => type !== STICKY_NOTE);
}

/** The text of the note that explains the workflow; empty when there is none. */
export function noteOf({ nodes }: ExampleWorkflow): string {
	const content = nodes.find(({ type }) => type === STICKY_NOTE)?.parameters.content;
	return typeof content === 'string' ? content : '';
}

/** Everything that connects two nodes, as names and output number. */
export function connectionsOf({
	connections,
}: ExampleWorkflow): Array<{ from: string; output: number; to: string }> {
	return Object.entries(connections).flatMap(([from, { main = [] }]) =>
		main.flatMap((targets, output) =>
			(targets ?? []).map(({ node }) => ({ from, output, to: node })),
		),
	);
}

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

const NODE_SIZE = 96;
/** Below a node stand its name, in up to two lines, and its subtitle. */
const LABEL_HEIGHT = 56;
/** How far a label may stick out on either side. */
const LABEL_OVERHANG = 48;

/** The room a node takes on the canvas. */
export function boxOf({ name, type, position: [left, top], parameters }: INode): Box {
	if (type === STICKY_NOTE) {
		const right = left + Number(parameters.width);
		return { name, left, top, right, bottom: top + Number(parameters.height) };
	}
	return {
		name,
		left: left - LABEL_OVERHANG,
		top,
		right: left + NODE_SIZE + LABEL_OVERHANG,
		bottom: top + NODE_SIZE + LABEL_HEIGHT,
	};
}

/** The pairs of nodes that lie on top of each other. */
export function overlaps(nodes: INode[]): string[] {
	const boxes = nodes.map(boxOf);
	return boxes.flatMap((one, index) =>
		boxes
			.slice(index + 1)
			.filter(
				(other) =>
					one.left < other.right &&
					other.left < one.right &&
					one.top < other.bottom &&
					other.top < one.bottom,
			)
			.map((other) => `${one.name} / ${other.name}`),
	);
}

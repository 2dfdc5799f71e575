import type { INodeExecutionData } from 'n8n-workflow';

import type { NodeRun } from '../support/bench.cts';
import { NODE_NAME } from '../support/nodes.cts';

/** An error as the user sees it. */
export interface ShownError {
	/** Up to and with the item. */
	text: string;
	/** With its description. */
	whole: string;
	/** The item it stands for; absent when it ended the node. */
	item?: number;
}

/** The errors of a node: that it ended with, and those of its items. */
export function errorsOf({ finished, items, errorItems }: NodeRun): ShownError[] {
	const ending = finished.run.data.resultData.runData[NODE_NAME]?.at(-1)?.error;
	const failure = finished.run.data.resultData.error ?? ending;
	const ended = failure
		? [{ text: failure.message, whole: `${failure.message}. ${String(failure.description)}` }]
		: [];
	const failed = [...items, ...errorItems].flatMap(({ json, pairedItem }) => {
		if (typeof json.error !== 'string') return [];
		const whole = json.error;
		const text = /^.*?\[Item \d+\]/s.exec(whole)?.[0] ?? whole;
		const item = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : -1;
		return [{ text, whole, item }];
	});
	return [...ended, ...failed];
}

/** Everything a node has returned, as text: its items without their files, and its errors. */
export function textsOf(run: NodeRun): string[] {
	const items = [...run.items, ...run.errorItems].map(({ json }) => JSON.stringify(json));
	return [...items, ...errorsOf(run).map(({ whole }) => whole)];
}

/** The name an input item asks for. */
export function nameOf({ json }: INodeExecutionData): unknown {
	return json.name;
}

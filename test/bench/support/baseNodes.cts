import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { INodeType, IVersionedNodeType } from 'n8n-workflow';

import { installN8n } from '../../n8n/install.cts';
import type { FinishedRun } from '../../support/engine.cts';

const FILES = {
	httpRequest: ['HttpRequest/HttpRequest.node.js', 'HttpRequest'],
	set: ['Set/Set.node.js', 'Set'],
	convertToFile: ['Files/ConvertToFile/ConvertToFile.node.js', 'ConvertToFile'],
} as const;

/** n8n's own nodes that people build the same with, out of the n8n of the end-to-end tests. */
export async function baseNodes(): Promise<Record<string, INodeType | IVersionedNodeType>> {
	const require = await requireOfN8n();
	return Object.fromEntries(
		Object.entries(FILES).map(([name, [file, className]]) => {
			const module = require(`n8n-nodes-base/dist/nodes/${file}`) as Record<
				string,
				new () => INodeType | IVersionedNodeType
			>;
			const NodeClass = module[className];
			if (NodeClass === undefined) throw new Error(`${file} has no ${className}`);
			return [`n8n-nodes-base.${name}`, new NodeClass()];
		}),
	);
}

/** Gives what counts the bytes of a run as n8n puts it into its database. */
export async function storedSize(): Promise<(run: FinishedRun) => number> {
	const require = await requireOfN8n();
	const { stringify } = require('flatted') as { stringify: (value: unknown) => string };
	return ({ run }) => Buffer.byteLength(stringify(run.data));
}

async function requireOfN8n(): Promise<NodeJS.Require> {
	const { folder } = await installN8n();
	return createRequire(join(folder, 'package.json'));
}

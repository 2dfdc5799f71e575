#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What Retry On Fail runs again.
#
# The guess: the items that failed are tried again, and an item that succeeded is left alone.
# What happens:
# - A node that throws at its second item is run again with ALL its items: what it did for the first one
#   is done twice.
# - A node that returns items is run again, too, if the FIRST item of its first output has `json.error`,
#   whatever else the item holds: a success that reports `error: ''` or `error: 0` counts as failed. Only
#   `false`, `null` and no such key do not.
# - A failed item in second place causes no further try.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	n8n-core@2.41.1 n8n-workflow@2.41.0 > /dev/null

cat > observe.mjs <<'END'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { WorkflowExecute } = require('n8n-core');
const {
	ExecutionLifecycleHooks,
} = require('n8n-core/dist/execution-engine/execution-lifecycle-hooks');
const { NodeOperationError, Workflow, createRunExecutionData } = require('n8n-workflow');

/**
 * Runs one node with the items 1, 2 and 3 and two tries.
 *
 * @param handle makes a result of an item
 * @returns the items the node was given, in order
 */
async function itemsHandled(handle) {
	const handled = [];
	const type = {
		description: { name: 'node', inputs: ['main'], outputs: ['main'], properties: [] },
		async execute() {
			return [
				this.getInputData().map(({ json: { id } }, item) => {
					handled.push(id);
					return { json: handle(id, this.getNode(), handled.length), pairedItem: { item } };
				}),
			];
		},
	};
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [
			{
				...{ id: 'node', name: 'node', type: 'node', typeVersion: 1, position: [0, 0] },
				...{ parameters: {}, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			},
		],
		connections: {},
		active: false,
		nodeTypes: { getByName: () => type, getByNameAndVersion: () => type },
		settings: { executionOrder: 'v1' },
	});
	const items = [1, 2, 3].map((id) => ({ json: { id } }));
	const first = { node: workflow.getNode('node'), data: { main: [items] }, source: null };
	const additionalData = {
		executionId: '1',
		hooks: new ExecutionLifecycleHooks('trigger', '1', { id: 'workflow' }),
		setExecutionStatus() {},
		sendDataToUI() {},
	};
	const { status } = await new WorkflowExecute(
		additionalData,
		'trigger',
		createRunExecutionData({ executionData: { nodeExecutionStack: [first] } }),
	).processRunExecutionData(workflow);
	return `${handled.join(' ')}, ${status}`;
}

const withError = (place, error) => (id) => (id === place ? { id, error } : { id });
const cases = [
	[
		'item 2 throws once',
		(id, node, count) => {
			if (count === 2) throw new NodeOperationError(node, 'failed');
			return { id };
		},
		'1 2 1 2 3, success',
	],
	["item 1 returns error: 'failed'", withError(1, 'failed'), '1 2 3 1 2 3, success'],
	["item 1 returns error: ''", withError(1, ''), '1 2 3 1 2 3, success'],
	['item 1 returns error: 0', withError(1, 0), '1 2 3 1 2 3, success'],
	['item 1 returns error: false', withError(1, false), '1 2 3, success'],
	['item 1 returns error: null', withError(1, null), '1 2 3, success'],
	[
		"item 2 returns nothing but error: 'failed'",
		(id) => (id === 2 ? { error: 'failed' } : { id }),
		'1 2 3, success',
	],
];
for (const [name, handle, expected] of cases) {
	const seen = await itemsHandled(handle);
	console.log(`${name}: items handled ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
END

N8N_USER_FOLDER="$folder" N8N_ENCRYPTION_KEY=finding N8N_LOG_LEVEL=silent node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}

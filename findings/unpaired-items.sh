#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# Which input item n8n attributes a returned item to that has no `pairedItem`.
#
# The guess: none, so that `$('Earlier node').item` in a later expression fails.
# What happens: a single item returned for several input items is attributed to the FIRST of them, and if as many
# items are returned as came in, they are paired by position, whatever they were made from. Later expressions can
# then read the wrong item, without a warning. Any other number of items stays unpaired.
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
const { Workflow, createRunExecutionData } = require('n8n-workflow');

/**
 * Runs one node with the items 'a', 'b' and 'c', which returns the given names as items.
 *
 * @returns the names, each with that of the input item it is paired with
 */
async function pairs(...names) {
	const type = {
		description: { name: 'node', inputs: ['main'], outputs: ['main'], properties: [] },
		execute: async () => [names.map((name) => ({ json: { name } }))],
	};
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [
			{
				...{ id: 'node', name: 'node', type: 'node', typeVersion: 1, position: [0, 0] },
				parameters: {},
			},
		],
		connections: {},
		active: false,
		nodeTypes: { getByName: () => type, getByNameAndVersion: () => type },
		settings: { executionOrder: 'v1' },
	});
	const items = ['a', 'b', 'c'].map((name) => ({ json: { name } }));
	const first = { node: workflow.getNode('node'), data: { main: [items] }, source: null };
	const additionalData = {
		executionId: '1',
		hooks: new ExecutionLifecycleHooks('trigger', '1', { id: 'workflow' }),
		setExecutionStatus() {},
		sendDataToUI() {},
	};
	const { data } = await new WorkflowExecute(
		additionalData,
		'trigger',
		createRunExecutionData({ executionData: { nodeExecutionStack: [first] } }),
	).processRunExecutionData(workflow);
	return data.resultData.runData.node[0].data.main[0]
		.map(({ json, pairedItem }) => `${json.name} from ${items[pairedItem?.item]?.json.name ?? 'none'}`)
		.join(', ');
}

const cases = [
	['c alone', await pairs('c'), 'c from a'],
	['b and c', await pairs('b', 'c'), 'b from none, c from none'],
	['all, reversed', await pairs('c', 'b', 'a'), 'c from a, b from b, a from c'],
];
for (const [name, seen, expected] of cases) {
	console.log(`${name}: ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
END

N8N_USER_FOLDER="$folder" N8N_ENCRYPTION_KEY=finding N8N_LOG_LEVEL=silent node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}

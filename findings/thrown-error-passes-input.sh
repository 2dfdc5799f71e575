#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# Where items go when a node throws under On Error = "Continue (using error output)" or "Continue".
#
# The guess: the engine catches the error and puts an error item on the error output, or on the only
# output, so that a node need not care about this setting.
# What happens: the INPUT items leave through the SUCCESS output, unchanged, the error output stays
# empty, and the execution succeeds. The error is kept with the node's run, where no following node sees
# it. A node has to catch its errors itself, for each item, and return error items.
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

const type = (name, execute) => ({
	description: { name, inputs: ['main'], outputs: ['main'], properties: [] },
	execute,
});
const node = (name, settings) => ({
	...{ id: name, name, type: name, typeVersion: 1, position: [0, 0], parameters: {} },
	...settings,
});
const to = (name) => [{ node: name, type: 'main', index: 0 }];

for (const onError of ['continueErrorOutput', 'continueRegularOutput']) {
	const reached = [];
	const types = {
		throwing: type('throwing', async function () {
			throw new NodeOperationError(this.getNode(), 'failed');
		}),
		next: type('next', async function () {
			const { name } = this.getNode();
			reached.push(...this.getInputData().map(({ json }) => `${name} ${JSON.stringify(json)}`));
			return [[]];
		}),
	};
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [
			node('throwing', { onError }),
			node('after success', { type: 'next' }),
			node('after error', { type: 'next' }),
		],
		connections: { throwing: { main: [to('after success'), to('after error')] } },
		active: false,
		nodeTypes: { getByName: (name) => types[name], getByNameAndVersion: (name) => types[name] },
		settings: { executionOrder: 'v1' },
	});
	const items = [{ json: { id: 1 } }, { json: { id: 2 } }];
	const first = { node: workflow.getNode('throwing'), data: { main: [items] }, source: null };
	const additionalData = {
		executionId: '1',
		hooks: new ExecutionLifecycleHooks('trigger', '1', { id: 'workflow' }),
		setExecutionStatus() {},
		sendDataToUI() {},
	};
	const { data, status } = await new WorkflowExecute(
		additionalData,
		'trigger',
		createRunExecutionData({ executionData: { nodeExecutionStack: [first] } }),
	).processRunExecutionData(workflow);

	const { error } = data.resultData.runData.throwing[0];
	const seen = `execution: ${status}, node: ${error?.message}, ${reached.join(', ')}`;
	const expected =
		'execution: success, node: failed, after success {"id":1}, after success {"id":2}';
	console.log(`${onError}: ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
END

N8N_USER_FOLDER="$folder" N8N_ENCRYPTION_KEY=finding N8N_LOG_LEVEL=silent node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}

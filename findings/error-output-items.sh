#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# Which items a node returns count as failed under On Error = "Continue (using error output)".
#
# The guess: an item that says it failed goes to the error output, and keeps its JSON.
# What happens:
# - JSON with a truthy `error` and no keys but `error`, `message` and `details`: error output. The JSON of
#   the input item is merged in, if the item has a `pairedItem`.
# - JSON with `error` and any other key, for example `code`: success output, unchanged.
# - JSON with an empty `error`, or with `message` alone: success output, unchanged.
# - An item with a top-level `error` beside `json`: error output, but its JSON is replaced by
#   `{ error: MESSAGE }`. Its own fields are lost, and so are those of the input item.
# - JSON with `$error` and `$json`: success output, although the engine takes the item for a failed one and
#   replaces its JSON by `{ error: MESSAGE }`. It reads these keys only after it has sorted the items.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	n8n-core@2.41.1 n8n-workflow@2.41.0 > /dev/null

cat > observe.mjs <<'END'
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { WorkflowExecute } = require('n8n-core');
const {
	ExecutionLifecycleHooks,
} = require('n8n-core/dist/execution-engine/execution-lifecycle-hooks');
const { NodeOperationError, Workflow, createRunExecutionData } = require('n8n-workflow');

// What the node returns for each item, and where that item should end up.
const failure = (node) => new NodeOperationError(node, 'failed');
const cases = [
	['json.error alone', () => ({ json: { error: 'failed' } }), 'error', { id: 0, error: 'failed' }],
	[
		'json.error, message and details',
		() => ({ json: { error: 'failed', message: 'm', details: 'd' } }),
		'error',
		{ id: 1, error: 'failed', message: 'm', details: 'd' },
	],
	[
		'json.error without pairedItem',
		() => ({ json: { error: 'failed' }, pairedItem: undefined }),
		'error',
		{ error: 'failed' },
	],
	[
		'json.error and another key',
		() => ({ json: { error: 'failed', code: 429 } }),
		'success',
		{ error: 'failed', code: 429 },
	],
	['empty json.error', () => ({ json: { error: '' } }), 'success', { error: '' }],
	['json.message alone', () => ({ json: { message: 'failed' } }), 'success', { message: 'failed' }],
	[
		'error beside json',
		(node) => ({ json: { own: 1 }, error: failure(node) }),
		'error',
		{ error: 'failed' },
	],
	[
		'json.$error and json.$json',
		(node) => ({ json: { $error: failure(node), $json: { own: 1 } } }),
		'success',
		{ error: 'failed' },
	],
];

const type = (name, execute) => ({
	description: { name, inputs: ['main'], outputs: ['main'], properties: [] },
	execute,
});
const types = {
	start: type('start', async () => [cases.map((_, id) => ({ json: { id } }))]),
	shapes: type('shapes', async function () {
		const node = this.getNode();
		return [cases.map(([, shape], item) => ({ pairedItem: { item }, ...shape(node), case: item }))];
	}),
};
const node = (name, settings) => ({
	...{ id: name, name, type: name, typeVersion: 1, position: [0, 0], parameters: {} },
	...settings,
});
const workflow = new Workflow({
	id: 'workflow',
	nodes: [node('start'), node('shapes', { onError: 'continueErrorOutput' })],
	connections: { start: { main: [[{ node: 'shapes', type: 'main', index: 0 }]] } },
	active: false,
	nodeTypes: { getByName: (name) => types[name], getByNameAndVersion: (name) => types[name] },
	settings: { executionOrder: 'v1' },
});
const first = { node: workflow.getNode('start'), data: { main: [[{ json: {} }]] }, source: null };
const additionalData = {
	executionId: '1',
	hooks: new ExecutionLifecycleHooks('trigger', '1', { id: 'workflow' }),
	restApiUrl: 'http://localhost',
	webhookWaitingBaseUrl: 'http://localhost',
	formWaitingBaseUrl: 'http://localhost',
	variables: {},
	setExecutionStatus() {},
	sendDataToUI() {},
};
const { data } = await new WorkflowExecute(
	additionalData,
	'trigger',
	createRunExecutionData({ executionData: { nodeExecutionStack: [first] } }),
).processRunExecutionData(workflow);

const [success, error] = data.resultData.runData.shapes[0].data.main;
cases.forEach(([name, , output, json], index) => {
	const isCase = (item) => item.case === index;
	const seen = success.some(isCase)
		? { output: 'success', json: success.find(isCase).json }
		: { output: 'error', json: error.find(isCase)?.json };
	const isSame = isDeepStrictEqual(seen, { output, json });
	console.log(`${name}: ${seen.output} output, ${JSON.stringify(seen.json)}`);
	if (isSame) return;
	console.log(`  DIFFERENT: expected ${output} output, ${JSON.stringify(json)}`);
	process.exitCode = 1;
});
END

N8N_USER_FOLDER="$folder" N8N_ENCRYPTION_KEY=finding N8N_LOG_LEVEL=silent node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}

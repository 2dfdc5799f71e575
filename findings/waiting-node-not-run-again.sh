#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What runs when an execution resumes that a node has suspended with putExecutionToWait.
#
# The guess: the node runs again and can check whether what it waits for has happened, or the items it returned
# before the wait go on to the next node.
# What happens: the node is skipped, what it returned is discarded, and its INPUT items go on to the next node. So
# polling until a status is reached can't be built with it.
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

let log = [];
const type = (name, execute) => ({
	description: { name, inputs: ['main'], outputs: ['main'], properties: [] },
	execute,
});
const types = {
	waiting: type('waiting', async function () {
		log.push('the node runs');
		await this.putExecutionToWait(new Date(Date.now() + 100));
		return [[{ json: { status: 'not yet' } }]];
	}),
	next: type('next', async function () {
		log.push(`next node gets ${JSON.stringify(this.getInputData()[0].json)}`);
		return [this.getInputData()];
	}),
};
const node = (name) => ({
	...{ id: name, name, type: name, typeVersion: 1, position: [0, 0], parameters: {} },
});
const workflow = new Workflow({
	id: 'workflow',
	nodes: [node('waiting'), node('next')],
	connections: { waiting: { main: [[{ node: 'next', type: 'main', index: 0 }]] } },
	active: false,
	nodeTypes: { getByName: (name) => types[name], getByNameAndVersion: (name) => types[name] },
	settings: { executionOrder: 'v1' },
});

/** Runs the execution until it ends or waits. */
async function run(data) {
	const additionalData = {
		executionId: '1',
		hooks: new ExecutionLifecycleHooks('trigger', '1', { id: 'workflow' }),
		setExecutionStatus() {},
		sendDataToUI() {},
	};
	log = [];
	const execution = new WorkflowExecute(additionalData, 'trigger', data);
	const result = await execution.processRunExecutionData(workflow);
	return { data: result.data, seen: [...log, result.status].join(', ') };
}

const input = { main: [[{ json: { id: 1 } }]] };
const first = { node: workflow.getNode('waiting'), data: input, source: null };
const before = await run(
	createRunExecutionData({ executionData: { nodeExecutionStack: [first] } }),
);
// n8n stores the data and, at that time, gives it to a new WorkflowExecute.
const after = await run(before.data);

const cases = [
	['first run', before.seen, 'the node runs, waiting'],
	['resumed', after.seen, 'next node gets {"id":1}, success'],
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

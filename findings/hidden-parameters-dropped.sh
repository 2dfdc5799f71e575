#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What a node reads of a parameter that its `displayOptions` hide.
#
# The guess: the value stored in the workflow, or at least the parameter's default.
# What happens: n8n drops hidden parameters when it loads the workflow. getNodeParameter then returns neither the
# stored value nor the default: it throws, or returns the fallback it was called with. If the value that decides
# is an expression, the parameter counts as shown, even if the expression results in a value that hides it.
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
const { ExecuteContext } = require('n8n-core');
const { Workflow, createRunExecutionData } = require('n8n-workflow');

const shownForY = { displayOptions: { show: { kind: ['y'] } } };
const type = {
	description: {
		...{ name: 'node', inputs: ['main'], outputs: ['main'] },
		properties: [
			{ displayName: 'Kind', name: 'kind', type: 'string', default: '' },
			{ displayName: 'Detail', name: 'detail', type: 'string', default: 'default', ...shownForY },
		],
	},
};

/** Loads a workflow and lets its node read the parameter 'detail'. */
function read(kind, ...fallback) {
	const node = {
		...{ name: 'node', type: 'node', typeVersion: 1, position: [0, 0] },
		parameters: { kind, detail: 'stored' },
	};
	const workflow = new Workflow({
		id: 'workflow',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: { getByName: () => type, getByNameAndVersion: () => type },
	});
	const input = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		workflow,
		node,
		{ webhookWaitingBaseUrl: 'http://localhost', formWaitingBaseUrl: 'http://localhost' },
		'manual',
		createRunExecutionData(),
		0,
		input.main[0],
		input,
		{ node, data: input, source: null },
		[],
	);
	try {
		return context.getNodeParameter('detail', 0, ...fallback);
	} catch (error) {
		return `thrown: ${error.message}`;
	}
}

const cases = [
	['shown', read('y'), 'stored'],
	['hidden', read('x'), 'thrown: Could not get parameter "detail"'],
	['hidden, with a fallback', read('x', 'fallback'), 'fallback'],
	['the expression results in a value that hides it', read("={{ 'x' }}"), 'stored'],
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

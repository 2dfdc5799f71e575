#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What n8n's request helpers do with an abort signal.
#
# The guess: the `abortSignal` in a request's options aborts it, and so does cancelling the execution.
# What happens: each of the two helpers does one of these and not the other.
# - httpRequest obeys `abortSignal`, but continues when the execution is cancelled.
# - httpRequestWithAuthentication overwrites `abortSignal`, in the caller's own options object, with the signal
#   that `getExecutionCancelSignal()` of its context returns. So the request is aborted with the execution,
#   and the caller's own signal has no effect.
# - If the helper is called on a context that inherits from n8n's and returns another signal, it obeys that one.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	n8n-core@2.41.1 n8n-workflow@2.41.0 > /dev/null

cat > observe.mjs <<'END'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { ExecuteContext } = require('n8n-core');
const { Workflow, createRunExecutionData } = require('n8n-workflow');

// Responds after a second; the signals below abort long before.
const server = createServer((request, response) => {
	setTimeout(() => response.end('{"ok":true}'), 1000);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;

const node = { name: 'node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };
const type = { description: { name: 'node', inputs: ['main'], outputs: ['main'], properties: [] } };
const workflow = new Workflow({
	id: 'workflow',
	nodes: [node],
	connections: {},
	active: false,
	nodeTypes: { getByName: () => type, getByNameAndVersion: () => type },
});
const credentialsHelper = {
	getParentTypes: () => [],
	preAuthentication: async () => undefined,
	authenticate: async (_credentials, _type, options) => options,
};

/** What a node calls `this`, in an execution that is cancelled by the given signal. */
function contextOf(cancelled) {
	const items = [{ json: {} }];
	const input = { main: [items] };
	const data = createRunExecutionData();
	const executeData = { node, data: input, source: null };
	return new ExecuteContext(
		workflow,
		node,
		{ credentialsHelper },
		'manual',
		data,
		0,
		items,
		input,
		executeData,
		[],
		cancelled,
	);
}

const never = new AbortController().signal;
const soon = () => AbortSignal.timeout(100);
const plain = (context, options) => context.helpers.httpRequest(options);
const authenticated = (context, options) =>
	context.helpers.httpRequestWithAuthentication.call(context, 'api', options, {
		credentialsDecrypted: { id: '', name: '', type: 'api', data: {} },
	});
const derived = (signal) =>
	Object.create(contextOf(never), { getExecutionCancelSignal: { value: () => signal } });

const kept = (outcome) => `${outcome}, signal kept`;
const replaced = (outcome) => `${outcome}, signal replaced`;
const cases = [
	// what aborts, helper, context, own signal, expected
	['own signal', plain, contextOf(never), soon(), kept('aborted')],
	['execution cancelled', plain, contextOf(soon()), undefined, kept('completed')],
	['own signal', authenticated, contextOf(never), soon(), replaced('completed')],
	['execution cancelled', authenticated, contextOf(soon()), undefined, replaced('aborted')],
	['signal of a derived context', authenticated, derived(soon()), undefined, replaced('aborted')],
];
const outcomes = cases.map(async ([, send, context, abortSignal]) => {
	const options = { url, abortSignal };
	const outcome = await send(context, options).then(
		() => 'completed',
		() => 'aborted',
	);
	return options.abortSignal === abortSignal ? kept(outcome) : replaced(outcome);
});
for (const [index, [name, send, , , expected]] of cases.entries()) {
	const helper = send === plain ? 'httpRequest' : 'httpRequestWithAuthentication';
	const seen = await outcomes[index];
	console.log(`${helper}, ${name}: ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
server.closeAllConnections();
server.close();
END

N8N_USER_FOLDER="$folder" N8N_ENCRYPTION_KEY=finding N8N_LOG_LEVEL=silent node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}

#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What is sent for a POST whose body is an empty object.
#
# The guess: `body: {}` is sent as the JSON `{}` with `Content-Type: application/json`, as any other object is.
# What happens: neither a body nor a content type is sent. The text `'{}'` with an explicit content type does
# arrive.
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

let received;
const server = createServer(async (request, response) => {
	let body = '';
	for await (const piece of request) body += piece;
	received = `'${body}', ${request.headers['content-type'] ?? 'no content type'}`;
	response.end();
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const node = { name: 'node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };
const type = { description: { name: 'node', inputs: ['main'], outputs: ['main'], properties: [] } };
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
	{},
	'manual',
	createRunExecutionData(),
	0,
	input.main[0],
	input,
	{ node, data: input, source: null },
	[],
);

const json = { headers: { 'Content-Type': 'application/json' } };
const cases = [
	['{ a: 1 }', { body: { a: 1 } }, '\'{"a":1}\', application/json'],
	['{}', { body: {} }, "'', no content type"],
	['{}, json: true', { body: {}, json: true }, "'', no content type"],
	["'{}' with content type", { body: '{}', ...json }, "'{}', application/json"],
];
for (const [name, options, expected] of cases) {
	const url = `http://127.0.0.1:${server.address().port}/`;
	await context.helpers.httpRequest({ url, method: 'POST', ...options });
	const seen = received;
	console.log(`${name}: ${seen}`);
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

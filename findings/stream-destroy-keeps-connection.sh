#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What happens to the connection when a streamed response is destroyed.
#
# The guess: with `encoding: 'stream'`, destroying the body, or leaving a `for await` over it, closes the
# connection, as it does for the IncomingMessage of Node.js.
# What happens: the body is a second stream that axios puts around the first one, and while the server is silent,
# destroying it has no effect on the connection: it stays open until the server ends the response. Aborting
# the request's signal closes it at once.
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

// Sends a piece, then nothing for two seconds.
const server = createServer((request, response) => {
	response.write('a');
	const timer = setTimeout(() => response.end('b'), 2000);
	response.on('close', () => {
		clearTimeout(timer);
		closed(response.writableEnded ? 'stays open until the server ends it' : 'closes at once');
	});
}).listen(0, '127.0.0.1');
await once(server, 'listening');
let closed;

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

const cases = [
	['body destroyed', ({ body }) => body.destroy(), 'stays open until the server ends it'],
	[
		'loop left',
		async ({ body }) => {
			for await (const piece of body) if (piece.length > 0) break;
		},
		'stays open until the server ends it',
	],
	['signal aborted', ({ abort }) => abort(), 'closes at once'],
];
for (const [name, stop, expected] of cases) {
	const connection = new Promise((resolve) => (closed = resolve));
	const controller = new AbortController();
	const body = await context.helpers.httpRequest({
		url: `http://127.0.0.1:${server.address().port}/`,
		encoding: 'stream',
		abortSignal: controller.signal,
	});
	body.on('error', () => {});
	if (name !== 'loop left') body.resume();
	await new Promise((resolve) => setTimeout(resolve, 200));
	await stop({ body, abort: () => controller.abort() });
	const seen = await connection;
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

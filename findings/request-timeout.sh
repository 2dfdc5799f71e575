#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What the `timeout` of n8n's request helper bounds.
#
# The guess: a request with `timeout: 1000` has ended after about a second, one way or the other,
# with one error code to recognise a timeout by.
# What happens: a second of SILENCE ends the request. A server that sends a little now and then is waited for
# as long as it goes on, and its response then counts as good. The error code depends on where the silence falls:
# ECONNABORTED before the headers, ERR_BAD_RESPONSE within the body, ECONNRESET within a streamed body.
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

// /silent sends nothing for 3 seconds. /slow sends its body in 7 pieces, one every half second. /pause
// sends the headers and a first piece, and 3 seconds later the rest.
const server = createServer((request, response) => {
	if (request.url === '/silent') setTimeout(() => response.end('ready'), 3000);
	else if (request.url === '/pause') {
		response.write('a');
		setTimeout(() => response.end('b'), 3000);
	} else {
		let piece = 0;
		const timer = setInterval(() => {
			response.write(String(++piece));
			if (piece < 7) return;
			clearInterval(timer);
			response.end();
		}, 500);
	}
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

const stream = { encoding: 'stream' };

async function request(path, options) {
	const started = performance.now();
	let outcome;
	try {
		const body = await context.helpers.httpRequest({
			url: `http://127.0.0.1:${server.address().port}${path}`,
			timeout: 1000,
			...options,
		});
		const text = options === stream ? await readAll(body) : String(body);
		outcome = `completed '${text}'`;
	} catch (error) {
		outcome = `failed with ${error.code}`;
	}
	const isLate = performance.now() - started > 2000;
	return `${outcome} ${isLate ? 'long after' : 'at'} the timeout`;
}

async function readAll(stream) {
	let text = '';
	for await (const piece of stream) text += piece;
	return text;
}

const cases = [
	['silence', request('/silent'), 'failed with ECONNABORTED at the timeout'],
	['silence within the body', request('/pause'), 'failed with ERR_BAD_RESPONSE at the timeout'],
	['silence within a stream', request('/pause', stream), 'failed with ECONNRESET at the timeout'],
	['slow body', request('/slow'), "completed '1234567' long after the timeout"],
	['slow stream', request('/slow', stream), "completed '1234567' long after the timeout"],
];
for (const [name, outcome, expected] of cases) {
	const seen = await outcome;
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

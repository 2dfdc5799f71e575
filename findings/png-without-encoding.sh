#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What n8n's request helper makes of an image.
#
# The guess: a response with `Content-Type: image/png` becomes a Buffer, and one with `application/json` is parsed,
# certainly so with `json: true`.
# What happens: without `encoding` the image is decoded as UTF-8 into a string, and the bytes that are not valid
# UTF-8 are lost. With `encoding: 'arraybuffer'` it is intact, but then every response is a Buffer, JSON as well,
# even with `json: true`.
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

// One pixel.
const png = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
const server = createServer((request, response) => {
	const [contentType, body] =
		request.url === '/png' ? ['image/png', png] : ['application/json', '{"ok":true}'];
	response.writeHead(200, { 'content-type': contentType }).end(body);
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

function describe(body) {
	if (Buffer.isBuffer(body)) return body.equals(png) ? 'the image in a Buffer' : 'a Buffer';
	if (typeof body !== 'string') return 'parsed JSON';
	const bytes = ['utf8', 'latin1', 'base64'].map((encoding) => Buffer.from(body, encoding));
	return bytes.some((one) => one.equals(png)) ? 'a string of the image' : 'a corrupted string';
}

const binary = { encoding: 'arraybuffer' };
const cases = [
	['PNG', '/png', {}, 'a corrupted string'],
	['PNG as arraybuffer', '/png', binary, 'the image in a Buffer'],
	['JSON', '/json', {}, 'parsed JSON'],
	['JSON as arraybuffer, json: true', '/json', { ...binary, json: true }, 'a Buffer'],
];
for (const [name, path, options, expected] of cases) {
	const url = `http://127.0.0.1:${server.address().port}${path}`;
	const seen = describe(await context.helpers.httpRequest({ url, ...options }));
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

#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# How often a request is sent when the response is 401.
#
# The guess: once. The credential has a fixed key and nothing to renew, and a POST is not repeated unless the
# caller asks for it.
# What happens: httpRequestWithAuthentication sends it twice, the POST as well, and only then throws a
# NodeApiError. With `ignoreHttpStatusErrors: true` it is sent once, as it is by httpRequest.
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

let requests = [];
const server = createServer((request, response) => {
	requests.push(request.method);
	response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
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
// A credential with a fixed key: nothing to renew before a request, nothing to add to it here.
const credentialsHelper = {
	getParentTypes: () => [],
	preAuthentication: async () => undefined,
	authenticate: async (_credentials, _type, options) => options,
};
const input = { main: [[{ json: {} }]] };
const context = new ExecuteContext(
	workflow,
	node,
	{ credentialsHelper },
	'manual',
	createRunExecutionData(),
	0,
	input.main[0],
	input,
	{ node, data: input, source: null },
	[],
);

const url = `http://127.0.0.1:${server.address().port}/`;
const post = { url, method: 'POST', body: { name: 'new' } };
const plain = (options) => context.helpers.httpRequest(options);
const authenticated = (options) =>
	context.helpers.httpRequestWithAuthentication.call(context, 'api', options, {
		credentialsDecrypted: { id: '', name: '', type: 'api', data: {} },
	});
const ignoring = { ignoreHttpStatusErrors: true };

const cases = [
	['httpRequestWithAuthentication', authenticated, post, 'POST POST, NodeApiError thrown'],
	['the same, errors ignored', authenticated, { ...post, ...ignoring }, 'POST, returned'],
	['httpRequest', plain, post, 'POST, AxiosError thrown'],
];
for (const [name, send, options, expected] of cases) {
	requests = [];
	const outcome = await send(options).then(
		() => 'returned',
		(error) => `${error.constructor.name} thrown`,
	);
	const seen = `${requests.join(' ')}, ${outcome}`;
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

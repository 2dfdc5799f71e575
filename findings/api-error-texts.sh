#!/usr/bin/env bash
# Packages: n8n-workflow 2.41.0
#
# What becomes of the texts given to a NodeApiError.
#
# The guess: `new NodeApiError(node, error, { message, description, itemIndex })` makes an error with that message
# and that description, for that item.
# What happens:
# - If `error` is a NodeApiError already, which is what n8n's httpRequestWithAuthentication throws, the constructor
#   returns that very object, and these options are dropped.
# - If `error` has a response whose JSON contains `message`, that text replaces the description.
# - If the message contains the name of a system error anywhere, in any case, n8n's sentence for that error
#   replaces it: "preexisting" contains EEXIST. A NodeOperationError does the same.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error n8n-workflow@2.41.0 > /dev/null

cat > observe.mjs <<'END'
import { createRequire } from 'node:module';

const { NodeApiError, NodeOperationError } = createRequire(import.meta.url)('n8n-workflow');
const node = { name: 'node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };

const options = { message: 'own message', description: 'own description', itemIndex: 1 };
const textsOf = ({ message, description, context }) =>
	[message, description, `item ${context.itemIndex}`].join(' / ');

const original = new NodeApiError(node, { message: 'first message', description: 'first description' });
const rewrapped = new NodeApiError(node, original, options);
const failure = (data) => Object.assign(new Error('Request failed'), { response: { data } });
const preexisting = { message: 'Found a preexisting instance' };

const cases = [
	['of a plain object', textsOf(new NodeApiError(node, {}, options)), 'own message / own description / item 1'],
	['of a NodeApiError', textsOf(rewrapped), 'first message / first description / item undefined'],
	['of a NodeApiError: the same object', rewrapped === original, true],
	[
		'of an error with a JSON response',
		textsOf(new NodeApiError(node, failure({ message: 'their words' }), options)),
		'own message / their words / item 1',
	],
	[
		'message with "preexisting"',
		new NodeApiError(node, {}, preexisting).message,
		'The file or directory already exists',
	],
	[
		'NodeOperationError with "preexisting"',
		new NodeOperationError(node, preexisting.message).message,
		'The file or directory already exists',
	],
];
for (const [name, seen, expected] of cases) {
	console.log(`${name}: ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
END

node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}

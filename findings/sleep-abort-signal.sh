#!/usr/bin/env bash
# Packages: n8n-workflow 2.0.1 and 2.41.0
#
# What `sleep(milliseconds, signal)` of n8n-workflow does when the signal aborts.
#
# The guess: it ends early in every n8n 2, and so does `sleepWithAbort`, which n8n's lint rules recommend.
# What happens: 2.0.1 ignores the signal and sleeps to the end. 2.41.0 rejects with the signal's reason as soon
# as it aborts. `sleepWithAbort` exists in 2.0.1 and not in 2.41.0, so neither of the two works in both versions.
set -euo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
	n8n-workflow-2.0.1@npm:n8n-workflow@2.0.1 n8n-workflow-2.41.0@npm:n8n-workflow@2.41.0 > /dev/null

cat > observe.mjs <<'END'
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

async function observe(version) {
	const { sleep, sleepWithAbort } = require(version);
	const started = performance.now();
	const outcome = await sleep(1000, AbortSignal.timeout(100)).then(
		() => 'resolved',
		(error) => `rejected with ${error.name}`,
	);
	const end = performance.now() - started < 600 ? 'early' : 'at its end';
	return `sleep ${outcome} ${end}, sleepWithAbort: ${typeof sleepWithAbort}`;
}

const cases = [
	['2.0.1', 'sleep resolved at its end, sleepWithAbort: function'],
	['2.41.0', 'sleep rejected with TimeoutError early, sleepWithAbort: undefined'],
];
for (const [version, expected] of cases) {
	const seen = await observe(`n8n-workflow-${version}`);
	console.log(`${version}: ${seen}`);
	if (seen === expected) continue;
	console.log(`  DIFFERENT: expected ${expected}`);
	process.exitCode = 1;
}
END

node observe.mjs || {
	echo 'What was observed differs from what the header of this script states.' >&2
	exit 1
}

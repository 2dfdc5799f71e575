// Tries the nodes on several versions of n8n and writes the table in README.md from the results.
//   npm run test:compat                  everything, and the table
//   npm run test:compat -- --check       everything; fails when the table says something else
//   npm run test:compat -- 2.0.3 2.20.0  these versions only, without the table
import type { Say } from '../n8n/runTool.cts';
import { runEngineTests, type Outcome } from './engineTests.cts';
import { runSmoke } from './smoke.cts';
import { readmeWith, writeReadme, type TriedRelease } from './table.cts';
import { chosenReleases, type Release } from './versions.cts';

const CHECK = '--check';
const started = Date.now();

async function main(): Promise<boolean> {
	const words = process.argv.slice(2).filter((word) => word !== CHECK);
	const releases = chosenReleases(words);

	// The one mostly computes, the other mostly waits for downloads and for n8n to start.
	const [engineTests, smokeRuns] = await Promise.all([
		runEach(releases, 'engine', ({ core }, say) => runEngineTests(core, say)),
		runEach(releases, 'smoke', ({ n8n }, say) => runSmoke(n8n, say)),
	]);
	const tried = releases.map((release): TriedRelease => {
		const [ofEngine, ofSmoke] = [engineTests.get(release), smokeRuns.get(release)];
		return {
			...release,
			...(ofEngine && { engineTests: ofEngine }),
			...(ofSmoke && { smokeRun: ofSmoke }),
		};
	});
	const failed = [...engineTests.values(), ...smokeRuns.values()].some(
		({ failures }) => failures.length > 0,
	);
	return words.length > 0 ? !failed : (await settleTable(tried)) && !failed;
}

/** Runs one kind of test on one release after the other. */
async function runEach(
	releases: Release[],
	kind: 'engine' | 'smoke',
	run: (release: Release, say: Say) => Promise<Outcome>,
): Promise<Map<Release, Outcome>> {
	const outcomes = new Map<Release, Outcome>();
	for (const release of releases.filter((one) => one[kind])) {
		const say = (text: string) => {
			tell(`n8n ${release.n8n.padEnd(8)} ${kind.padEnd(6)} ${text}`);
		};
		const outcome = await run(release, say);
		outcomes.set(release, outcome);
		for (const failure of outcome.failures) say(`FAILED\n${failure}`);
		if (outcome.failures.length === 0) say('ok');
	}
	return outcomes;
}

/** Writes the table, or says whether it is up to date. */
async function settleTable(tried: TriedRelease[]): Promise<boolean> {
	const { now, then } = await readmeWith(tried);
	if (now === then) {
		tell('The table in README.md is up to date');
		return true;
	}
	if (process.argv.includes(CHECK)) {
		tell("The table in README.md is out of date: run 'npm run test:compat'");
		return false;
	}
	writeReadme(then);
	tell('The table in README.md has been rewritten');
	return true;
}

function tell(text: string): void {
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`> ${String(seconds).padStart(3)} s  ${text}`);
}

void main().then(
	(isWell) => {
		process.exitCode = isWell ? 0 : 1;
	},
	(error: unknown) => {
		// What else runs ends with this process.
		console.error(error);
		process.exit(1);
	},
);

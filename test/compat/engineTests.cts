import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installLocked } from '../n8n/installLocked.cts';
import { runTool, type Say } from '../n8n/runTool.cts';

const root = join(__dirname, '..', '..');
const FINISHED_WITHIN = 10 * 60_000;

/** How one part of the matrix went. */
export interface Outcome {
	nodeVersion: string;
	/** What went wrong, for people; empty when all is well. */
	failures: string[];
}

interface JestResults {
	numPassedTests: number;
	numTotalTests: number;
	testResults: Array<{
		message: string;
		status: string;
	}>;
}

/**
 * Runs the engine tests and the conformance suite on another n8n-core than the one in node_modules.
 *
 * @throws when that cannot be installed, or jest cannot be run
 */
export async function runEngineTests(core: string, say: Say): Promise<Outcome> {
	const { folder, node, nodeVersion } = await installLocked(join(__dirname, 'core', core), {
		name: 'n8n-core',
		title: `Installing n8n-core ${core} (300 MB, half a minute, once)`,
		say,
	});
	// jest ends its workers without letting them clean up, so this folder takes what they leave behind.
	const temporary = mkdtempSync(join(tmpdir(), 'compat-'));
	try {
		const file = join(temporary, 'results.json');
		const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
		const config = join(__dirname, 'jest.config.cjs');
		const failure = await runTool(`Engine tests on n8n-core ${core}, Node.js ${nodeVersion}`, {
			command: node,
			args: [jest, '--config', config, '--json', `--outputFile=${file}`],
			folder: root,
			environment: { N8N_CORE_FOLDER: folder, TMPDIR: temporary },
			limit: FINISHED_WITHIN,
			say,
		}).then(
			() => undefined,
			(error: unknown) => (error instanceof Error ? error : new Error(String(error))),
		);
		const failures = existsSync(file) ? failuresIn(file, say) : [];
		if (failure !== undefined && failures.length === 0) throw failure;
		return { nodeVersion, failures };
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

function failuresIn(file: string, say: Say): string[] {
	const results = JSON.parse(readFileSync(file, 'utf8')) as JestResults;
	const { numPassedTests, numTotalTests, testResults } = results;
	say(`  ${numPassedTests} of ${numTotalTests} tests passed`);
	const failures = testResults
		.filter(({ status }) => status !== 'passed')
		.map(({ message }) => message);
	if (failures.length === 0 && (numTotalTests === 0 || numPassedTests < numTotalTests)) {
		failures.push('not all tests were run');
	}
	return failures;
}

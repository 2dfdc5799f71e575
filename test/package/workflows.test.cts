import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { filesBelow, manifest, read, root } from './support/project.cts';

type Permissions = Record<string, string>;

interface Step {
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
	env?: Record<string, string>;
}

interface Job {
	'timeout-minutes'?: number;
	permissions?: Permissions;
	needs?: string;
	strategy?: { matrix: { node: string[] } };
	steps: Step[];
}

interface Workflow {
	on: { push: { branches?: string[]; tags?: string[] }; pull_request?: null };
	concurrency: { group: string; 'cancel-in-progress': boolean };
	permissions: Permissions;
	jobs: Record<string, Job>;
}

const paths = filesBelow('.github/workflows');
const load = (path: string) => parse(read(path)) as Workflow;
const ci = load('.github/workflows/ci.yml');
const publish = load('.github/workflows/publish.yml');

/** The commands of a job, one below the other. */
const commandsOf = (job: Job | undefined) =>
	(job?.steps ?? []).map(({ run }) => run ?? '').join('\n');

describe.each(paths)('%s', (path) => {
	const text = read(path);
	const workflow = load(path);
	const jobs = Object.values(workflow.jobs);
	const steps = jobs.flatMap((job) => job.steps);

	it('names every action by its commit, and says which version that is', () => {
		const lines = text.split('\n').filter((line) => /\buses:/.test(line));
		const pinned = /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
		expect(lines.length).toBe(steps.filter(({ uses }) => uses !== undefined).length);
		expect(lines.filter((line) => !pinned.test(line))).toEqual([]);
	});

	it('may only read, unless a job asks for more', () => {
		expect(workflow.permissions).toEqual({ contents: 'read' });
	});

	it('leaves no token behind in the working copy', () => {
		const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
		expect(checkouts.length).toBeGreaterThan(0);
		expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
	});

	it('ends by itself', () => {
		for (const job of jobs) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
	});

	it('runs scripts and files that exist', () => {
		const commands = jobs.map(commandsOf).join('\n');
		const scripts = [...commands.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name]) => name);
		const ofNpm = ['config', 'pack', 'publish'];
		expect(Object.keys(manifest.scripts)).toEqual(
			expect.arrayContaining(scripts.filter((name) => !ofNpm.includes(name ?? ''))),
		);
		const files = [...commands.matchAll(/\bnode (\S+)/g)].map(([, file = '']) => file);
		expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
	});

	it('puts nothing from outside into a command', () => {
		// ${{ }} in a command is replaced before the shell reads it, whatever it holds.
		expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
	});
});

describe('the checks of every change', () => {
	it('run for pushes to main and for pull requests, the newest only', () => {
		expect(ci.on).toEqual({ push: { branches: ['main'] }, pull_request: null });
		expect(ci.concurrency['cancel-in-progress']).toBe(true);
	});

	it('run on the oldest Node.js that package.json allows, and on each newer line', () => {
		const versions = ci.jobs.test?.strategy?.matrix.node ?? [];
		expect(manifest.engines.node).toBe(`>=${versions[0] ?? ''}`);
		expect(versions.map((version) => version.split('.')[0])).toEqual(['20', '22', '24']);
	});

	it('are the tests, the demo, the real n8n and the older versions', () => {
		expect(commandsOf(ci.jobs.test).split('\n').filter(Boolean)).toEqual([
			'npm test',
			'npm run demo',
		]);
		expect(commandsOf(ci.jobs.bench)).toMatch(/npm run test:e2e\n(.*\n)*npm run test:compat/);
	});
});

describe('publishing', () => {
	const { pack, publish: upload } = publish.jobs;

	it('starts with a version tag and is never cut off', () => {
		expect(publish.on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
		expect(publish.concurrency['cancel-in-progress']).toBe(false);
	});

	it('checks, tests and builds before it packs', () => {
		expect(commandsOf(pack).split('\n').filter(Boolean)).toEqual([
			'node test/tools/checkRelease.mjs "$GITHUB_REF_NAME"',
			'npm test',
			'npm run build',
			'mkdir packed && npm pack --pack-destination packed',
		]);
		expect(upload?.needs).toBe('pack');
	});

	it('says where the package comes from', () => {
		expect(commandsOf(upload)).toMatch(
			/npm publish \.\/packed\/\*\.tgz --provenance --access public/,
		);
	});

	it('gives the right to publish to one job, in which nothing but npm runs', () => {
		expect(upload?.permissions).toEqual({ 'id-token': 'write' });
		expect(pack?.permissions).toBeUndefined();
		const allowed = /^actions\/(setup-node|download-artifact)@/;
		const actions = upload?.steps.flatMap(({ uses }) => uses ?? []) ?? [];
		expect(actions.filter((uses) => !allowed.test(uses))).toEqual([]);
		expect(commandsOf(upload)).not.toMatch(/npm (ci|install|run|test)|npx/);
	});

	it('shows the token to the last step only', () => {
		const seeing = Object.values(publish.jobs).flatMap(({ steps }) =>
			steps.filter((step) => JSON.stringify(step).includes('secrets.')),
		);
		expect(seeing).toEqual([upload?.steps.at(-1)]);
	});

	it('uses a Node.js whose npm can sign in without a token, and nothing that keeps it from that', () => {
		const setUp = upload?.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
		expect(setUp?.with).toEqual({ 'node-version': '24', 'package-manager-cache': false });
	});
});

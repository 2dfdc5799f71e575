import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cached } from '../n8n/cache.cts';
import { addPackage } from '../n8n/packedPackage.cts';
import { runTool } from '../n8n/runTool.cts';
import { inChild } from './support/inChild.cts';
import { codeSize, intoOneFile, type CodeSize } from './support/otherForms.cts';
import {
	atMost,
	kilobytes,
	milliseconds,
	shown,
	type Report,
	type Setting,
	type Target,
} from './support/report.cts';
import { median } from './support/rounds.cts';

const root = join(__dirname, '..', '..');

/** Published packages of the same kind: nodes for gateways to WhatsApp and other messengers. */
const PEERS = {
	'n8n-nodes-evolution-api': '1.0.4',
	'@devlikeapro/n8n-nodes-chatwoot': '1.0.2',
	'@respond-io/n8n-nodes-respond-io': '1.3.6',
};

/** This package with all its code in one file. */
const ONE_FILE = 'one file';

const INSTALL_LIMIT = 5 * 60_000;
// Far more than it takes: in CI, more urgent work goes on beside it.
const LOAD_LIMIT = 5 * 60_000;
const SIZE_TARGET = 150;
const LOAD_TARGET = 20;
/** In a short run, where a busy machine must not fail it. */
const SHORT_SLACK = 50;

/** What `npm pack` prints. */
interface Packed {
	name: string;
	size: number;
	unpackedSize: number;
	entryCount: number;
}

interface Weight {
	name: string;
	packed: number;
	unpacked: number;
	files: number;
	/** Of what n8n loads whenever it starts. */
	start: LoadCost;
	/** Of that and of all nodes, which n8n loads when they are first used. */
	whole: LoadCost;
}

/** What loading took, in milliseconds, and how many bytes the heap grew by. */
interface LoadCost {
	milliseconds: number;
	cpu: number;
	heap: number;
}

/** What `loadWorker.mjs` answers. */
type LoadCosts = Pick<Weight, 'start' | 'whole'>;

/** Size of this package and of others, and what loading them costs n8n. */
export async function weight({ short }: Setting): Promise<Report> {
	const temporary = mkdtempSync(join(tmpdir(), 'weight-'));
	try {
		const ours = await addPackage(temporary);
		const oneFile = join(temporary, 'one-file');
		await intoOneFile(ours, oneFile);
		const packages = new Map([
			[nameOf(ours), ours],
			[ONE_FILE, oneFile],
		]);
		const packed = [await pack(root, [])];
		if (!short) {
			const folder = await installPeers();
			for (const name of Object.keys(PEERS)) packages.set(name, join(folder, 'node_modules', name));
			packed.push(...(JSON.parse(readFileSync(join(folder, 'packed.json'), 'utf8')) as Packed[]));
		}
		const costs = await loadAll(packages, short ? 3 : 7);
		const weights = packed.map((sizes): Weight => {
			const own = costs.get(sizes.name) ?? [];
			return {
				name: sizes.name,
				packed: sizes.size,
				unpacked: sizes.unpackedSize,
				files: sizes.entryCount,
				start: medianOf(own.map(({ start }) => start)),
				whole: medianOf(own.map(({ whole }) => whole)),
			};
		});
		const inOneFile = medianOf((costs.get(ONE_FILE) ?? []).map(({ whole }) => whole));
		return report(weights, await codeSize(join(ours, 'dist')), inOneFile, short);
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

function nameOf(folder: string): string {
	return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string }).name;
}

/** The published packages in their exact versions, installed once. n8n brings n8n-workflow itself. */
async function installPeers(): Promise<string> {
	const manifest = JSON.stringify({ private: true, dependencies: PEERS });
	const hash = createHash('sha256').update(manifest).digest('hex').slice(0, 12);
	return await cached(`bench-peers-${hash}`, async (folder) => {
		writeFileSync(join(folder, 'package.json'), manifest);
		await npm('Installing published packages to compare with', folder, [
			'install',
			'--ignore-scripts',
			'--legacy-peer-deps',
		]);
		const wanted = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
		const packed: Packed[] = [];
		for (const one of wanted) packed.push(await pack(folder, [one]));
		writeFileSync(join(folder, 'packed.json'), JSON.stringify(packed));
	});
}

async function pack(folder: string, what: string[]): Promise<Packed> {
	const output = await npm('Weighing', folder, [
		'pack',
		...what,
		'--json',
		'--dry-run',
		'--ignore-scripts',
	]);
	const [packed] = JSON.parse(
		output.slice(output.indexOf('['), output.lastIndexOf(']') + 1),
	) as Packed[];
	if (packed === undefined) throw new Error(`npm pack told nothing of ${what.join(' ')}`);
	return packed;
}

async function npm(title: string, folder: string, args: string[]): Promise<string> {
	return await runTool(title, {
		command: 'npm',
		args: [...args, '--no-audit', '--no-fund', '--loglevel=error'],
		folder,
		limit: INSTALL_LIMIT,
		say: () => undefined,
	});
}

/** Loads the packages in turns, each time in a new process. */
async function loadAll(
	packages: ReadonlyMap<string, string>,
	rounds: number,
): Promise<Map<string, LoadCosts[]>> {
	const costs = new Map<string, LoadCosts[]>([...packages.keys()].map((name) => [name, []]));
	const worker = join(__dirname, 'support', 'loadWorker.mjs');
	for (let round = 0; round < rounds; round += 1) {
		for (const [name, folder] of packages) {
			// As n8n does, so that community packages find n8n-workflow.
			const environment = { NODE_PATH: join(root, 'node_modules') };
			costs.get(name)?.push(await inChild<LoadCosts>(worker, { folder }, LOAD_LIMIT, environment));
		}
	}
	return costs;
}

function medianOf(costs: LoadCost[]): LoadCost {
	return {
		milliseconds: median(costs.map(({ milliseconds: took }) => took)),
		cpu: median(costs.map(({ cpu }) => cpu)),
		heap: median(costs.map(({ heap }) => heap)),
	};
}

function report(weights: Weight[], code: CodeSize, inOneFile: LoadCost, short: boolean): Report {
	const [ours] = weights;
	if (ours === undefined) throw new Error('nothing was weighed');
	const others = ours.unpacked - code.readable - code.metadata;
	const tightest = others + code.minified;
	const targets: Target[] = [
		{
			...atMost('unpacked size in kB', ours.unpacked / 1000, SIZE_TARGET),
			...(tightest > SIZE_TARGET * 1000 && {
				impossible: `Even minified, which nobody could review, and without metadata it would be ${kilobytes(tightest)}: the README, the change log and the like are ${kilobytes(others)} of it.`,
			}),
		},
		atMost(
			"milliseconds to load it at n8n's start",
			ours.start.milliseconds,
			LOAD_TARGET,
			short ? SHORT_SLACK : 1,
		),
		{
			...atMost(
				'milliseconds to load all nodes at once, too',
				ours.whole.milliseconds,
				LOAD_TARGET,
				short ? SHORT_SLACK : 1,
			),
			...(inOneFile.milliseconds > LOAD_TARGET && {
				impossible: `Even with all code in one minified file, which nobody could review, it would be ${milliseconds(inOneFile.milliseconds)} here.`,
			}),
		},
	];
	return {
		title: 'Weight',
		conditions:
			"loaded by n8n's own loader in a new process, n8n itself being loaded; at its start, and then all nodes at once",
		table: {
			head: ['package', 'packed', 'unpacked', 'files', 'at start', 'CPU', 'heap', 'all nodes'],
			rows: weights.map(({ name, packed, unpacked, files, start, whole }) => [
				name,
				kilobytes(packed),
				kilobytes(unpacked),
				String(files),
				milliseconds(start.milliseconds),
				milliseconds(start.cpu),
				`${shown(start.heap / 1e6)} MB`,
				milliseconds(whole.milliseconds),
			]),
		},
		figures: { peers: PEERS, weights, code, inOneFile },
		targets,
	};
}

import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { createPairingLink, pairingKey } from '../../nodes/domain/pairingLink.ts';
import {
	byId,
	chain,
	credentialOf,
	instanceNode,
	node,
	PACKAGE,
} from '../e2e/support/workflow.cts';
import { RealN8n } from '../n8n/RealN8n.cts';
import { RestClient, type WorkflowFile } from '../n8n/RestClient.cts';
import { descriptors } from '../providers/descriptors.cts';
import type { SandboxInstance } from '../sandbox/index.cts';
import { PageVisitor } from '../support/PageVisitor.cts';
import { ProcessUse } from './support/ProcessUse.cts';
import { atMost, kilobytes, milliseconds, promise, shown, type Report } from './support/report.cts';
import { median } from './support/rounds.cts';
import { SandboxProcess } from './support/SandboxProcess.cts';
import { customer } from './support/workflows.cts';

const PROVIDER = 'wachat';
const LATENCY = 50;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const PAGES = 20;
const MANY_PAGES = 200;
const MOST_PAGES = 1000;
const SCANS = 50;
/** As after a campaign by mail: each request to open a page takes n8n most of 100 ms. */
const OPENED_EVERY = 250;
/** As the page of webhooks does that this node replaces. */
const WEBHOOK_PAGE_ASKS_EVERY = 5_000;
const COMMON_INTERVAL = descriptors[PROVIDER].pollInterval;

interface Load {
	/** Questions that n8n refused, as while its database does not answer. */
	refused: number;
	/** Milliseconds of processor time of n8n per page and minute. */
	cpu: number;
	executions: number;
	/** Bytes by which n8n's database has grown. */
	stored: number;
	/** Requests to the provider. */
	requests: number;
}

/** Open pairing pages in the real n8n, beside the least that a page of plain webhooks takes. */
export async function pages(): Promise<Report> {
	const sandbox = await SandboxProcess.start({ latency: LATENCY });
	const n8n = await RealN8n.prepare({ environment: { N8N_METRICS: 'true' } });
	try {
		const { pid } = await n8n.start();
		return await measure(await PageBench.open(n8n, new ProcessUse(pid), sandbox));
	} finally {
		await n8n.remove();
		await sandbox.stop();
	}
}

async function measure(bench: PageBench): Promise<Report> {
	const instances = await bench.seed(MOST_PAGES);
	const links = instances.map(({ instanceId }) => bench.linkTo(instanceId));

	// What n8n does after its start is not what it does while nothing happens.
	await delay(MINUTE);
	const idle = await bench.load(() => [], 0);
	const ours = await bench.load(() => openInTurn(links.slice(0, PAGES)), PAGES, idle.cpu);
	const webhooks = await bench.load(
		() => instances.slice(0, PAGES).map(({ instanceId }) => bench.visitWebhook(instanceId)),
		PAGES,
		idle.cpu,
	);
	const many = await bench.load(() => openInTurn(links.slice(0, MANY_PAGES)), MANY_PAGES, idle.cpu);
	const delays = await bench.scans(instances.slice(-SCANS), links.slice(-SCANS));
	const few = await bench.eventLoop(links.slice(0, 10));
	const most = await bench.eventLoop(links);
	const page = await fetch(bench.pageUrl);
	const bytes = Buffer.byteLength(await page.text());

	const worst = Math.max(...delays);
	// One list for all pages, and one code for each at the beginning and every 20 seconds.
	const expected = MINUTE / COMMON_INTERVAL + MANY_PAGES * (1 + MINUTE / 20_000);
	return {
		title: 'Pairing pages',
		conditions: `real n8n ${bench.version}, ${PROVIDER} with ${LATENCY} ms latency, one minute each; "webhooks" is the least a page of plain webhooks can be: Webhook, Get, Respond to Webhook, asked every 5 s`,
		table: {
			head: [
				'variant',
				'pages',
				'CPU a page and minute',
				'executions',
				'database',
				'requests',
				'refused',
			],
			rows: [
				row('ours', PAGES, ours),
				row('webhooks', PAGES, webhooks),
				row('ours', MANY_PAGES, many),
			],
		},
		figures: {
			idle,
			ours,
			webhooks,
			many,
			delays: { median: median(delays), worst },
			few,
			most,
			bytes,
		},
		targets: [
			atMost('CPU of n8n per open page and minute in seconds', ours.cpu / 1000, 0.1),
			atMost('the same as a part of that of plain webhooks', ours.cpu / webhooks.cpu, 1 / 20),
			promise('no execution', ours.executions + many.executions === 0),
			atMost('requests with 200 pages', many.requests, expected * 1.1),
			atMost(
				'from scan to "connected" in seconds, median',
				median(delays) / 1000,
				COMMON_INTERVAL / 1000 + 1,
			),
			atMost(
				'from scan to "connected" in seconds, worst of 50',
				worst / 1000,
				COMMON_INTERVAL / 1000 + 1,
			),
			atMost('event loop delay (p99) with 1,000 pages, to that with 10', most.p99 / few.p99, 1.5),
			atMost('memory of each of 1,000 pages in kB', (most.memory - few.memory) / 990 / 1000, 20),
			atMost('bytes of the page', bytes, 30_000),
		],
	};
}

function row(variant: string, count: number, load: Load): string[] {
	return [
		variant,
		String(count),
		milliseconds(load.cpu),
		String(load.executions),
		kilobytes(load.stored),
		shown(load.requests),
		String(load.refused),
	];
}

/** Opens pages one after the other, as people do, who never come all at once. */
async function openInTurn(links: readonly string[]): Promise<PageVisitor[]> {
	const opened: PageVisitor[] = [];
	for (const link of links) {
		opened.push(PageVisitor.open(link));
		await delay(OPENED_EVERY);
	}
	return opened;
}

/** A page that somebody has open. */
interface OpenPage {
	close: () => void;
	refused: readonly number[];
}

/** An n8n with a pairing page, and with the webhooks it replaces. */
class PageBench {
	private constructor(
		private readonly n8n: RealN8n,
		private readonly use: ProcessUse,
		private readonly sandbox: SandboxProcess,
		private readonly rest: RestClient,
		private readonly workflows: string[],
		readonly pageUrl: string,
		private readonly webhookUrl: string,
	) {}

	static async open(n8n: RealN8n, use: ProcessUse, sandbox: SandboxProcess): Promise<PageBench> {
		const rest = await RestClient.setUp(n8n.address);
		const { type } = descriptors[PROVIDER].credential;
		const reference = await rest.createCredential(type, 'Sandbox', sandbox.credentials[type] ?? {});
		const credentials = { [type]: reference };
		const webhookId = randomUUID();
		const page = node(
			'Page',
			`${PACKAGE}.whatsAppInstancePairingPageTrigger`,
			1,
			{ provider: PROVIDER },
			{ ...credentialOf(PROVIDER, credentials), webhookId },
		);
		const hook = node(
			'Webhook',
			'n8n-nodes-base.webhook',
			2,
			{ path: 'status', responseMode: 'responseNode' },
			{ webhookId: randomUUID() },
		);
		const get = instanceNode(
			'Get',
			PROVIDER,
			'get',
			{ credentials },
			{
				instanceId: byId('={{ $json.query.instance }}'),
			},
		);
		const respond = node('Respond', 'n8n-nodes-base.respondToWebhook', 1.1);
		const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'none' };
		const workflows = [
			await rest.createWorkflow(chain(page)),
			await rest.createWorkflow({ ...chain(hook, get, respond), settings } as WorkflowFile),
		];
		for (const workflow of workflows) await rest.activate(workflow);
		return new PageBench(
			n8n,
			use,
			sandbox,
			rest,
			workflows,
			`${n8n.address}/webhook/${webhookId}/pairing-page`,
			`${n8n.address}/webhook/status`,
		);
	}

	get version(): string {
		return this.n8n.installed.version;
	}

	async seed(count: number): Promise<SandboxInstance[]> {
		const seeded: SandboxInstance[] = [];
		for (let index = 0; index < count; index += 1) {
			seeded.push(await this.sandbox.seed(PROVIDER, customer(index)));
		}
		return seeded;
	}

	linkTo(instanceId: string): string {
		const { apiKey } = this.sandbox.introduction.accounts[PROVIDER];
		const target = { provider: PROVIDER, instanceId, endsAt: Date.now() + DAY };
		return createPairingLink(this.pageUrl, target, pairingKey(apiKey)).url;
	}

	/** Asks the webhooks of an instance until it is called off. */
	visitWebhook(instanceId: string): OpenPage {
		const end = new AbortController();
		const refused: number[] = [];
		const ask = async () => {
			while (!end.signal.aborted) {
				const url = `${this.webhookUrl}?instance=${encodeURIComponent(instanceId)}`;
				const response = await fetch(url);
				await response.text();
				if (!response.ok) refused.push(response.status);
				await delay(WEBHOOK_PAGE_ASKS_EVERY, undefined, { signal: end.signal });
			}
		};
		ask().catch((error: unknown) => {
			if (!end.signal.aborted) throw error;
		});
		const close = () => {
			end.abort();
		};
		return { close, refused };
	}

	/** What n8n does in a minute with these pages. @param idle its processor time without any */
	async load(
		openAll: () => OpenPage[] | Promise<OpenPage[]>,
		count: number,
		idle = 0,
	): Promise<Load> {
		const executionsBefore = await this.executions();
		const opened = await openAll();
		// What happens once for each page is not what a minute costs.
		await delay(COMMON_INTERVAL);
		const before = { cpu: this.use.cpu(), stored: this.stored() };
		const requestsBefore = (await this.sandbox.requests()).length;
		await delay(MINUTE);
		const cpu = this.use.cpu() - before.cpu;
		const load = {
			cpu: count === 0 ? cpu : (cpu - idle) / count,
			stored: this.stored() - before.stored,
			requests: (await this.sandbox.requests()).length - requestsBefore,
			executions: (await this.executions()) - executionsBefore,
			refused: opened.flatMap(({ refused }) => refused).length,
		};
		for (const page of opened) page.close();
		await delay(COMMON_INTERVAL);
		return load;
	}

	/** Milliseconds from each scan to the page that says so. */
	async scans(instances: readonly SandboxInstance[], links: readonly string[]): Promise<number[]> {
		const visitors = links.map((link) => PageVisitor.open(link));
		await delay(2 * COMMON_INTERVAL);
		const scannedAt: number[] = [];
		for (const { instanceId } of instances) {
			await this.sandbox.scan(instanceId);
			scannedAt.push(performance.now());
			await delay(COMMON_INTERVAL / 7);
		}
		await delay(2 * COMMON_INTERVAL);
		return visitors.map(
			({ connectedAt = Infinity }, index) => connectedAt - (scannedAt[index] ?? 0),
		);
	}

	/** How n8n's event loop and memory are with these pages open. */
	async eventLoop(links: readonly string[]): Promise<{ p99: number; memory: number }> {
		const opened = await openInTurn(links);
		await delay(3 * COMMON_INTERVAL);
		// Reading them begins a new period.
		await this.metrics();
		await delay(MINUTE / 2);
		const { p99 } = await this.metrics();
		const memory = await this.memoryInUse();
		for (const page of opened) page.close();
		await delay(COMMON_INTERVAL);
		return { p99, memory };
	}

	/** Bytes that n8n needs: the least in a minute, in which what is no longer needed has been freed. */
	private async memoryInUse(): Promise<number> {
		let least = Infinity;
		for (let second = 0; second < 60; second += 1) {
			await delay(1000);
			least = Math.min(least, (await this.metrics()).memory);
		}
		return least;
	}

	/** Infinite where n8n itself refuses to tell, because its database does not answer. */
	private async metrics(): Promise<{ p99: number; memory: number }> {
		for (let tries = 0; tries < 10; tries += 1) {
			const text = await (await fetch(`${this.n8n.address}/metrics`)).text();
			const figure = (name: string) => {
				const [, value] = new RegExp(`^n8n_nodejs_${name} ([\\d.e+-]+)`, 'm').exec(text) ?? [];
				return value === undefined ? undefined : Number(value);
			};
			const [p99, heap, external] = [
				figure('eventloop_lag_p99_seconds'),
				figure('heap_size_used_bytes'),
				figure('external_memory_bytes'),
			];
			if (p99 !== undefined && heap !== undefined && external !== undefined) {
				return { p99: p99 * 1000, memory: heap + external };
			}
			await delay(1000);
		}
		return { p99: Infinity, memory: Infinity };
	}

	private async executions(): Promise<number> {
		const lists = await Promise.all(this.workflows.map((id) => this.rest.executions(id)));
		return lists.flat().length;
	}

	private stored(): number {
		const folder = join(this.n8n.folder, '.n8n');
		return ['database.sqlite', 'database.sqlite-wal']
			.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
			.reduce((sum, size) => sum + size, 0);
	}
}

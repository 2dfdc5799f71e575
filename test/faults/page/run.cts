import { randomUUID } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import { descriptors } from '../../providers/descriptors.cts';
import { NotPossibleError } from '../../sandbox/errors.cts';
import type { RecordedRequest, SandboxInstance } from '../../sandbox/index.cts';
import { TriggerHost } from '../../support/eventTrigger.cts';
import { fullCredentialsFor } from '../../support/nodes.cts';
import { Random } from '../../support/random.cts';
import { pageNode, pairingToken } from '../../support/usePairingPage.cts';
import { Disturbance } from '../disturbance.cts';
import { happen } from '../happen.cts';
import type { World } from '../world.cts';
import { makePagePlan, type PagePlan, type PlannedWindow } from './plan.cts';
import { Visitor, type Exchange, type WindowOptions } from './Visitor.cts';

const MINUTE = 60_000;

// Longer than any fault keeps a request, and than a restart that has not helped stands in the way.
const EVERYTHING_ENDS_WITHIN = 15 * MINUTE;

// Where there is one code a minute for all, and each may have to be requested twice.
const LAST_CODE_TAKES = 5 * MINUTE;
const LAST_SCAN_TAKES = MINUTE;

/** The workflow has been started. */
export interface Start {
	/** Milliseconds of the campaign's time. */
	at: number;
	event: unknown;
	instanceId: unknown;
	item: INodeExecutionData;
}

/** What somebody gets to see who opens a new link to an instance when all trouble is over. */
export interface Ending {
	instance: SandboxInstance;
	/** Whether the provider still has it. */
	exists: boolean;
	/** What the page shows first that is more than a pause; absent when nothing is. */
	kind?: string;
	/** The code it shows then, as an image. */
	png?: string;
	/** What it shows after that code has been scanned. */
	afterScan?: string;
	/** When the code was scanned. */
	scannedAt?: number;
}

/** A whole run of the page, as it went. */
export interface PageRunResult {
	plan: PagePlan;
	instances: SandboxInstance[];
	exchanges: Exchange[];
	starts: Start[];
	/** When n8n was started again. */
	restartedAt: number[];
	/** When the provider saw a phone become connected, by instance. */
	connections: Map<string, number[]>;
	/** The requests to the provider. */
	requests: RecordedRequest[];
	endings: Ending[];
	/** All that n8n has stored and logged, and the page itself. */
	written: string[];
	tokens: string[];
	faults: string[];
}

/** Carries out one run of the page. */
export async function carryOutPageRun(
	world: World,
	seed: number,
	number: number,
): Promise<PageRunResult> {
	const plan = makePagePlan(new Random(`page ${seed} ${number}`));
	world.startDay();
	const run = new PageRun(world, plan, `page ${seed} ${number}`);
	return await run.carryOut();
}

class PageRun {
	private readonly startedAt: number;

	private readonly result: PageRunResult;

	private readonly disturbance: Disturbance;

	constructor(
		private readonly world: World,
		private readonly plan: PagePlan,
		private readonly seed: string,
	) {
		const { clock, sandbox } = world;
		this.startedAt = clock.elapsed;
		this.disturbance = new Disturbance(world, plan, seed);
		this.result = {
			plan,
			instances: plan.people.map(({ name, phone, status }) =>
				sandbox.seedInstance(plan.provider, { name, phone, status }),
			),
			exchanges: [],
			starts: [],
			restartedAt: [],
			connections: new Map(),
			requests: [],
			endings: [],
			written: [],
			tokens: [],
			faults: [],
		};
		for (const { instanceId } of this.result.instances) {
			this.result.connections.set(instanceId, []);
		}
	}

	async carryOut(): Promise<PageRunResult> {
		const { result, world, plan } = this;
		const { provider, parameters, storesOnStart } = plan;
		const node = pageNode({ provider, ...parameters });
		const credentials = fullCredentialsFor(world.sandbox);
		const host = await TriggerHost.start(world.engine, node, credentials, {
			workflowId: randomUUID(),
			storesOnStart,
			onRun: (items) => {
				this.noteStart(items);
			},
		});
		try {
			await host.activate();
			result.written.push((await host.call('GET')).body);
			await this.disturbance.begin(0);
			this.schedule(host);
			await Promise.all(plan.windows.map((window, index) => this.visit(host, window, index)));
			await world.clock.pass(EVERYTHING_ENDS_WITHIN);
			await this.disturbance.end();
			host.failsToRun = false;
			for (const { instanceId } of result.instances) {
				result.endings.push(await this.end(host, instanceId));
			}
			// What was left is still watched for three minutes.
			await world.clock.pass(EVERYTHING_ENDS_WITHIN);
		} finally {
			await host.close();
		}
		result.requests.push(...world.sandbox.requests);
		result.written.push(JSON.stringify(host.staticData), ...host.log);
		result.faults = this.disturbance.met;
		return result;
	}

	/** Has everything happen at its time that nobody at a window does. */
	private schedule(host: TriggerHost): void {
		const { clock } = this.world;
		const { incidents, providerOutages, startOutages, restarts } = this.plan;
		for (const incident of incidents) {
			clock.later(incident.at, () => {
				happen(this.world.sandbox, incident);
				this.noteConnections();
			});
		}
		for (const { from, milliseconds } of providerOutages) {
			clock.later(from, () => {
				this.disturbance.shut(milliseconds);
			});
		}
		for (const { from, milliseconds } of startOutages) {
			clock.later(from, () => {
				host.failsToRun = true;
			});
			clock.later(from + milliseconds, () => {
				host.failsToRun = false;
			});
		}
		for (const at of restarts) {
			clock.later(at, () => {
				host.restart();
				this.result.restartedAt.push(clock.elapsed);
			});
		}
	}

	private async visit(host: TriggerHost, window: PlannedWindow, index: number): Promise<void> {
		const { clock } = this.world;
		const { looks, types, follows, renews, link } = window;
		const planned = this.plan.links[link];
		if (planned === undefined) throw new Error(`there is no link ${link}`);
		const instanceId = this.result.instances[planned.customer]?.instanceId ?? '';
		const visitor = this.visitor(host, instanceId, {
			window: `window ${index}`,
			token: this.tokenFor(instanceId, this.startedAt + planned.validFor),
			types,
			follows,
			renews,
		});
		const left: Array<Promise<void>> = [];
		for (const { from, to } of looks) {
			await clock.pass(Math.max(0, this.startedAt + from - clock.elapsed));
			await visitor.look(this.startedAt + to);
			left.push(visitor.leave());
		}
		await Promise.all(left);
	}

	/** A person opens a new link now that all trouble is over, and scans. */
	private async end(host: TriggerHost, instanceId: string): Promise<Ending> {
		const { clock, sandbox } = this.world;
		const openedAt = clock.elapsed;
		const visitor = this.visitor(host, instanceId, {
			window: `last of ${instanceId}`,
			token: this.tokenFor(instanceId, openedAt + 24 * 60 * MINUTE),
			types: false,
			follows: true,
			renews: 0,
		});
		const shown = await visitor.look(openedAt + LAST_CODE_TAKES, ({ state: { kind } }) =>
			['scan', 'removed', 'failed'].includes(kind),
		);
		const isIt = (one: SandboxInstance) => one.instanceId === instanceId;
		const there = sandbox.instances().find(isIt);
		const instance = there ?? this.result.instances.find(isIt);
		if (instance === undefined) throw new Error('an instance was never there');
		const exists = there !== undefined;
		const state = shown?.state;
		if (state === undefined) return { instance, exists };
		const ending: Ending = { instance, exists, kind: state.kind };
		if (state.kind !== 'scan') return ending;

		const scannedAt = clock.elapsed;
		try {
			sandbox.scan(instanceId);
		} catch (error) {
			// The check of the code that was shown will say so.
			if (!(error instanceof NotPossibleError)) throw error;
		}
		this.noteConnections();
		const after = await visitor.look(scannedAt + LAST_SCAN_TAKES);
		return {
			...ending,
			scannedAt,
			...(state.code.png !== undefined && { png: state.code.png }),
			...(after !== undefined && { afterScan: after.state.kind }),
		};
	}

	private visitor(
		host: TriggerHost,
		instanceId: string,
		window: Omit<WindowOptions, 'instanceId' | 'random'>,
	): Visitor {
		const random = new Random(`${this.seed} ${window.window}`);
		const options = { ...window, instanceId, random };
		return new Visitor(this.world.clock, host, options, (exchange) => {
			this.result.exchanges.push(exchange);
			this.noteConnections();
		});
	}

	private tokenFor(instanceId: string, endsAt: number): string {
		const { provider } = this.plan;
		const { apiKey } = this.world.sandbox.accounts[provider];
		const token = pairingToken({ provider, instanceId, endsAt }, apiKey);
		this.result.tokens.push(token);
		return token;
	}

	/** Which instances are connected, by the latest look. */
	private connected = new Set<string>();

	/** Notes the phones that have been connected since the latest look. */
	private noteConnections(): void {
		const { sandbox, clock } = this.world;
		const word = descriptors[this.plan.provider].words.connected;
		const connected = sandbox
			.instances(this.plan.provider)
			.filter(({ status }) => status === word)
			.map(({ instanceId }) => instanceId);
		for (const instanceId of connected) {
			if (this.connected.has(instanceId)) continue;
			this.result.connections.get(instanceId)?.push(clock.elapsed);
		}
		this.connected = new Set(connected);
	}

	private noteStart(items: readonly INodeExecutionData[]): void {
		for (const item of items) {
			const { event, instanceId } = item.json;
			this.result.starts.push({ at: this.world.clock.elapsed, event, instanceId, item });
		}
	}
}

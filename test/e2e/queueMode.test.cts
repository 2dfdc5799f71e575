import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { createPairingLink, pairingKey } from '../../nodes/domain/pairingLink.ts';
import { itemsOf } from '../n8n/RestClient.cts';
import { until } from '../n8n/until.cts';
import { startSandbox, type Sandbox } from '../sandbox/index.cts';
import { PageVisitor } from '../support/PageVisitor.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { customersOf, inTurns, submitAll } from './queue/customers.cts';
import type { Executions } from './queue/Executions.cts';
import { onboardingWorkflow, resultOf, type Customer } from './queue/onboarding.cts';
import { QueuedN8n } from './queue/QueuedN8n.cts';
import { eventWorkflow, pageWorkflow, statusWorkflow, TRIGGER } from './queue/triggers.cts';
import { UploadDesk } from './queue/UploadDesk.cts';
import { bench } from './support/bench.cts';
import { hasFailed } from './support/held.cts';
import { say } from './support/say.cts';
import { placesOf } from './support/searchFiles.cts';
import { secretsIn } from './support/secretsIn.cts';

const MINUTE = 60_000;
/** Of every answer of the providers, so that a worker is killed in the midst of requests. */
const LATENCY = 100;
/** As many customers as press the button at once. */
const SUBMITTED_AT_A_TIME = 8;
/** How many executions one worker has at a time, and so how many can be lost with it. */
const AT_A_TIME = 5;

// 200 submissions in all.
const hypersender = customersOf('hypersender', 95);
const wachat = customersOf('wachat', 90);
const twiceAtOnce = hypersender.slice(0, 5);
const againLater = [...hypersender.slice(10, 15), ...wachat.slice(10, 15)];
const SUBMISSIONS = 200;
const manyAtOnce = customersOf('hypersender', 8, 'limited');

const cleanUps: (() => Promise<void>)[] = [];
let queued: QueuedN8n;
let desk: UploadDesk;
let unlimited: Sandbox;
let limited: Sandbox;
let onboarding: Executions;
let sharing: Executions;

beforeAll(async () => {
	unlimited = await startSandbox({ limits: false });
	cleanUps.unshift(() => unlimited.close());
	limited = await startSandbox();
	cleanUps.unshift(() => limited.close());
	desk = await UploadDesk.open([unlimited, limited]);
	cleanUps.unshift(() => desk.close());
	queued = await QueuedN8n.start(AT_A_TIME, say);
	cleanUps.unshift(() => queued.remove());
	onboarding = await activateOnboarding('onboarding', unlimited);
	sharing = await activateOnboarding('sharing', limited);
}, 6 * MINUTE);

afterAll(async () => {
	if (hasFailed()) queued.keepLogs(join(bench().results, 'queueMode'), say);
	for (const cleanUp of cleanUps) await cleanUp();
}, MINUTE);

test(
	'200 onboardings, one of two workers killed: no customer has two instances',
	async () => {
		const [doomed] = await Promise.all([queued.startWorker(), queued.startWorker()]);
		unlimited.addFault({ times: Infinity, action: { kind: 'delay', milliseconds: LATENCY } });

		const twins = twiceAtOnce.flatMap((customer) => [customer, customer]);
		const others = inTurns(hypersender.slice(twiceAtOnce.length), wachat);
		const submitted = submit('onboarding', [...twins, ...others]);
		await until('some pictures to arrive', () => desk.uploads.length >= 60 || undefined, {
			seconds: 120,
		});
		await doomed.kill();
		say(`  a worker is killed after ${desk.uploads.length} pictures`);
		await Promise.all([submitted, queued.startWorker()]);
		await submit('onboarding', againLater);

		// What the killed worker had in hand seems to be running until n8n misses it.
		const ended = await onboarding.ended(SUBMISSIONS - AT_A_TIME, 240);
		say(`  ${ended.length} have ended, ${SUBMISSIONS - ended.length} are in doubt`);
		expectOneInstanceEach();
		// They wait for the limit while the next tests run.
		await submit('sharing', manyAtOnce);
	},
	8 * MINUTE,
);

test(
	'every picture reads back from the database and is the one that was sent on',
	async () => {
		const succeeded = await onboarding.withStatus('success');
		const idOf = new Map(unlimited.instances().map((one) => [one.name, one.instanceId]));
		const created: string[] = [];
		for (const { id } of succeeded) {
			const { json, picture } = resultOf(await queued.rest.execution(id));
			expect(picture.id).toMatch(/^database:/);
			expect(json.instanceId).toBe(idOf.get(json.name));
			if (json.created) created.push(json.name);
			const text = readQrCode(await queued.rest.file(picture));
			expect(desk.of(id)).toMatchObject([{ instanceId: json.instanceId, text }]);
		}
		expect(created).toHaveLength(new Set(created).size);
		// Asking twice at once gives two codes, of which the later one counts.
		const invalid = desk.uploads.filter(({ wasValid }) => !wasValid);
		expect(invalid.length).toBeLessThanOrEqual(twiceAtOnce.length);
	},
	2 * MINUTE,
);

test(
	'the status trigger looks from the main process and starts one execution on a worker',
	async () => {
		const { instanceId } = limited.seedInstance('hypersender', { name: 'Watched' });
		const started = await queued.activate(statusWorkflow(await queued.connect(limited)));
		limited.scan(instanceId);
		const execution = await started.first(30);
		const [item] = itemsOf(execution, TRIGGER);
		expect(item?.json).toMatchObject({ instanceId, status: 'connected' });
		expect(ranOnWorker(execution.id)).toBe(true);

		// Create asks for one name, the trigger for all instances.
		const looks = () =>
			limited.requestsTo('GET /instances').filter(({ query }) => Object.keys(query).length === 0)
				.length;
		const before = looks();
		await until('two more looks', () => looks() >= before + 2 || undefined);
		expect(await started.list()).toHaveLength(1);
		await started.deactivate();
	},
	2 * MINUTE,
);

test(
	'a webhook delivered again and again starts one execution on a worker',
	async () => {
		const { deliver, started } = await activateEventTrigger();
		await deliver('open');
		await Promise.all([deliver('open', 'replayed'), deliver('open', 'replayed')]);
		await Promise.all([deliver('close'), deliver('close', 'replayed')]);
		// Whatever the repetitions have started is in the queue before this one.
		await deliver('connecting');
		const executions = await started.ended(3, 30);
		expect(executions).toHaveLength(3);
		expect(executions.filter(({ id }) => !ranOnWorker(id))).toEqual([]);
		await started.deactivate();
	},
	2 * MINUTE,
);

// n8n 2.20 to 2.41.1 does not store what a webhook remembers when it starts a workflow: its
// `WorkflowRunner` wraps the same static data once more, which resets the mark that it has changed. So
// each process knows only what it has received itself.
test(
	'a webhook delivered to two processes starts one execution from each, not more',
	async () => {
		const { deliver, started } = await activateEventTrigger();
		const processor = await queued.n8n.startWebhookProcessor('webhook-1');
		queued.balancer.targets.push(processor.address);
		await deliver('open');
		for (let time = 0; time < 4; time++) await deliver('open', 'replayed');
		await deliver('close');
		queued.balancer.targets.pop();
		expect(queued.balancer.counts.get(processor.address)).toBe(3);
		expect(await started.ended(3, 30)).toHaveLength(3);
		await started.deactivate();
		await processor.stop();
	},
	2 * MINUTE,
);

// For the same reason, each process knows only by itself what it has started, until it stores that.
test(
	'a pairing page answered by two processes starts at most one execution from each',
	async () => {
		const webhookId = randomUUID();
		const { instanceId } = limited.seedInstance('wachat', { name: 'paired' });
		const credentials = await queued.connect(limited);
		const started = await queued.activate(pageWorkflow(credentials, webhookId));
		const processor = await queued.n8n.startWebhookProcessor('webhook-2');
		queued.balancer.targets.push(processor.address);
		const { apiKey } = limited.accounts.wachat;
		const target = { provider: 'wachat', instanceId, endsAt: Date.now() + 10 * MINUTE };
		const pageUrl = `${queued.balancer.address}/webhook/${webhookId}/pairing-page`;
		const { url } = createPairingLink(pageUrl, target, pairingKey(apiKey));

		const lists = () => limited.requestsTo('GET /instance/list').length;
		const listsBefore = lists();
		// Each question may go to another process; what is followed stays at one.
		const visitors = [1, 2].map(() => PageVisitor.open(url, { follows: false }));
		await until('both windows to have asked often', () =>
			visitors.every(({ took }) => took.length >= 6) ? true : undefined,
		);
		say(`  ${lists() - listsBefore} lists for two windows in two processes`);
		expect(await started.list()).toEqual([]);
		limited.scan(instanceId);
		await until('both windows to say so', () =>
			visitors.every(({ connectedAt }) => connectedAt !== undefined) ? true : undefined,
		);
		for (const visitor of visitors) visitor.close();
		expect(visitors.flatMap(({ refused }) => refused)).toEqual([]);
		const executions = await started.ended(1, 30);
		say(`  ${executions.length} of at most 2 executions for one pairing`);
		expect(executions.length).toBeLessThanOrEqual(2);
		expect(executions.filter(({ id }) => !ranOnWorker(id))).toEqual([]);

		queued.balancer.targets.pop();
		await started.deactivate();
		await processor.stop();
	},
	3 * MINUTE,
);

test(
	'two workers share the limit of an account',
	async () => {
		const executions = await sharing.ended(manyAtOnce.length, 120);
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
		const refused = limited
			.requestsTo('POST /create-instance')
			.filter(({ status }) => status === 429);
		say(`  ${manyAtOnce.length} creates at 5 a minute, ${refused.length} of them refused at first`);
		expect(refused.length).toBeGreaterThan(0);
	},
	3 * MINUTE,
);

test(
	'what was lost with the worker is reported, and is made up for without a second instance',
	async () => {
		const all = await onboarding.ended(SUBMISSIONS, 120);
		const lost = all.filter(({ status }) => status !== 'success');
		expect(all).toHaveLength(SUBMISSIONS);
		expect(lost.length).toBeGreaterThan(0);
		expect(lost.length).toBeLessThanOrEqual(AT_A_TIME);
		const served = new Set<string>();
		for (const { id } of await onboarding.withStatus('success')) {
			served.add(resultOf(await queued.rest.execution(id)).json.name);
		}
		const unserved = [...hypersender, ...wachat].filter(({ name }) => !served.has(name));
		const known = unlimited.instances();
		const halfway = unserved.filter(({ name }) => known.some((one) => one.name === name));
		say(
			`  ${lost.length} lost, ${unserved.length} customers without an answer, ${halfway.length} of them have an instance`,
		);

		const before = all.length;
		await submit('onboarding', unserved);
		const now = await onboarding.ended(before + unserved.length, 60);
		for (const { id, status } of now.slice(before)) {
			expect(status).toBe('success');
			const { json } = resultOf(await queued.rest.execution(id));
			expect(json.created).toBe(!halfway.some(({ name }) => name === json.name));
			expect(desk.of(id)).toMatchObject([{ instanceId: json.instanceId, wasValid: true }]);
		}
		expectOneInstanceEach();
		expect(unlimited.instances()).toHaveLength(hypersender.length + wachat.length);
	},
	4 * MINUTE,
);

test(
	'no secret is in the stored executions, the queue or a log',
	async () => {
		const places = queued.logs();
		for (const table of ['execution_data', 'execution_entity', 'execution_metadata']) {
			places.push({ name: table, bytes: Buffer.from(await queued.postgres.dump(table)) });
		}
		places.push({ name: 'Redis', bytes: await queued.redis.dump() });
		const known = [await secretsIn(unlimited), await secretsIn(limited)];
		for (const secret of known.flatMap(({ given, registered }) => [...given, ...registered])) {
			expect(placesOf(secret, places)).toEqual([]);
		}
		// The search finds what is there.
		expect(placesOf(hypersender[0]?.name ?? '', places)).toContain('execution_data');
		expect(placesOf('Worker finished execution', places)).toContain('worker-2.log');
	},
	MINUTE,
);

async function activateOnboarding(path: string, sandbox: Sandbox): Promise<Executions> {
	const credentials = await queued.connect(sandbox);
	return await queued.activate(onboardingWorkflow(path, desk.url, credentials));
}

async function submit(path: string, customers: readonly Customer[]): Promise<void> {
	await submitAll(`${queued.balancer.address}/webhook/${path}`, customers, SUBMITTED_AT_A_TIME);
}

async function activateEventTrigger() {
	const { instanceId } = limited.seedInstance('wachat', { name: 'watched' });
	const started = await queued.activate(eventWorkflow(await queued.connect(limited)));
	const deliver = async (state: string, manner?: 'replayed') => {
		const options = manner && { manner };
		const sent = limited.deliverWebhook(instanceId, 'connection.update', { state }, options);
		expect(await sent).toMatchObject([{ status: 200 }]);
	};
	return { deliver, started };
}

function ranOnWorker(executionId: string): boolean {
	const workers = queued.logs().filter(({ name }) => name.startsWith('worker'));
	return placesOf(`Worker finished execution ${executionId} `, workers).length > 0;
}

function expectOneInstanceEach(): void {
	const names = unlimited.instances().map(({ name }) => name);
	expect(names).toHaveLength(new Set(names).size);
}

import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();
const hypersender = {
	provider: 'hypersender',
	operation: 'create',
	name: '={{ $json.name }}',
	phone: '={{ $json.phone }}',
};
const wachat = { ...hypersender, provider: 'wachat' };
const people = (count: number) =>
	inputItems(
		...Array.from({ length: count }, (_, index) => ({
			name: `Shop ${index}`,
			phone: `+2010000000${String(index).padStart(2, '0')}`,
		})),
	);

/** Runs the work and returns how much virtual time it took, in milliseconds. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; took: number }> {
	const started = virtualClock.now();
	const result = await work();
	return { result, took: virtualClock.now() - started };
}

const refused = () => bench().sandbox.requests.filter(({ status }) => status === 429);

test('thirty creates keep to five a minute and meet no 429', async () => {
	const { result, took } = await timed(
		async () => await bench().run(hypersender, { input: people(30) }),
	);

	expect(bench().sandbox.instances()).toHaveLength(30);
	expect(result.items.map(({ json }) => json.name)).toEqual(
		people(30).map(({ json }) => json.name),
	);
	expect(refused()).toHaveLength(0);
	// Five at once, then five more in each of five minutes.
	expect(took).toBeGreaterThanOrEqual(300_000);
	expect(took).toBeLessThanOrEqual(315_000);
	// Real time, of which five minutes of virtual time take some on a busy machine.
}, 60_000);

test('says how much longer the run took, and not what all items together waited', async () => {
	const { hints } = await bench().run(hypersender, { input: people(12) });

	// Seven items waited a minute each, and the run took two.
	expect(hints).toContainEqual(
		expect.stringMatching(/^Waiting for .* Hypersender made this run up to 120 seconds longer/),
	);
});

describe.each([
	['seconds', { 'retry-after': '7' }, 7000],
	[
		'a date',
		{ date: 'Sun, 01 Mar 2026 12:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' },
		30_000,
	],
	['nothing', {}, 10_000],
	['nonsense', { 'retry-after': 'soon' }, 10_000],
	['zero', { 'retry-after': '0' }, 1000],
	['an absurd number', { 'retry-after': '999999999' }, 120_000],
])("a 429 with %s as 'Retry-After'", (_case, headers, expected) => {
	test('is waited for, within bounds, and the request then repeated', async () => {
		bench().sandbox.addFault({
			route: 'POST /instance/create',
			action: { kind: 'status', status: 429, headers, body: { message: 'Too many' } },
		});
		const { result, took } = await timed(
			async () => await bench().run(wachat, { input: people(1) }),
		);

		expect(result.json()).toMatchObject({ created: true });
		expect(took).toBe(expected);
		expect(bench().sandbox.requestsTo('POST /instance/create')).toHaveLength(2);
		expect(bench().sandbox.instances()).toHaveLength(1);
	});
});

test("without 'Retry-After', a 429 from a limited endpoint waits for its documented minute", async () => {
	bench().sandbox.addFault({
		route: 'POST /create-instance',
		action: { kind: 'status', status: 429, body: { message: 'Too many' } },
	});
	const { took } = await timed(async () => await bench().run(hypersender, { input: people(1) }));

	expect(took).toBe(60_000);
});

test("an item waits no longer than 'Rate Limit Wait' in all and says how to go on", async () => {
	bench().sandbox.addFault({
		route: 'POST /instance/create',
		times: Infinity,
		action: { kind: 'status', status: 429, headers: { 'retry-after': '20' }, body: {} },
	});
	const { result, took } = await timed(
		async () =>
			await bench().run({ ...wachat, options: { rateLimitWait: 50 } }, { input: people(1) }),
	);

	expect(took).toBe(40_000);
	expect(result.error.message).toBe("Wachat's rate limit was reached [Item 0]");
	expect(result.error.httpCode).toBe('429');
	expect(result.error.description).toContain('An item may wait 50 seconds');
	expect(result.error.description).toContain('asks to wait 20 seconds');
	expect(result.error.description).toContain("'Rate Limit Wait'");
});

test('with no time to wait, the items within the limit still succeed', async () => {
	const run = await bench().run(
		{ ...hypersender, options: { rateLimitWait: 0 } },
		{ input: people(6), settings: { onError: 'continueRegularOutput' } },
	);

	expect(run.items.filter(({ json }) => json.created === true)).toHaveLength(5);
	expect(run.json(5).error).toMatch(/^Hypersender's rate limit was reached \[Item 5\]/);
	expect(refused()).toHaveLength(0);
});

test('two runs that share an account both end well', async () => {
	const first = bench().run(hypersender, { input: people(4) });
	const second = bench().run(
		{ ...hypersender, name: '={{ $json.name + " b" }}' },
		{ input: people(4) },
	);

	expect((await first).items).toHaveLength(4);
	expect((await second).items).toHaveLength(4);
	expect(bench().sandbox.instances()).toHaveLength(8);
});

test('a cancelled execution stops waiting at once', async () => {
	const { finished, cancel } = bench().start(hypersender, { input: people(10) });
	const started = virtualClock.now();
	while (bench().sandbox.instances().length < 5) await new Promise((done) => setImmediate(done));
	cancel();
	await finished;

	expect(virtualClock.now() - started).toBeLessThanOrEqual(1000);
	expect(bench().sandbox.instances()).toHaveLength(5);
});

test.each([
	['requestTimeout', 0],
	['requestTimeout', 601],
	['requestTimeout', 'a while'],
	['rateLimitWait', -1],
	['rateLimitWait', ''],
])('%s %p is refused before any request', async (option, value) => {
	const run = await bench().run(
		{ ...wachat, options: { [option]: `={{ $json.value }}` } },
		{ input: inputItems({ name: 'Shop', phone: '', value }) },
	);

	expect(run.error.message).toMatch(/^'(Request Timeout|Rate Limit Wait)' must be a number of/);
	expect(bench().sandbox.requests).toHaveLength(0);
});

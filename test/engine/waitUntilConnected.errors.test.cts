import { randomUUID } from 'node:crypto';

import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();
const LIST = 'GET /instances';
const wait = {
	provider: 'hypersender',
	operation: 'waitUntilConnected',
	instanceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
	timeout: '={{ $json.timeout }}',
};
const seed = (index = 0) =>
	bench().sandbox.seedInstance('hypersender', {
		name: `Shop ${index}`,
		phone: `+20123456789${index}`,
	}).instanceId;

describe("when the node stops on errors, an error ends everybody's wait", () => {
	test('an unknown ID is told at once, with two requests, whatever the others wait for', async () => {
		const [id, unknownId] = [seed(), randomUUID()];
		const started = virtualClock.now();
		const run = await bench().run(wait, {
			input: inputItems({ id, timeout: 600 }, { id: unknownId, timeout: 600 }),
		});

		expect(run.error.message).toBe(`Instance '${unknownId}' was not found at Hypersender [Item 1]`);
		expect(virtualClock.now() - started).toBe(0);
		expect(bench().requestCounts()).toEqual({ [LIST]: 1, 'GET /:instance/health': 1 });
	});

	test('the first of several wrong items is the one that is named', async () => {
		const run = await bench().run(wait, {
			input: inputItems(
				{ id: seed(), timeout: 600 },
				{ id: randomUUID(), timeout: 600 },
				{ id: randomUUID(), timeout: 600 },
			),
		});

		expect(run.error.message).toMatch(/\[Item 1\]$/);
	});

	test("so does a time-out with On Timeout 'Fail', when the first item has it", async () => {
		const [quick, slow] = [seed(1), seed(2)];
		const started = virtualClock.now();
		const run = await bench().run(
			{ ...wait, onTimeout: 'error' },
			{ input: inputItems({ id: slow, timeout: 600 }, { id: quick, timeout: 10 }) },
		);

		expect(run.error.message).toBe("'Shop 1' was not connected within 10 seconds [Item 1]");
		expect(virtualClock.now() - started).toBe(10_000);
	});

	test('no fresh code is fetched for output that is thrown away', async () => {
		const ids = [seed(0), seed(1), seed(2)];
		const items = ids.map((id) => ({ id, timeout: 10, onTimeout: 'continue' }));
		const run = await bench().run(
			{ ...wait, onTimeout: '={{ $json.onTimeout }}', options: { returnFreshQrCode: true } },
			{ input: inputItems(...items, { id: seed(3), timeout: 10, onTimeout: 'error' }) },
		);

		expect(run.error.message).toBe("'Shop 3' was not connected within 10 seconds [Item 3]");
		expect(bench().sandbox.requestsTo('POST /:instance/request-new-qr-code')).toHaveLength(0);
	});
});

describe("an item of which nothing was ever seen names 'Timeout' as what to raise", () => {
	test('after nothing but 429', async () => {
		bench().sandbox.addFault({
			times: Infinity,
			action: { kind: 'status', status: 429, headers: { 'retry-after': '100' }, body: {} },
		});
		const run = await bench().run(wait, { input: inputItems({ id: seed(), timeout: 30 }) });

		expect(run.error.message).toBe("Hypersender's rate limit was reached [Item 0]");
		expect(run.error.description).toBe(
			"An item may wait 30 seconds, which is not long enough. Hypersender asks to wait 100 seconds. Raise 'Timeout', or try again in a minute",
		);
	});

	test('after silence', async () => {
		bench().sandbox.addFault({
			times: Infinity,
			action: { kind: 'hang' },
			onHang: () => {
				virtualClock.advance(30_000);
			},
		});
		const run = await bench().run(wait, { input: inputItems({ id: seed(), timeout: 30 }) });

		expect(run.error.message).toBe('Hypersender did not answer within 30 seconds [Item 0]');
		expect(run.error.description).toBe("Try again, or raise 'Timeout'");
	});
});

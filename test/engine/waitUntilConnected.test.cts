import { limitOf, sides, unknownWordOf } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { after, virtualClock } from '../support/virtualClock.cts';

const bench = useBench();
const instanceId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

describe.each(sides)(
	'Wait Until Connected at $provider',
	({ provider, unknownId, pollInterval: interval, ...side }) => {
		const { list: listRoute, liveStatus: liveRoute, qrCode: qrRoute } = side.routes;
		const { awaitingScan, connected } = side.words;
		const wait = { provider, operation: 'waitUntilConnected', instanceId };
		const seed = (index = 0) =>
			bench().sandbox.seedInstance(provider, {
				name: `Shop ${index}`,
				phone: `+6281200000${String(index).padStart(2, '0')}`,
			}).instanceId;

		test('a connected instance ends at once, with one request', async () => {
			const id = seed();
			bench().sandbox.scan(id);
			const run = await bench().run(wait, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({
				instanceId: id,
				name: 'Shop 0',
				status: 'connected',
				connected: true,
				timedOut: false,
				waitedSeconds: 0,
			});
			expect(bench().requestCounts()).toEqual({ [listRoute]: 1 });
		});

		test('ends within one interval after the scan, asking for the live status meanwhile', async () => {
			const id = seed();
			after(30_000, () => {
				bench().sandbox.scan(id);
			});
			const run = await bench().run(wait, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({ connected: true, timedOut: false });
			const waited = Number(run.json().waitedSeconds) * 1000;
			expect(waited).toBeGreaterThanOrEqual(30_000);
			expect(waited).toBeLessThanOrEqual(30_000 + interval);
			expect(bench().requestCounts()).toEqual({
				[listRoute]: 1,
				[liveRoute]: Math.ceil(30_000 / interval),
			});
		});

		test("tells the provider's own answer of the end when 'Simplify' is off", async () => {
			const id = seed();
			after(10_000, () => {
				bench().sandbox.scan(id);
			});
			const run = await bench().run({ ...wait, simplify: false }, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({
				instanceId: id,
				connected: true,
				...side.rawConnected,
			});
		});

		test('after the time-out the item goes on, not connected', async () => {
			const id = seed();
			const started = virtualClock.now();
			const run = await bench().run({ ...wait, timeout: 20 }, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({
				instanceId: id,
				connected: false,
				status: 'awaitingScan',
				timedOut: true,
				waitedSeconds: 20,
			});
			expect(run.items[0]?.binary).toBeUndefined();
			expect(virtualClock.now() - started).toBe(20_000);
		});

		test("with On Timeout 'Fail' it is an error that says what to do", async () => {
			const id = seed();
			const run = await bench().run(
				{ ...wait, timeout: 10, onTimeout: 'error' },
				{ input: inputItems({ id }) },
			);

			expect(run.error.message).toBe("'Shop 0' was not connected within 10 seconds [Item 0]");
			expect(run.error.description).toContain("'Get QR Code'");
		});

		test('with Return Fresh QR Code an item that timed out carries a new code', async () => {
			const id = seed();
			bench().sandbox.expireQrCode(id);
			const run = await bench().run(
				{ ...wait, timeout: 10, options: { returnFreshQrCode: true } },
				{ input: inputItems({ id }) },
			);

			expect(run.json()).toMatchObject({ timedOut: true, qrCode: { mimeType: 'image/png' } });
			expect(readQrCode(await run.png())).toBe(bench().sandbox.instances()[0]?.pairingText);
			expect(bench().sandbox.requestsTo(qrRoute)).toHaveLength(1);
		});

		test('somebody who scans just before the fresh code is asked for is connected', async () => {
			const id = seed();
			bench().sandbox.addFault({
				route: qrRoute,
				action: {
					kind: 'status',
					status: 200,
					body: side.withoutQrCode(id, connected),
				},
			});
			const run = await bench().run(
				{ ...wait, timeout: 5, options: { returnFreshQrCode: true } },
				{ input: inputItems({ id }) },
			);

			if (side.qrCodeTellsStatus) {
				expect(run.json()).toMatchObject({ status: 'connected', connected: true, timedOut: false });
			} else {
				expect(run.json()).toMatchObject({ connected: false, timedOut: true });
			}
		});

		test('somebody who scans while the item waits for its fresh code is connected, and left alone', async () => {
			const ids = [1, 2, 3].map(seed);
			const [, scanned = ''] = ids;
			if (limitOf(side, qrRoute) === undefined) {
				bench().sandbox.addFault({
					route: qrRoute,
					times: 3,
					action: { kind: 'status', status: 429, headers: { 'retry-after': '60' }, body: {} },
				});
			}
			after(20_000, () => {
				bench().sandbox.scan(scanned);
			});
			const run = await bench().run(
				{ ...wait, timeout: 10, options: { returnFreshQrCode: true } },
				{ input: inputItems(...ids.map((id) => ({ id }))) },
			);

			expect(run.json(1)).toMatchObject({
				status: 'connected',
				connected: true,
				timedOut: false,
				qrCode: null,
			});
			for (const index of [0, 2]) expect(run.json(index)).toMatchObject({ timedOut: true });
			const answered = bench()
				.sandbox.requestsTo(qrRoute)
				.filter(({ status }) => status !== 429);
			expect(answered).toHaveLength(2);
		});

		test('an item whose time was up long ago is looked at again before its fresh code', async () => {
			const [quick, slow] = [seed(1), seed(2)];
			after(20_000, () => {
				bench().sandbox.scan(quick);
			});
			const run = await bench().run(
				{ ...wait, timeout: '={{ $json.timeout }}', options: { returnFreshQrCode: true } },
				{ input: inputItems({ id: quick, timeout: 10 }, { id: slow, timeout: 40 }) },
			);

			expect(run.json(0)).toMatchObject({ connected: true, timedOut: false, qrCode: null });
			expect(bench().sandbox.requestsTo(qrRoute)).toHaveLength(1);
		});

		test('twenty items share one request a round and each ends on its own terms', async () => {
			const ids = Array.from({ length: 20 }, (_, index) => seed(index));
			for (const [index, id] of ids.entries()) {
				if (index < 18) {
					after(index * 2000, () => {
						bench().sandbox.scan(id);
					});
				}
			}
			const started = virtualClock.now();
			const run = await bench().run(
				{ ...wait, timeout: 60 },
				{ input: inputItems(...ids.map((id) => ({ id }))) },
			);

			expect(run.items.map(({ json }) => json.instanceId)).toEqual(ids);
			expect(run.items.filter(({ json }) => json.connected)).toHaveLength(18);
			expect(run.items.filter(({ json }) => json.timedOut)).toHaveLength(2);
			expect(Number(run.json(0).waitedSeconds)).toBeLessThan(Number(run.json(17).waitedSeconds));
			expect(virtualClock.now() - started).toBe(60_000);
			expect(bench().sandbox.requestsTo(listRoute).length).toBeLessThanOrEqual(
				Math.ceil(60_000 / interval) + 1,
			);
			expect(bench().sandbox.requestsTo(liveRoute)).toHaveLength(0);
		});

		test('never asks for the live status more often than is documented', async () => {
			const id = seed();
			await bench().run({ ...wait, timeout: 300 }, { input: inputItems({ id }) });

			const times = bench()
				.sandbox.requestsTo(liveRoute)
				.map(({ at }) => at);
			for (const time of times) {
				const inMinute = times.filter((other) => other >= time && other < time + 60_000);
				expect(inMinute.length).toBeLessThanOrEqual(limitOf(side, liveRoute) ?? Infinity);
			}
			expect(bench().sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0);
		});

		test('items may have time-outs of their own', async () => {
			const [quick, slow] = [seed(1), seed(2)];
			const run = await bench().run(
				{ ...wait, timeout: '={{ $json.timeout }}' },
				{ input: inputItems({ id: quick, timeout: 3 }, { id: slow, timeout: 12 }) },
			);

			expect(run.items.map(({ json }) => json.waitedSeconds)).toEqual([3, 12]);
		});

		test('a failure ends the item at once', async () => {
			const [failing, other] = [seed(1), seed(2)];
			after(10_000, () => {
				bench().sandbox.fail(failing);
			});
			const run = await bench().run(
				{ ...wait, timeout: 60 },
				{ input: inputItems({ id: failing }, { id: other }) },
			);

			expect(run.json(0)).toMatchObject({
				status: 'failed',
				connected: false,
				timedOut: false,
				waitHint: expect.stringContaining('The instance has failed. Use') as string,
			});
			expect(Number(run.json(0).waitedSeconds)).toBeLessThanOrEqual(10 + interval / 1000);
			expect(run.json(1)).toMatchObject({ timedOut: true });
		});

		test('falling back while a scan was awaited ends the item; being logged out before does not', async () => {
			const [falling, starting] = [seed(1), seed(2)];
			bench().sandbox.drop(starting);
			after(10_000, () => {
				bench().sandbox.drop(falling);
			});
			const run = await bench().run(
				{ ...wait, timeout: 40 },
				{ input: inputItems({ id: falling }, { id: starting }) },
			);

			expect(run.json(0)).toMatchObject({ status: 'disconnected', timedOut: false });
			expect(Number(run.json(0).waitedSeconds)).toBeLessThanOrEqual(10 + (2 * interval) / 1000);
			expect(run.json(1)).toMatchObject({ status: 'disconnected', timedOut: true });
		});

		test('falling back for a moment does not: the instance may be about to reconnect', async () => {
			const id = seed();
			const look = 2 * interval;
			after(look - 500, () => {
				bench().sandbox.drop(id);
			});
			after(look + 500, () => {
				bench().sandbox.setStatus(id, connected);
			});
			const run = await bench().run({ ...wait, timeout: 60 }, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({ connected: true, timedOut: false });
			expect(Number(run.json().waitedSeconds)).toBe((3 * interval) / 1000);
			expect(bench().requestCounts()).toEqual({ [listRoute]: 1, [liveRoute]: 3 });
		});

		test('falling back twice, with a way on between, does not either', async () => {
			const id = seed();
			for (const look of [2, 4]) {
				after(look * interval - 500, () => {
					bench().sandbox.drop(id);
				});
				after(look * interval + 500, () => {
					bench().sandbox.setStatus(id, awaitingScan);
				});
			}
			const run = await bench().run({ ...wait, timeout: 50 }, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({ status: 'awaitingScan', timedOut: true });
		});

		test.each([
			['with others', 2],
			['alone', 1],
		])('an instance that disappears %s ends with what is known', async (_case, count) => {
			const ids = Array.from({ length: count }, (_, index) => seed(index));
			after(10_000, () => {
				bench().sandbox.remove(ids[0] ?? '');
			});
			const run = await bench().run(
				{ ...wait, timeout: 30 },
				{ input: inputItems(...ids.map((id) => ({ id }))) },
			);

			expect(run.json(0)).toMatchObject({
				name: 'Shop 0',
				status: 'unknown',
				timedOut: false,
				waitHint: 'The instance no longer exists. Create it again',
			});
			if (count === 2) expect(run.json(1)).toMatchObject({ timedOut: true });
		});

		test('an unknown instance is an error for its item, the others are waited for', async () => {
			const id = seed();
			after(10_000, () => {
				bench().sandbox.scan(id);
			});
			const run = await bench().run(wait, {
				input: inputItems({ id: unknownId }, { id }),
				settings: { onError: 'continueRegularOutput' },
			});

			expect(run.json(0).error).toContain(`Instance '${unknownId}' was not found at`);
			expect(run.json(1)).toMatchObject({ connected: true });
		});

		test('a status nobody knows keeps waiting', async () => {
			const id = seed();
			bench().sandbox.setStatus(id, unknownWordOf(side));
			const run = await bench().run({ ...wait, timeout: 10 }, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({
				status: 'unknown',
				providerStatus: unknownWordOf(side),
				timedOut: true,
			});
		});

		test.each([
			['a 429', { kind: 'status', status: 429, headers: { 'retry-after': '3' }, body: {} }],
			['a 408', { kind: 'status', status: 408, body: {} }],
			['a 500', { kind: 'status', status: 500, body: {} }],
			['a broken connection', { kind: 'reset' }],
			['a web page', { kind: 'answer', body: '<html>', contentType: 'text/html' }],
		] as const)('%s in between is waited out', async (_case, action) => {
			const id = seed();
			after(6000, () => {
				bench().sandbox.addFault({ times: 2, action });
			});
			after(30_000, () => {
				bench().sandbox.scan(id);
			});
			const run = await bench().run(wait, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({ connected: true, timedOut: false });
		});

		test('an outage to the end does not outlast the time-out, and the item says so', async () => {
			const id = seed();
			after(6000, () => {
				bench().sandbox.addFault({
					times: Infinity,
					action: { kind: 'status', status: 429, headers: { 'retry-after': '100' }, body: {} },
				});
			});
			const started = virtualClock.now();
			const run = await bench().run({ ...wait, timeout: 30 }, { input: inputItems({ id }) });

			expect(virtualClock.now() - started).toBe(30_000);
			expect(run.json()).toMatchObject({
				timedOut: true,
				waitHint: expect.stringContaining('last status check failed') as string,
			});
		});

		test('waiting for a 429 does not hold an item whose time is up', async () => {
			const [quick, slow] = [seed(1), seed(2)];
			after(6000, () => {
				bench().sandbox.addFault({
					times: 2,
					action: { kind: 'status', status: 429, headers: { 'retry-after': '60' }, body: {} },
				});
				bench().sandbox.scan(slow);
			});
			const run = await bench().run(
				{ ...wait, timeout: '={{ $json.timeout }}' },
				{ input: inputItems({ id: quick, timeout: 10 }, { id: slow, timeout: 100 }) },
			);

			expect(run.json(0)).toMatchObject({ timedOut: true, waitedSeconds: 10 });
			expect(run.json(1)).toMatchObject({ connected: true, timedOut: false });
		});

		test.each([-2, 2])(
			'it lasts as long when the clock is set anew by %i hours meanwhile',
			async (hours) => {
				const id = seed();
				after(6000, () => {
					virtualClock.wrongBy = hours * 3_600_000;
				});
				const started = virtualClock.now();
				const run = await bench().run({ ...wait, timeout: 30 }, { input: inputItems({ id }) });
				virtualClock.wrongBy = 0;

				expect(run.json()).toMatchObject({ timedOut: true, waitedSeconds: 30 });
				expect(virtualClock.now() - started).toBe(30_000);
			},
		);

		test('a refused key is an error at once', async () => {
			const id = seed();
			bench().sandbox.addFault({
				times: Infinity,
				action: { kind: 'status', status: 401, body: { message: 'Unauthenticated.' } },
			});
			const started = virtualClock.now();
			const run = await bench().run(wait, { input: inputItems({ id }) });

			expect(run.error.message).toContain('refused the API key [Item 0]');
			expect(virtualClock.now() - started).toBe(0);
		});

		test('cancelling the execution ends it within a second', async () => {
			const id = seed();
			const { finished, cancel } = bench().start(wait, { input: inputItems({ id }) });
			while (bench().sandbox.requests.length < 1) await new Promise((done) => setImmediate(done));
			const cancelled = performance.now();
			cancel();
			const run = await finished;

			expect(performance.now() - cancelled).toBeLessThan(1000);
			expect(run.items).toHaveLength(0);
			expect(bench().sandbox.requests).toHaveLength(1);
		});

		test.each([0, 601, 'soon', ''])('a time-out of %p is refused', async (timeout) => {
			const run = await bench().run(
				{ ...wait, timeout: '={{ $json.timeout }}' },
				{ input: inputItems({ id: seed(), timeout }) },
			);

			expect(run.error.message).toBe(
				"'Timeout' must be a number of seconds from 1 to 600 [Item 0]",
			);
			expect(bench().sandbox.requests).toHaveLength(0);
		});
	},
);

import type { FaultAction } from '../../sandbox/index.cts';
import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import { virtualClock } from '../../support/virtualClock.cts';
import type { Side } from '../descriptors.cts';
import type { ErrorStatus } from '../ProviderDescriptor.cts';
import { subjectsOf } from './subjects.cts';

/** What the node says of each status, before the provider's own words. */
const MESSAGES: ReadonlyArray<readonly [ErrorStatus, RegExp]> = [
	[400, /did not accept the request \(HTTP 400\)/],
	[401, /refused the API key/],
	[402, /does not allow this .*\(HTTP 402\)/],
	[403, /does not allow this .*\(HTTP 403\)/],
	[408, /could not process the request \(HTTP 408\)/],
	[409, /in the instance's current state/],
	[422, /did not accept the values/],
	[500, /could not process the request \(HTTP 500\)/],
	[502, /could not process the request \(HTTP 502\)/],
	[503, /could not process the request \(HTTP 503\)/],
	[504, /could not process the request \(HTTP 504\)/],
];

/** Every way in which a request can fail is an error of its own, at every operation. */
export function describeErrors(side: Side, bench: () => Bench): void {
	const { provider } = side;

	describe.each(subjectsOf(side))('$label', ({ operation, parameters, route, except = [] }) => {
		/** One item for an instance that exists, so that only the fault can be what goes wrong. */
		const input = () =>
			operation === 'create'
				? inputItems({})
				: inputItems({
						id: bench().sandbox.seedInstance(provider, { name: 'Other', phone: '+628123456789' })
							.instanceId,
					});
		/** A refusal that no operation takes for anything else. */
		const refusal = side.errors[403];
		const refuse = (times: number) => {
			bench().sandbox.addFault({
				route,
				times,
				action: { kind: 'status', status: 403, body: refusal.body },
			});
		};

		test.each(MESSAGES.filter(([status]) => !except.includes(status)))(
			"HTTP %i has its own text, with the provider's words",
			async (status, message) => {
				const { body, words } = side.errors[status];
				bench().sandbox.addFault({
					route,
					times: Infinity,
					action: { kind: 'status', status, body },
				});
				const run = await bench().run(parameters, { input: input() });

				expect(run.error.message).toMatch(message);
				expect(run.error.message).toMatch(/ \[Item 0\]$/);
				expect(run.error.httpCode).toBe(String(status));
				// After an outage, Create says instead what it found out about the instance.
				const isOutage = status >= 500 || status === 408;
				if (!isOutage || operation !== 'create') {
					expect(run.error.description).toContain(words ?? '');
				}
			},
		);

		test("On Error 'Continue' puts an error item out, for the item it belongs to", async () => {
			refuse(Infinity);
			const run = await bench().run(parameters, {
				input: input(),
				settings: { onError: 'continueRegularOutput' },
			});

			expect(Object.keys(run.json())).toEqual(['error']);
			expect(run.json().error).toMatch(/does not allow this.*\[Item 0\]\. /);
			expect(run.json().error).toContain(refusal.words);
			expect(run.items[0]?.pairedItem).toEqual({ item: 0 });
		});

		test("On Error 'Continue (using error output)' sends it out there", async () => {
			refuse(Infinity);
			const run = await bench().run(parameters, {
				input: input(),
				settings: { onError: 'continueErrorOutput' },
			});

			expect(run.items).toHaveLength(0);
			expect(run.errorItems).toHaveLength(1);
			expect(run.errorItems[0]?.json.error).toMatch(/\[Item 0\]/);
		});

		test('Retry On Fail tries again and succeeds', async () => {
			refuse(1);
			const run = await bench().run(parameters, {
				input: input(),
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			});

			expect(run.items).toHaveLength(1);
			expect(run.json()).not.toHaveProperty('error');
		});

		test('a redirect is not followed and says where to look', async () => {
			bench().sandbox.addFault({
				route,
				times: Infinity,
				action: { kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' },
			});
			const run = await bench().run(parameters, { input: input() });

			expect(run.error.message).toMatch(/redirected the request \(HTTP 30\d\) \[Item 0\]$/);
			expect(run.error.description).toContain("'Base URL'");
		});

		const faults: Array<[string, FaultAction, RegExp]> = [
			['a broken connection', { kind: 'reset' }, /^The connection to .+ was lost/],
			['half an answer', { kind: 'truncate' }, /^The connection to .+ was lost/],
		];
		test.each(faults)('%s has its own text', async (_case, action, message) => {
			bench().sandbox.addFault({ route, times: Infinity, phase: 'before', action });
			const run = await bench().run(parameters, { input: input() });

			// A created instance is found again and a deleted one is gone: nothing to complain about.
			if (run.items.length > 0) expect(run.json()).toHaveProperty('instanceId');
			else expect(run.error.message).toMatch(message);
		});

		test('silence ends at the time-out', async () => {
			bench().sandbox.addFault({
				route,
				times: Infinity,
				action: { kind: 'hang' },
				onHang: () => {
					virtualClock.advance(20_000);
				},
			});
			const run = await bench().run(
				{ ...parameters, options: { requestTimeout: 20 } },
				{ input: input() },
			);

			// A wait bounds its requests by its own time-out, here 5 seconds.
			const seconds = typeof parameters.timeout === 'number' ? parameters.timeout : 20;
			expect(run.error.message).toMatch(
				new RegExp(`did not answer within ${seconds} seconds \\[Item 0\\]$`),
			);
		});

		test('an answer in drops ends at the time-out as well', async () => {
			bench().sandbox.addFault({
				route,
				times: Infinity,
				action: { kind: 'drip', chunkBytes: 8, everyMilliseconds: 1000 },
			});
			const run = await bench().run(
				{ ...parameters, options: { requestTimeout: 5 } },
				{ input: input() },
			);

			if (run.items.length > 0) expect(run.json()).toHaveProperty('instanceId');
			else expect(run.error.message).toMatch(/did not answer within 5 seconds/);
		});
	});
}

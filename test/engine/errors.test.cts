import { randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { sides } from '../providers/descriptors.cts';
import type { FaultAction } from '../sandbox/index.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();

const name = 'Shop';
const phone = '+628123456789';
const instanceId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

const subjects = sides.flatMap(({ provider, operations, createParameters }) =>
	operations.map(({ operation, route, with: choices, except = [] }) => {
		const label = `${operation} at ${provider}${choices ? ` with ${JSON.stringify(choices)}` : ''}`;
		const parameters: INodeParameters = {
			provider,
			operation,
			name,
			phone,
			instanceId,
			...createParameters,
			...choices,
		};
		return { label, provider, route, parameters, except: except as readonly number[] };
	}),
);

const statuses: Array<[number, unknown, RegExp, RegExp]> = [
	[400, { error: 'Broken payload' }, /did not accept the request \(HTTP 400\)/, /Broken payload/],
	[401, { message: 'Unauthenticated.' }, /refused the API key/, /'API Key'.*Unauthenticated\./],
	[402, { error: 'Plan expired' }, /does not allow this .*\(HTTP 402\)/, /plan.*Plan expired/],
	[403, { message: 'Limit reached' }, /does not allow this .*\(HTTP 403\)/, /Limit reached/],
	[408, { error: 'Too slow' }, /could not process the request \(HTTP 408\)/, /Too slow/],
	[409, { error: 'Not now', reason: 'x' }, /in the instance's current state/, /Not now/],
	[
		422,
		{ message: 'Invalid.', errors: { phone: ['The phone is odd.'] }, statusCode: 422 },
		/did not accept the values/,
		/phone: The phone is odd\./,
	],
	[500, { message: 'Server Error' }, /could not process the request \(HTTP 500\)/, /Server Error/],
	[502, '<html>Bad Gateway</html>', /could not process the request \(HTTP 502\)/, /./],
	[503, '', /could not process the request \(HTTP 503\)/, /./],
	[504, { error: 'Timed out' }, /could not process the request \(HTTP 504\)/, /Timed out/],
];

describe.each(subjects)('$label', ({ parameters, route, provider, except }) => {
	/** One item for an instance that exists, so that only the fault can be what goes wrong. */
	const input = () =>
		parameters.operation === 'create'
			? inputItems({})
			: inputItems({
					id: bench().sandbox.seedInstance(provider, { name: 'Other', phone }).instanceId,
				});
	/** A refusal that no operation takes for anything else. */
	const refuse = (times: number) => {
		bench().sandbox.addFault({
			route,
			times,
			action: { kind: 'status', status: 403, body: { message: 'Limit reached' } },
		});
	};

	test.each(statuses.filter(([status]) => !except.includes(status)))(
		'HTTP %i has its own text',
		async (status, body, message, description) => {
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
			if (!isOutage || parameters.operation !== 'create') {
				expect(run.error.description).toMatch(description);
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
		expect(run.json().error).toMatch(/does not allow this.*\[Item 0\]\. .*Limit reached/);
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
		['a broken connection', { kind: 'reset' }, /^The connection to \w+ was lost/],
		['half an answer', { kind: 'truncate' }, /^The connection to \w+ was lost/],
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

describe('with several items, one of which fails', () => {
	const rows = [
		{ name: 'One', phone: '+628120000001' },
		{ name: '', phone: '+628120000002' },
		{ name: 'Three', phone: '+628120000003' },
	];
	const parameters = {
		provider: 'hypersender',
		operation: 'create',
		name: '={{ $json.name }}',
		phone: '={{ $json.phone }}',
	};

	test("On Error 'Stop Workflow': the error names its item and what was created", async () => {
		const run = await bench().run(parameters, { input: inputItems(...rows) });

		expect(run.items).toHaveLength(0);
		expect(run.error.message).toBe("'Name' is empty [Item 1]");
		for (const instance of bench().sandbox.instances()) {
			expect(run.error.description).toContain(`${instance.name} (${instance.instanceId})`);
		}
		expect(bench().sandbox.instances().length).toBeGreaterThan(0);
	});

	test("On Error 'Continue': an error item stands in its place", async () => {
		const run = await bench().run(parameters, {
			input: inputItems(...rows),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(run.items.map(({ json }) => json.name)).toEqual(['One', undefined, 'Three']);
		expect(run.json(1)).toEqual({
			error: "'Name' is empty [Item 1]. Enter a name for the new instance",
		});
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	test("On Error 'Continue (using error output)': it leaves there, the others do not", async () => {
		const run = await bench().run(parameters, {
			input: inputItems(...rows),
			settings: { onError: 'continueErrorOutput' },
		});

		expect(run.items.map(({ json }) => json.name)).toEqual(['One', 'Three']);
		expect(run.errorItems).toHaveLength(1);
		expect(run.errorItems[0]?.json.error).toMatch(/^'Name' is empty \[Item 1\]/);
		for (const { json } of run.items) expect(json).not.toHaveProperty('error');
	});

	test('Retry On Fail with Continue tries the failed first item again and doubles nothing', async () => {
		bench().sandbox.addFault({
			route: 'POST /create-instance',
			action: { kind: 'status', status: 403, body: { message: 'not now' } },
		});
		const run = await bench().run(parameters, {
			input: inputItems(rows[0] ?? {}, rows[2] ?? {}),
			settings: {
				onError: 'continueRegularOutput',
				retryOnFail: true,
				maxTries: 2,
				waitBetweenTries: 1,
			},
		});

		expect(run.items.map(({ json }) => json.name)).toEqual(['One', 'Three']);
		expect(bench().sandbox.instances()).toHaveLength(2);
	});
});

test('an operation the provider does not have is refused in plain words', async () => {
	const run = await bench().run({
		provider: 'wachat',
		operation: 'teleport',
		resource: 'instance',
	});

	expect(run.error.message).toBe("Wachat has no operation 'teleport' for 'instance'");
	expect(run.error.description).toContain('Choose provider, resource and operation again');
});

test('an unknown ID costs one request for the list and one for the status', async () => {
	await bench().run(
		{ provider: 'wachat', operation: 'getQrCode', instanceId },
		{ input: inputItems({ id: `t1_${randomUUID()}` }) },
	);

	expect(bench().requestCounts()).toEqual({
		'GET /instance/list': 1,
		'GET /instance/state': 1,
	});
});

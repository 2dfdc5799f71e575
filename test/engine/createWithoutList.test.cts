import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';

const bench = useBench();

const createOf = ({ provider, createParameters }: (typeof sides)[number]) => ({
	provider,
	operation: 'create',
	name: '={{ $json.name }}',
	phone: '={{ $json.phone }}',
	...createParameters,
});
const ann = { name: 'Ann', phone: '+628120000001' };
const bob = { name: 'Bob', phone: '+628120000002' };

describe.each(sides)('at $title, where there is no list', (side) => {
	const { list, create } = side.routes;

	test.each([404, 405, 410, 501])('HTTP %i does not cost the instance', async (status) => {
		bench().sandbox.addFault({
			route: list,
			times: Infinity,
			action: { kind: 'status', status, body: '<html>Not here</html>' },
		});
		const run = await bench().run(createOf(side), {
			input: inputItems(...[ann, bob].map((one) => ({ ...one, name: `${one.name} ${status}` }))),
		});

		expect(run.items.map(({ json }) => json.created)).toEqual([true, true]);
		expect((await run.png()).length).toBeGreaterThan(100);
		// A provider that refuses a second instance by itself needs no list.
		const hint = run.json().lookUpHint;
		if (side.names === 'unique') expect(hint).toBeUndefined();
		else expect(hint).toContain(`has no list of instances at this address (HTTP ${status})`);
		expect(bench().requestCounts()).toEqual({ [list]: 1, [create]: 2 });
	});

	test('two items for the same instance still make one', async () => {
		bench().sandbox.addFault({
			route: list,
			times: Infinity,
			action: { kind: 'status', status: 404, body: 'Not here' },
		});
		const run = await bench().run(createOf(side), { input: inputItems(ann, ann) });

		expect(run.items.map(({ json }) => json.created)).toEqual([true, false]);
		expect(bench().sandbox.requestsTo(create)).toHaveLength(1);
	});
});

describe.each(sides.filter(({ names }) => names === 'repeatable'))(
	"'Create Another' at $title",
	(side) => {
		const { list, create } = side.routes;
		const another = { ...createOf(side), ifExists: 'createAnother' };

		test('looks nothing up and creates for every item', async () => {
			bench().sandbox.seedInstance(side.provider, ann);
			const run = await bench().run(another, { input: inputItems(ann, ann) });

			expect(run.items.map(({ json }) => json.created)).toEqual([true, true]);
			expect(bench().sandbox.instances()).toHaveLength(3);
			expect(bench().requestCounts()).toEqual({ [create]: 2 });
		});

		test('Retry On Fail does not create again what an earlier try has created', async () => {
			let refusals = 1;
			bench().sandbox.disturb(({ body }) =>
				JSON.stringify(body).includes(bob.name) && refusals-- > 0
					? { action: { kind: 'status', status: 403, body: { message: 'Limit reached' } } }
					: null,
			);
			const run = await bench().run(another, {
				input: inputItems(ann, bob),
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			});

			expect(run.items.map(({ json }) => json.created)).toEqual([true, true]);
			expect(
				bench()
					.sandbox.instances()
					.map(({ name }) => name),
			).toEqual(['Ann', 'Bob']);
		});

		test('is not repeated when its outcome is unknown', async () => {
			bench().sandbox.addFault({ route: create, phase: 'after', action: { kind: 'reset' } });
			const run = await bench().run(another, { input: inputItems(ann) });

			expect(run.error.message).toContain('The connection to');
			expect(run.error.description).toContain("Look for it with 'Get Many'");
			expect(bench().requestCounts()).toEqual({ [create]: 1 });
			expect(bench().sandbox.requestsTo(list)).toHaveLength(0);
		});
	},
);

test.each(sides.filter(({ names }) => names !== 'repeatable'))(
	"'Create Another' is not offered at $title",
	async (side) => {
		const run = await bench().run(
			{ ...createOf(side), ifExists: "={{ 'createAnother' }}" },
			{ input: inputItems(ann) },
		);

		expect(run.error.message).toContain("'If It Already Exists' has an invalid option");
		expect(bench().sandbox.requests).toHaveLength(0);
	},
);

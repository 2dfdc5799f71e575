import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';

const bench = useBench();
const TYPED = '{{ $json.phone }}';
const BY_ID = { __rl: true, mode: 'id', value: '={{ $json.instanceId }}' };

describe.each(sides)('Typed by mistake at $title', ({ provider, createParameters }) => {
	const create = {
		provider,
		operation: 'create',
		name: '={{ $json.name }}',
		phone: '={{ $json.phone }}',
		...createParameters,
	};
	const ann = { name: 'Ann', phone: '+628120000001' };

	test.each([
		["'Name'", { ...create, name: 'Shop of {{ $json.name }}' }],
		["'Phone'", { ...create, phone: TYPED }],
		["'File Name'", { ...create, options: { fileName: '{{ $json.name }}.png' } }],
		["'Phone'", { provider, operation: 'getAll', filters: { phone: TYPED } }],
	])('%s: an expression in a field that is set to Fixed', async (label, parameters) => {
		const run = await bench().run(parameters, { input: inputItems(ann) });

		expect(run.error.message).toMatch(
			/^'.+' contains an expression that was not evaluated: \{\{ \$json\.\w+ \}\} \[Item 0\]$/,
		);
		expect(run.error.message).toContain(label);
		expect(run.error.description).toContain('The field is set to Fixed. Switch it to Expression');
		expect(bench().sandbox.requests).toHaveLength(0);
	});

	test.each([
		["'Name'", create, { ...ann, name: '{{ $json.x }}' }],
		[
			"'Instance'",
			{ provider, operation: 'getQrCode', instanceId: BY_ID },
			{ instanceId: '{{ $json.id }}' },
		],
	])(
		'%s: an expression that an earlier node has handed on as text',
		async (label, parameters, item) => {
			const run = await bench().run(parameters, { input: inputItems(item) });

			expect(run.error.message).toContain(`${label} contains an expression that was not evaluated`);
			expect(run.error.description).toContain('comes from an earlier node');
			expect(bench().sandbox.requests).toHaveLength(0);
		},
	);

	test('braces that are no expression are text', async () => {
		const run = await bench().run(create, { input: inputItems({ ...ann, name: '}} {Ann} {' }) });

		expect(run.json()).toMatchObject({ created: true, name: '}} {Ann} {' });
	});

	test.each([
		["'Name'", create, { Name: 'Ann', Phone: '+628120000001' }, 'Name, Phone'],
		[
			"'Instance'",
			{ provider, operation: 'get', instanceId: BY_ID },
			{ id: 'a', Email: 'b' },
			'id, Email',
		],
		[
			"'Name'",
			{ provider, operation: 'getAll', filters: { name: '={{ $json.nam }}' } },
			{ name: 'a' },
			'name',
		],
	])(
		'%s: an expression that returned nothing names the fields of the item',
		async (label, parameters, item, names) => {
			const run = await bench().run(parameters, { input: inputItems(item) });

			expect(run.error.message).toBe(`${label} is empty [Item 0]`);
			expect(run.error.description).toContain(
				`Its expression returned nothing for this item, which has these fields: ${names}.`,
			);
			expect(bench().sandbox.requests).toHaveLength(0);
		},
	);

	test('many fields are not all named, and none is said', async () => {
		const wide = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`f${index}`, 1]));
		const [many, none] = [
			await bench().run(create, { input: inputItems(wide) }),
			await bench().run(create, { input: inputItems({}) }),
		];

		expect(many.error.description).toContain('f18, f19 and 5 more');
		expect(many.error.description).not.toContain('f20');
		expect(none.error.description).toContain('which has no fields');
	});

	test('a field that is simply empty says nothing of expressions', async () => {
		const run = await bench().run({ ...create, name: ' ' }, { input: inputItems(ann) });

		expect(run.error.message).toBe("'Name' is empty [Item 0]");
		expect(run.error.description).toBe('Enter a name for the new instance');
	});

	test('a wrong row stops the node before the first request, wherever it is', async () => {
		const rows = Array.from({ length: 12 }, (_, index) => ({
			name: `Shop ${index}`,
			phone: index === 11 ? 'none' : `+62812000${String(index).padStart(4, '0')}`,
		}));
		const run = await bench().run(create, { input: inputItems(...rows) });

		expect(run.error.message).toBe("'Phone' is not a phone number: none [Item 11]");
		expect(bench().sandbox.requests).toHaveLength(0);
	});

	test("with 'Continue', the other rows are processed", async () => {
		const run = await bench().run(create, {
			input: inputItems({ ...ann, phone: 'none' }, ann),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(run.json(0).error).toContain("'Phone' is not a phone number");
		expect(run.json(1)).toMatchObject({ created: true, name: 'Ann' });
	});
});

test("'Phone', where a provider requires it: an expression that returned nothing names the fields", async () => {
	const run = await bench().run(
		{ provider: 'hypersender', operation: 'create', name: 'Ann', phone: '={{ $json.phone }}' },
		{ input: inputItems({ Name: 'Ann', Phone: '+201234567890', Email: 'ann@example.com' }) },
	);

	expect(run.error.message).toBe("'Phone' is empty [Item 0]");
	expect(run.error.description).toContain(
		'Its expression returned nothing for this item, which has these fields: Name, Phone, Email.',
	);
	expect(bench().sandbox.requests).toHaveLength(0);
});

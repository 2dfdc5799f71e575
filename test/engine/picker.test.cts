import { useBench } from '../support/bench.cts';
import { credentialsFor, instanceNode } from '../support/nodes.cts';

const bench = useBench();

describe.each(['hypersender', 'wachat'] as const)('the instance picker at %s', (provider) => {
	const node = instanceNode({ provider, operation: 'getQrCode' });
	const search = async (filter: string) =>
		await bench().engine.listSearch(node, filter, credentialsFor(bench().sandbox));

	test('shows name, phone and status of every instance, sorted by name', async () => {
		const giza = bench().sandbox.seedInstance(provider, { name: 'Giza', phone: '+201000000002' });
		const cairo = bench().sandbox.seedInstance(provider, { name: 'Cairo', phone: '+201000000001' });
		bench().sandbox.scan(giza.instanceId);

		expect(await search('')).toEqual({
			results: [
				{ name: 'Cairo (+201000000001, awaiting scan)', value: cairo.instanceId },
				{ name: 'Giza (+201000000002, connected)', value: giza.instanceId },
			],
		});
		expect(bench().sandbox.requests).toHaveLength(1);
	});

	test.each([
		['a part of the name in any case', 'gIz'],
		['a part of the phone as people write it', '+20 100 000 0002'],
	])('finds by %s', async (_case, filter) => {
		bench().sandbox.seedInstance(provider, { name: 'Cairo', phone: '+201000000001' });
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Giza',
			phone: '+201000000002',
		});

		const { results } = await search(filter);
		expect(results.map(({ value }) => value)).toEqual([instanceId]);
	});

	test('is empty when there are no instances', async () => {
		expect(await search('')).toEqual({ results: [] });
	});

	test.each([
		[401, { message: 'Unauthenticated.' }, 'refused the API key'],
		[500, {}, 'could not process the request'],
		[429, {}, 'The request limit of'],
	])(
		'says why when the look-up ends with %i, instead of an empty list',
		async (status, body, text) => {
			bench().sandbox.addFault({ times: Infinity, action: { kind: 'status', status, body } });

			await expect(search('')).rejects.toThrow(text);
		},
	);
});

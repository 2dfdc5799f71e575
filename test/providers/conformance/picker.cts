import type { Bench } from '../../support/bench.cts';
import { credentialsFor, instanceNode } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';

/** The list of instances in the editor. */
export function describePicker({ provider, list }: Side, bench: () => Bench): void {
	const node = instanceNode({ provider, operation: 'getQrCode' });
	const search = async (filter: string, page?: string) =>
		await bench().engine.listSearch(node, filter, credentialsFor(bench().sandbox), page);

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
		['the phone as it is dialled at home', '0100 000 0002'],
		['the phone with a digit that is only dialled at home', '+20 0100 000 0002'],
		['a name that only looks different', '\u00a0giza '],
		['its status', 'CONNECTED'],
		['all of the entry', 'Giza (+201000000002, connected)'],
	])('finds by %s', async (_case, filter) => {
		bench().sandbox.seedInstance(provider, { name: 'Cairo', phone: '+201000000001' });
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Giza',
			phone: '+201000000002',
		});
		bench().sandbox.scan(instanceId);

		const { results } = await search(filter);
		expect(results.map(({ value }) => value)).toEqual([instanceId]);
	});

	test('finds a phone by its other spelling', async () => {
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Loja 2',
			phone: '+554789211984',
		});

		for (const filter of ['+55 47 98921-1984', '98921 1984', '8921-1984']) {
			const { results } = await search(filter);
			expect(results.map(({ value }) => value)).toEqual([instanceId]);
		}
	});

	test('shows a thousand at once, and the others when somebody scrolls on', async () => {
		const names = Array.from({ length: 2001 }, (_, index) => `Shop ${String(9999 - index)}`);
		const body = list(names.map((name) => ({ id: name, name })));
		bench().sandbox.addFault({ times: Infinity, action: { kind: 'status', status: 200, body } });

		const shown: string[] = [];
		const sizes: number[] = [];
		for (let page: string | undefined, more = true; more; more = page !== undefined) {
			const { results, paginationToken } = await search('shop', page);
			sizes.push(results.length);
			shown.push(...results.map(({ value }) => String(value)));
			page = paginationToken;
		}
		expect(sizes).toEqual([1000, 1000, 1]);
		expect(shown).toEqual(names.toReversed());
	});

	test('shows no key that stands in a name, because n8n keeps what was chosen', async () => {
		const { apiKey } = bench().sandbox.accounts[provider];
		const { instanceId } = bench().sandbox.seedInstance(provider, { name: `Shop ${apiKey}` });

		const { results } = await search('shop');
		expect(results).toEqual([
			{ name: expect.stringContaining('Shop [hidden] (') as unknown, value: instanceId },
		]);
	});

	test('is empty when there are no instances', async () => {
		expect(await search('')).toEqual({ results: [] });
	});

	test.each([
		[401, { message: 'Unauthenticated.' }, 'refused the API key'],
		[500, {}, 'could not process the request'],
		[429, {}, 'rate limit was reached'],
	])(
		'says why when the look-up ends with %i, instead of an empty list',
		async (status, body, text) => {
			bench().sandbox.addFault({ times: Infinity, action: { kind: 'status', status, body } });

			await expect(search('')).rejects.toThrow(text);
		},
	);
}

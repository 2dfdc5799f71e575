import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';
import { subjectsOf, type Subject } from './subjects.cts';

const FAILED = { error: true, message: 'Not today' };

/** The same list as PHP writes an array whose keys are not in sequence. */
function numbered(list: unknown): object {
	if (Array.isArray(list)) {
		return Object.fromEntries(list.map((row: unknown, index) => [index + 1, row]));
	}
	return Object.fromEntries(
		Object.entries(list as object).map(([field, value]: [string, unknown]) => [
			field,
			Array.isArray(value) ? numbered(value) : value,
		]),
	);
}

/** A good status is no success, what is not whole is no list, and what stands in between is not the API. */
export function describeLyingAnswers(side: Side, bench: () => Bench): void {
	const { provider, title, routes, words } = side;

	/** Runs an operation once, whose own route answers like that each time. */
	const run = async (
		{ operation, route, parameters }: Subject,
		status: number,
		body: object | string,
	) => {
		const isCreate = operation === 'create';
		const id = isCreate
			? ''
			: bench().sandbox.seedInstance(provider, {
					name: 'Other',
					phone: '+628123456789',
					status: operation === 'getQrCode' ? words.awaitingScan : words.connected,
				}).instanceId;
		bench().sandbox.addFault({
			route,
			times: Infinity,
			action: {
				kind: 'status',
				status,
				body,
				contentType: typeof body === 'string' ? 'text/html' : 'application/json',
			},
		});
		return await bench().run(parameters, { input: inputItems({ id }) });
	};

	describe.each(subjectsOf(side))('$label', (subject) => {
		test('has failed when the body of a 200 says so, in the words of the provider', async () => {
			const { error, items } = await run(subject, 200, FAILED);

			expect(items).toHaveLength(0);
			expect(error.message).toMatch(/did not accept the request \[Item 0\]$/);
			expect(error.description).toContain(`${title} says: Not today.`);
		});

		test('has failed with the status that the body of a 200 names', async () => {
			const { error } = await run(subject, 200, { statusCode: 403, message: 'Not with this plan' });

			expect(error.message).toMatch(/does not allow this .*\(HTTP 403\) \[Item 0\]$/);
			expect(error.description).toContain('Not with this plan');
		});

		test.each([401, 403])('blames no key alone when a web page refuses it: %i', async (status) => {
			const { error } = await run(subject, status, '<!doctype html><h1>Blocked</h1>');

			expect(error.message).toContain(`refused the request (HTTP ${status}), not in the form`);
			expect(error.description).toMatch(/It is a web page.*firewall.*'Base URL'.*'API Key'/);
		});
	});

	describe('a list', () => {
		const answerWith = (body: unknown, headers: Record<string, string> = {}) => {
			bench().sandbox.addFault({
				route: routes.list,
				times: Infinity,
				action: {
					kind: 'answer',
					body: JSON.stringify(body),
					contentType: 'application/json',
					headers,
				},
			});
		};
		const getAll = { provider, operation: 'getAll' };

		test('may be an object with numbers', async () => {
			const { instanceId } = bench().sandbox.seedInstance(provider, { name: 'Shop' });
			answerWith(numbered(side.list([{ id: instanceId, name: 'Shop' }])));
			const all = await bench().run(getAll);

			expect(all.items.map(({ json }) => json.instanceId)).toEqual([instanceId]);
		});

		test.each([{ 'X-Total-Count': '1' }, { Link: '<https://example.com/?page=2>; rel="next"' }])(
			'of nothing is not whole when a header says so: %j',
			async (headers) => {
				answerWith(side.list([]), headers);
				const all = await bench().run(getAll);

				expect(all.error.message).toBe(`${title} sent an incomplete list [Item 0]`);
				// Where a name is unique, nothing has to be looked up before.
				if (side.names === 'unique') return;
				const created = await bench().run({
					provider,
					operation: 'create',
					name: 'Shop',
					phone: '+628123456789',
					...side.createParameters,
				});

				expect(created.error.message).toBe(all.error.message);
				expect(bench().sandbox.requestsTo(routes.create)).toHaveLength(0);
			},
		);
	});
}

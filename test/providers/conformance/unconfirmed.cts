import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import { after } from '../../support/virtualClock.cts';
import type { Side } from '../descriptors.cts';
import { subjectsOf } from './subjects.cts';

const BY_ID = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

/** No response is believed alone: a 404 is no proof that an instance is gone, nor a list of its status. */
export function describeUnconfirmed(side: Side, bench: () => Bench): void {
	const { provider, title, routes, words } = side;
	const shop = { name: 'Shop', phone: '+628123456789' };
	const seed = (status?: string) =>
		bench().sandbox.seedInstance(provider, { ...shop, ...(status && { status }) }).instanceId;
	const notFoundAt = (route: string, times = Infinity) => {
		bench().sandbox.addFault({
			route,
			times,
			action: { kind: 'status', status: 404, body: side.errors[404].body },
		});
	};
	const listsWithoutStatus = (id: string) => {
		bench().sandbox.addFault({
			route: routes.list,
			times: Infinity,
			action: { kind: 'status', status: 200, body: side.list([{ id, name: 'Shop' }]) },
		});
	};

	describe('a 404 for an instance that the list shows', () => {
		const subjects = subjectsOf(side).filter(
			({ route, operation }) =>
				route !== routes.list && !['create', 'getLimits'].includes(operation),
		);

		test.each(subjects)('$label says so, and where to look', async ({ parameters, route }) => {
			const id = seed();
			const before = bench().sandbox.instances(provider);
			notFoundAt(route);
			// In whatever form a code is requested.
			notFoundAt(routes.qrCode);
			const run = await bench().run(parameters, { input: inputItems({ id }) });

			expect(run.items).toHaveLength(0);
			expect(run.error.message).toBe(
				`${title} lists instance '${id}', but returned 404 for it [Item 0]`,
			);
			expect(run.error.description).toContain("'Base URL'");
			expect(bench().sandbox.instances(provider)).toEqual(before);
		});

		test.each(subjects)('$label cannot tell without the list', async ({ parameters, route }) => {
			const id = seed();
			for (const one of [route, routes.qrCode, routes.list]) notFoundAt(one);
			const run = await bench().run(parameters, { input: inputItems({ id }) });

			expect(run.items).toHaveLength(0);
			expect(run.error.message).not.toContain('deleted');
			expect(run.error.description).not.toContain('Create it again');
		});

		test('does not end a wait', async () => {
			const id = seed();
			notFoundAt(routes.liveStatus, 2);
			after(25_000, () => {
				bench().sandbox.scan(id, provider);
			});
			const run = await bench().run(
				{ provider, operation: 'waitUntilConnected', instanceId: BY_ID, timeout: 60 },
				{ input: inputItems({ id }) },
			);

			expect(run.json()).toMatchObject({ instanceId: id, connected: true, timedOut: false });
		});
	});

	describe('a list that tells no status', () => {
		test.each([
			['Create', { operation: 'create', ...shop, ...side.createParameters }],
			['Get QR Code', { operation: 'getQrCode', instanceId: BY_ID }],
		])('%s asks for the live one before it disturbs a phone', async (_case, parameters) => {
			const id = seed(words.connected);
			listsWithoutStatus(id);
			const run = await bench().run({ provider, ...parameters }, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({
				instanceId: id,
				status: 'connected',
				qrCode: null,
				qrCodeHint: 'The instance is connected and needs no QR code',
			});
			expect(bench().requestCounts()).toEqual({ [routes.list]: 1, [routes.liveStatus]: 1 });
		});

		test('Get asks for the live one', async () => {
			const id = seed(words.connected);
			listsWithoutStatus(id);
			const run = await bench().run(
				{ provider, operation: 'get', instanceId: BY_ID },
				{ input: inputItems({ id }) },
			);

			expect(run.json()).toMatchObject({ status: 'connected', connected: true });
		});

		test('Wait Until Connected asks for the live one, for several items as well', async () => {
			const id = seed(words.connected);
			listsWithoutStatus(id);
			const run = await bench().run(
				{ provider, operation: 'waitUntilConnected', instanceId: BY_ID, timeout: 60 },
				{ input: inputItems({ id }, { id }) },
			);

			expect(run.items.map(({ json }) => json.connected)).toEqual([true, true]);
			expect(run.json()).toMatchObject({ waitedSeconds: 0 });
		});
	});

	test('an instance that one list lacks is still waited for', async () => {
		const ids = [
			seed(),
			bench().sandbox.seedInstance(provider, { ...shop, name: 'Two' }).instanceId,
		];
		after(1000, () => {
			bench().sandbox.addFault({
				route: routes.list,
				action: { kind: 'status', status: 200, body: side.list([]) },
			});
		});
		after(20_000, () => {
			for (const id of ids) bench().sandbox.scan(id, provider);
		});
		const run = await bench().run(
			{ provider, operation: 'waitUntilConnected', instanceId: BY_ID, timeout: 60 },
			{ input: inputItems(...ids.map((id) => ({ id }))) },
		);

		expect(run.items.map(({ json }) => json.connected)).toEqual([true, true]);
	});
}

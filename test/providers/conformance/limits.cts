import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import { virtualClock } from '../../support/virtualClock.cts';
import { limitOf, type Side } from '../descriptors.cts';
import { subjectsOf } from './subjects.cts';

const MINUTE = 60_000;

/** Runs the work and gives how much virtual time it took, in milliseconds. */
async function timed(work: () => Promise<void>): Promise<number> {
	const started = virtualClock.now();
	await work();
	return virtualClock.now() - started;
}

/** Documented limits are kept, and a 429 is waited out as long as the provider asks for. */
export function describeLimits(side: Side, bench: () => Bench): void {
	const { provider, limits, errors } = side;
	const refused = () => bench().sandbox.requests.filter(({ status }) => status === 429);
	const person = (index: number) => ({
		name: `Shop ${index}`,
		phone: `+2010000000${String(index).padStart(2, '0')}`,
	});
	/** Items for the operation, each about a person or an instance of its own. */
	const inputFor = (operation: string, count: number) =>
		inputItems(
			...Array.from({ length: count }, (_, index) => ({
				...person(index),
				...(operation !== 'create' && {
					id: bench().sandbox.seedInstance(provider, person(index)).instanceId,
				}),
			})),
		);
	const subjects = subjectsOf(side).map((one) => ({
		...one,
		parameters: { ...one.parameters, name: '={{ $json.name }}', phone: '={{ $json.phone }}' },
	}));

	// Without a documented limit the node has nothing to keep.
	const limited = subjects.flatMap((one) => {
		const perMinute = limitOf({ limits }, one.route);
		return perMinute === undefined ? [] : [{ ...one, perMinute }];
	});
	if (limited.length > 0) {
		test.each(limited)(
			'$label keeps to $perMinute requests of $route a minute',
			async ({ operation, parameters, perMinute, route }) => {
				const input = inputFor(operation, perMinute + 1);
				const took = await timed(async () => {
					const run = await bench().run(parameters, { input });
					expect(run.items).toHaveLength(perMinute + 1);
				});

				expect(bench().sandbox.requestsTo(route)).toHaveLength(perMinute + 1);
				expect(refused()).toHaveLength(0);
				expect(took).toBe(MINUTE);
			},
		);
	}

	// A wait for a scan has a time-out of its own, within which it waits.
	const asking = subjects.filter(({ operation }) => operation !== 'waitUntilConnected');

	test.each(asking)(
		'$label waits for a 429 and repeats the request',
		async ({ operation, parameters, route }) => {
			const input = inputFor(operation, 1);
			bench().sandbox.addFault({
				route,
				action: {
					kind: 'status',
					status: 429,
					headers: { 'retry-after': '7' },
					body: errors[429].body,
				},
			});
			const took = await timed(async () => {
				const run = await bench().run(parameters, { input });
				expect(run.json()).not.toHaveProperty('error');
			});

			expect(took).toBe(7000);
			expect(bench().sandbox.requestsTo(route)).toHaveLength(2);
		},
	);
}

import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';

/** An ID that no instance has is an error that names it, and changes nothing. */
export function describeUnknownId(
	{ provider, title, operations, unknownId }: Side,
	bench: () => Bench,
): void {
	const withInstance = operations.filter(
		({ operation }) => !['create', 'getAll', 'getLimits'].includes(operation),
	);

	test.each(withInstance)('$operation with $with', async ({ operation, with: choices }) => {
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Other',
			phone: '+628123456789',
		});
		const before = bench().sandbox.instances(provider);
		const run = await bench().run(
			{
				provider,
				operation,
				instanceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				...choices,
			},
			{ input: inputItems({ id: unknownId }) },
		);

		expect(bench().sandbox.instances(provider)).toEqual(before);
		expect(run.finished.stored()).not.toContain(instanceId);
		// What is gone has been deleted.
		if (operation === 'delete') {
			expect(run.json()).toEqual({ deleted: true, instanceId: unknownId });
			return;
		}
		expect(run.error.message).toContain(unknownId);
		expect(run.error.message).toContain(title);
		expect(run.error.message).toMatch(/ \[Item 0\]$/);
	});
}

import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';
import { subjectsOf } from './subjects.cts';

/** An ID that no instance has is an error that names it, and changes nothing. */
export function describeUnknownId(side: Side, bench: () => Bench): void {
	const { provider, title, unknownId } = side;
	const withInstance = subjectsOf(side).filter(
		({ operation }) => !['create', 'getAll', 'getLimits'].includes(operation),
	);

	test.each(withInstance)('$label', async ({ operation, parameters }) => {
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Other',
			phone: '+628123456789',
		});
		const before = bench().sandbox.instances(provider);
		const run = await bench().run(parameters, { input: inputItems({ id: unknownId }) });

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

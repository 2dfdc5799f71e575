import type { Bench } from '../../support/bench.cts';
import type { Side } from '../descriptors.cts';

/** Names as people and expressions write them; each has to stay one name. */
const NAMES = [
	'متجر القاهرة',
	'Müller & Söhne <b>"Łódź"</b> 🏪👩‍👩‍👧',
	'../../etc/passwd?x=1#y',
	'__proto__',
	'0012',
];

/** A name goes to the provider as it is, comes back as it is and is found by it again. */
export function describeNames(
	{ provider, names, routes, createParameters }: Side,
	bench: () => Bench,
): void {
	test.each(NAMES)('the name %s', async (name) => {
		const create = {
			provider,
			operation: 'create',
			name,
			phone: '+628123456789',
			...createParameters,
		};
		const runs = [await bench().run(create), await bench().run(create)];

		const instances = bench().sandbox.instances(provider);
		const [instance] = instances;
		if (runs[0]?.items.length === 0) {
			// A provider whose names are IDs may not take every name; then nobody asks it.
			expect(runs[0].error.message).toMatch(/^'Name' /);
			expect(bench().sandbox.requests).toHaveLength(0);
			return;
		}
		expect(instances).toHaveLength(1);
		for (const [index, run] of runs.entries()) {
			expect(run.json()).toMatchObject({
				name,
				instanceId: instance?.instanceId,
				created: index === 0,
			});
		}
	});

	test('the same name with another phone', async () => {
		const other = bench().sandbox.seedInstance(provider, { name: 'Shop', phone: '+628999999999' });
		const run = await bench().run({
			provider,
			operation: 'create',
			name: 'Shop',
			phone: '+628123456789',
			...createParameters,
		});

		if (names === 'repeatable') {
			expect(run.json()).toMatchObject({ created: true, phone: '+628123456789' });
			expect(run.json().instanceId).not.toBe(other.instanceId);
			return;
		}
		expect(run.error.message).toContain("'Shop'");
		expect(run.error.description).toContain(other.instanceId);
		expect(bench().sandbox.requestsTo(routes.create)).toHaveLength(0);
		expect(other.instanceId === 'Shop').toBe(names === 'identity');
	});
}

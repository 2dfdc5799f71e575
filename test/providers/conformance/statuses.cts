import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';

/** Each of the provider's words for a status has one meaning for everybody. */
export function describeStatuses({ provider, statuses }: Side, bench: () => Bench): void {
	test.each(statuses)('%s is %s', async (providerStatus, status) => {
		const { instanceId: id } = bench().sandbox.seedInstance(provider, {
			name: 'Shop',
			phone: '+628120000001',
		});
		bench().sandbox.setStatus(id, providerStatus);
		const run = await bench().run(
			{
				provider,
				operation: 'get',
				instanceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			},
			{ input: inputItems({ id }) },
		);

		expect(run.json()).toMatchObject({
			status,
			providerStatus,
			connected: status === 'connected',
		});
	});
}

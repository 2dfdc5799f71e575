import { setTimeout as delay } from 'node:timers/promises';

import { bench } from './support/bench.cts';
import {
	executionsOf,
	nextLook,
	POLL_SECONDS,
	statusTrigger,
	triggerJson,
} from './support/triggers.cts';
import { chain } from './support/workflow.cts';

test.each(['hypersender', 'wachat'] as const)(
	'a status change at %s starts one execution, and none after deactivation',
	async (provider) => {
		const { rest, sandbox } = bench();
		const { instanceId } = sandbox.seedInstance(provider, {
			name: 'Shop_C',
			phone: '+201234567893',
		});
		const trigger = statusTrigger(provider, { triggerOn: ['connected', 'disconnected'] });
		const workflow = await rest.createWorkflow(chain(trigger));
		await rest.activate(workflow);

		sandbox.scan(instanceId);
		const [connected] = await executionsOf(workflow, 1);
		if (!connected) throw new Error('nothing has been started');
		expect(connected).toMatchObject({ status: 'success', mode: 'trigger' });
		expect(await triggerJson(connected, trigger.name)).toMatchObject({
			instanceId,
			status: 'connected',
			previousStatus: 'awaitingScan',
		});
		await nextLook(provider);
		await nextLook(provider);
		expect(await executionsOf(workflow, 1)).toHaveLength(1);

		sandbox.drop(instanceId);
		expect(await executionsOf(workflow, 2)).toHaveLength(2);

		await rest.deactivate(workflow);
		const asked = sandbox.requests.length;
		sandbox.setStatus(instanceId, provider === 'hypersender' ? 'WORKING' : 'open');
		await delay(POLL_SECONDS * 1500);
		expect(sandbox.requests.slice(asked)).toEqual([]);
		expect(await executionsOf(workflow, 2)).toHaveLength(2);
	},
);

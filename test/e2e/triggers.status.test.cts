import { setTimeout as delay } from 'node:timers/promises';

import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import type { ProviderName } from '../sandbox/index.cts';
import { bench } from './support/bench.cts';
import {
	executionsOf,
	nextLook,
	POLL_SECONDS,
	statusTrigger,
	triggerJson,
} from './support/triggers.cts';
import { chain } from './support/workflow.cts';

// All providers side by side, because most of the time is spent waiting for the next look.

interface Watched {
	provider: ProviderName;
	instanceId: string;
	workflow: string;
	trigger: string;
}

async function watch(provider: ProviderName): Promise<Watched> {
	const { rest, sandbox } = bench();
	const fields = { name: 'Shop_C', phone: '+201234567893' };
	const { instanceId } = sandbox.seedInstance(provider, fields);
	const trigger = statusTrigger(provider, { triggerOn: ['connected', 'disconnected'] });
	const workflow = await rest.createWorkflow(chain(trigger));
	await rest.activate(workflow);
	return { provider, instanceId, workflow, trigger: trigger.name };
}

async function expectOneStart({ provider, instanceId, workflow, trigger }: Watched): Promise<void> {
	bench().sandbox.scan(instanceId);
	const [connected] = await executionsOf(workflow, 1);
	if (!connected) throw new Error('nothing has been started');
	expect(connected).toMatchObject({ status: 'success', mode: 'trigger' });
	expect(await triggerJson(connected, trigger)).toMatchObject({
		instanceId,
		status: 'connected',
		previousStatus: 'awaitingScan',
	});
	await nextLook(provider);
	await nextLook(provider);
	expect(await executionsOf(workflow, 1)).toHaveLength(1);
}

test('a status change starts one execution; after deactivation nothing is asked', async () => {
	const { rest, sandbox } = bench();
	const watched = await Promise.all(PROVIDER_NAMES.map(watch));
	await Promise.all(watched.map(expectOneStart));

	for (const { instanceId } of watched) sandbox.drop(instanceId);
	for (const { workflow } of watched) {
		expect(await executionsOf(workflow, 2)).toHaveLength(2);
		await rest.deactivate(workflow);
	}

	const asked = sandbox.requests.length;
	await delay(POLL_SECONDS * 2000);
	expect(sandbox.requests.slice(asked).map(({ route }) => route)).toEqual([]);
});

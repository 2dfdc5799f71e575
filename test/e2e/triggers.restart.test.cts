import { bench } from './support/bench.cts';
import {
	eventTrigger,
	executionsOf,
	nextLook,
	productionUrl,
	registeredWebhooks,
	statusTrigger,
	triggerJson,
} from './support/triggers.cts';
import { chain } from './support/workflow.cts';

// On a busy machine, stopping and starting n8n takes most of a minute.
jest.setTimeout(300_000);

test('while n8n is down, the status trigger neither loses a change nor tells one twice', async () => {
	const { n8n, rest, sandbox } = bench();
	const { instanceId } = sandbox.seedInstance('hypersender', {
		name: 'Shop_E',
		phone: '+201234567895',
		status: 'WORKING',
	});
	const trigger = statusTrigger('hypersender', { triggerOn: ['connected', 'disconnected'] });
	const workflow = await rest.createWorkflow(chain(trigger));
	await rest.activate(workflow);
	sandbox.drop(instanceId);
	await executionsOf(workflow, 1);

	await n8n.stop();
	await n8n.start();
	await nextLook('hypersender');
	await nextLook('hypersender');
	const [first, ...others] = await executionsOf(workflow, 1);
	expect(first).toMatchObject({ status: 'success' });
	expect(others).toEqual([]);

	sandbox.setStatus(instanceId, 'WORKING');
	expect(await executionsOf(workflow, 2)).toHaveLength(2);
	await n8n.stop();
	sandbox.drop(instanceId);
	await n8n.start();
	const [, , third] = await executionsOf(workflow, 3);
	if (!third) throw new Error('nothing has been started');
	expect(await triggerJson(third, trigger.name)).toMatchObject({
		instanceId,
		status: 'disconnected',
		previousStatus: 'connected',
	});
	await rest.deactivate(workflow);
});

test('after a restart, the event trigger has one registration and goes on', async () => {
	const { n8n, rest, sandbox } = bench();
	const trigger = eventTrigger('wachat', { triggerOn: ['connection.update'] });
	const workflow = await rest.createWorkflow(chain(trigger));
	await rest.activate(workflow);
	const registered = await registeredWebhooks();
	expect(registered).toMatchObject([{ url: productionUrl(trigger) }]);

	await n8n.stop();
	await n8n.start();
	expect(await registeredWebhooks()).toEqual(registered);
	// Only now, because its code would run out while n8n restarts.
	sandbox.scan(sandbox.seedInstance('wachat', { name: 'Shop_E' }).instanceId);
	expect(await executionsOf(workflow, 1)).toMatchObject([{ status: 'success' }]);

	await rest.deactivate(workflow);
	expect(await registeredWebhooks()).toEqual([]);
});

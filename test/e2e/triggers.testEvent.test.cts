import { until } from '../n8n/until.cts';
import { bench } from './support/bench.cts';
import {
	eventTrigger,
	executionsOf,
	productionUrl,
	registeredWebhooks,
	testUrl,
} from './support/triggers.cts';
import { chain } from './support/workflow.cts';

/** An active workflow for which the editor listens for a test event as well. */
async function listen() {
	const { rest, sandbox } = bench();
	const { instanceId } = sandbox.seedInstance('wachat', { name: `Shop_${Date.now()}` });
	const trigger = eventTrigger('wachat', { triggerOn: ['connection.update'] });
	const workflow = await rest.createWorkflow(chain(trigger));
	await rest.activate(workflow);
	const [production] = await registeredWebhooks();
	expect(production).toMatchObject({ url: productionUrl(trigger) });

	expect(await rest.run(workflow, trigger.name)).toBeUndefined();
	expect(await registeredWebhooks()).toEqual([
		production,
		{ id: expect.anything() as unknown, url: testUrl(trigger) },
	]);
	return { instanceId, workflow, production };
}

async function expectOnly(production: unknown): Promise<void> {
	const only = await until('the test webhook to be removed', async () => {
		const registered = await registeredWebhooks();
		return registered.length <= 1 ? registered : undefined;
	});
	expect(only).toEqual([production]);
}

test('a test event reaches the editor and the active workflow, which goes on afterwards', async () => {
	const { rest, sandbox } = bench();
	const { instanceId, workflow, production } = await listen();

	sandbox.scan(instanceId);
	const both = await executionsOf(workflow, 2);
	expect(both.map(({ mode, status }) => `${mode} ${status}`).sort()).toEqual([
		'manual success',
		'webhook success',
	]);
	await expectOnly(production);

	sandbox.drop(instanceId);
	expect((await executionsOf(workflow, 3)).at(-1)).toMatchObject({ mode: 'webhook' });
	await rest.deactivate(workflow);
	expect(await registeredWebhooks()).toEqual([]);
});

test('cancelled listening leaves the production webhook as it was', async () => {
	const { rest, sandbox } = bench();
	const { instanceId, workflow, production } = await listen();

	await rest.stopListening(workflow);
	await expectOnly(production);

	sandbox.scan(instanceId);
	expect(await executionsOf(workflow, 1)).toMatchObject([{ mode: 'webhook' }]);
	await rest.deactivate(workflow);
	expect(await registeredWebhooks()).toEqual([]);
});

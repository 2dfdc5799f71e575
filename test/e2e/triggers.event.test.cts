import { randomBytes } from 'node:crypto';

import { until } from '../n8n/until.cts';
import type { DeliveryManner } from '../sandbox/index.cts';
import { bench } from './support/bench.cts';
import {
	eventTrigger,
	executionsOf,
	productionUrl,
	registeredWebhooks,
	triggerJson,
} from './support/triggers.cts';
import { chain, instanceNode, manualStart } from './support/workflow.cts';

test('at Wachat, activating registers the webhook, deactivating removes it', async () => {
	const { rest, sandbox } = bench();
	const { instanceId } = sandbox.seedInstance('wachat', { name: 'Shop_D' });
	const trigger = eventTrigger('wachat', { triggerOn: ['connection.update'] });
	const workflow = await rest.createWorkflow(chain(trigger));
	await rest.activate(workflow);
	expect(await registeredWebhooks()).toMatchObject([{ url: productionUrl(trigger) }]);

	sandbox.scan(instanceId);
	const [started] = await executionsOf(workflow, 1);
	if (!started) throw new Error('nothing has been started');
	expect(started).toMatchObject({ status: 'success', mode: 'webhook' });
	expect(await triggerJson(started, trigger.name)).toMatchObject({
		event: 'connection.update',
		instanceId,
		status: 'connected',
	});

	const send = async (manner: DeliveryManner) => {
		const data = { instance: instanceId, state: 'open' };
		return await sandbox.deliverWebhook(instanceId, 'connection.update', data, { manner });
	};
	for (const manner of ['wronglySigned', 'unsigned', 'stale'] as const) {
		expect(await send(manner)).toMatchObject([{ status: 401 }]);
	}
	// A genuine one, so that the sandbox has something to replay, and the same bytes again.
	await send('duplicated');
	expect(await send('replayed')).toMatchObject([{ status: 200 }]);
	expect(await executionsOf(workflow, 2)).toHaveLength(2);

	await rest.deactivate(workflow);
	expect(await until('no webhook to be left', nothingIsRegistered)).toBe(true);
	const late = productionUrl(trigger).slice(rest.address.length);
	await expect(rest.post(late, {})).rejects.toMatchObject({ status: 404 });
});

test("at Hypersender, the instance's own webhook starts the workflow with the secret only", async () => {
	const { rest, sandbox } = bench();
	const trigger = eventTrigger('hypersender', { triggerOn: ['message.any'] });
	const workflow = await rest.createWorkflow(chain(trigger));
	await rest.activate(workflow);
	const { instanceId } = sandbox.seedInstance('hypersender', {
		name: 'Shop_D',
		phone: '+201234567894',
		webhookUrl: productionUrl(trigger),
	});
	const send = async (manner?: DeliveryManner) =>
		await sandbox.deliverWebhook(
			instanceId,
			'message.any',
			{ text: randomBytes(4).toString('hex') },
			manner && { manner },
		);

	for (const manner of ['wronglySigned', 'unsigned'] as const) {
		expect(await send(manner)).toMatchObject([{ status: 401 }]);
	}
	expect(await send()).toMatchObject([{ status: 200 }]);
	expect(await send('replayed')).toMatchObject([{ status: 200 }]);

	const started = await executionsOf(workflow, 1);
	expect(started).toMatchObject([{ status: 'success', mode: 'webhook' }]);
	const [{ id }] = started as [(typeof started)[0]];
	expect(JSON.stringify(await rest.execution(id))).not.toContain(
		sandbox.accounts.hypersender.webhookSecret,
	);
	await rest.deactivate(workflow);
	expect(await send()).toMatchObject([{ status: 404 }]);
	expect(await executionsOf(workflow, 1)).toHaveLength(1);
});

test("an instance created with the trigger's public address has it at Hypersender", async () => {
	const { rest, sandbox } = bench();
	const trigger = eventTrigger('hypersender', { triggerOn: ['*'] });
	// As the editor shows it behind a proxy that does the encryption; Hypersender takes no other.
	const webhookUrl = productionUrl(trigger).replace(/^http:.*?\d+/, 'https://n8n.example.com');
	const create = instanceNode('Create', 'hypersender', 'create', bench(), {
		name: 'Shop_G',
		phone: '+201234567898',
		webhookUrl,
	});
	const workflow = await rest.createWorkflow(chain(manualStart(), create));

	expect(await rest.runToEnd(workflow, 'Start')).toMatchObject({ status: 'success' });
	const created = sandbox.instances('hypersender').find(({ name }) => name === 'Shop_G');
	expect(created).toMatchObject({ webhookUrl });
});

async function nothingIsRegistered(): Promise<true | undefined> {
	return (await registeredWebhooks()).length === 0 ? true : undefined;
}

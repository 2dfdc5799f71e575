import { setTimeout as delay } from 'node:timers/promises';

import { itemsOf } from '../n8n/RestClient.cts';
import { until } from '../n8n/until.cts';
import { PROVIDER_NAMES } from '../providers/descriptors.cts';
import type { ProviderName } from '../sandbox/index.cts';
import { attachmentOf } from '../support/MailServer.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { bench } from './support/bench.cts';
import { Mailbox } from './support/Mailbox.cts';
import { byId, chain, instanceNode, manualStart } from './support/workflow.cts';

/** Longer than the node waits between two looks. */
const QUIET_FOR = 12_000;

let mailbox: Mailbox;
beforeAll(async () => {
	mailbox = await Mailbox.open();
});
afterAll(async () => {
	await mailbox.close();
});

/** Starts a workflow that creates an instance, mails its code and waits for the scan. */
async function startOnboarding(provider: ProviderName, name: string, phone: string) {
	const { rest, sandbox } = bench();
	const workflow = chain(
		manualStart(),
		instanceNode('Create', provider, 'create', bench(), { name, phone }),
		mailbox.sendQrCode(),
		instanceNode('Wait', provider, 'waitUntilConnected', bench(), {
			instanceId: byId('={{ $("Create").item.json.instanceId }}'),
			timeout: 90,
		}),
	);
	const before = mailbox.mails.length;
	const executionId = await rest.run(await rest.createWorkflow(workflow), 'Start');
	if (executionId === undefined) throw new Error('the workflow has not been started');
	const text = readQrCode(attachmentOf(await mailbox.next(before)).content);
	const instance = sandbox.instances().find(({ pairingText }) => pairingText === text);
	if (!instance) throw new Error('the code in the mail is of no instance');

	// The node waits after its first check found no phone connected.
	const created = sandbox.requests.length;
	await until('the first look of the waiting node', () => sandbox.requests[created]);
	return { executionId, instance };
}

test.each(PROVIDER_NAMES)(
	'at %s it ends when the customer scans the code in the mail',
	async (name) => {
		const { rest, sandbox } = bench();
		const { executionId, instance } = await startOnboarding(name, 'Shop_A', '+201234567891');

		expect(await rest.execution(executionId)).toMatchObject({ status: 'running' });
		sandbox.scan(instance.instanceId);

		const execution = await rest.finished(executionId);
		expect(execution).toMatchObject({ status: 'success' });
		expect(itemsOf(execution, 'Wait').map(({ json }) => json)).toMatchObject([
			{ instanceId: instance.instanceId, status: 'connected', connected: true },
		]);
	},
);

test('it ends soon after it is cancelled, and asks nothing any more', async () => {
	const { rest, sandbox } = bench();
	for (const provider of PROVIDER_NAMES) {
		const { executionId } = await startOnboarding(provider, 'Shop_B', '+201234567892');
		const cancelledAt = Date.now();
		await rest.stop(executionId);
		expect(await rest.finished(executionId)).toMatchObject({ status: 'canceled' });
		expect(Date.now() - cancelledAt).toBeLessThan(3000);
	}

	const asked = sandbox.requests.length;
	await delay(QUIET_FOR);
	expect(sandbox.requests.slice(asked).map(({ route }) => route)).toEqual([]);
});

import { randomBytes, randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { descriptors } from '../providers/descriptors.cts';
import type { DeliveryOptions, ProviderName } from '../sandbox/index.cts';
import type { Bench } from './bench.cts';
import { eventNode, TriggerHost } from './eventTrigger.cts';
import { fullCredentialsFor } from './nodes.cts';
import { virtualClock } from './virtualClock.cts';

export const JSON_TYPE = { 'content-type': 'application/json' };

/** Event triggers in front of the sandbox of a bench; those of a test end with it. */
export function useEventTrigger(bench: () => Bench) {
	const hosts: TriggerHost[] = [];
	afterEach(async () => {
		await Promise.all(hosts.splice(0).map((host) => host.close()));
	});

	/** An active trigger, and an instance whose events it gets. */
	async function listen(
		provider: ProviderName,
		parameters: INodeParameters = {},
	): Promise<{ host: TriggerHost; instanceId: string }> {
		const { sandbox, engine } = bench();
		const credentials = fullCredentialsFor(sandbox);
		const node = eventNode({ provider, triggerOn: ['*'], ...parameters });
		const host = await TriggerHost.start(engine, node, credentials, {
			workflowId: randomUUID(),
		});
		hosts.push(host);
		const { instanceId } = sandbox.seedInstance(provider, { name: 'Shop', webhookUrl: host.url });
		await host.activate();
		return { host, instanceId };
	}

	async function deliver(
		instanceId: string,
		event: string,
		data: Record<string, unknown> = {},
		options: DeliveryOptions = {},
	): Promise<Array<number | null>> {
		const sent = await bench().sandbox.deliverWebhook(instanceId, event, data, options);
		return sent.map(({ status }) => status);
	}

	/** What proves deliveries: the credential's secret, or the one the trigger has registered with. */
	function secretOf(provider: ProviderName, host: TriggerHost): string {
		const { webhookSecret } = bench().sandbox.accounts[provider];
		const [state] = Object.values(host.staticData) as Array<{ registration?: { secret: string } }>;
		return webhookSecret ?? state?.registration?.secret ?? randomBytes(8).toString('hex');
	}

	function genuineHeaders(
		provider: ProviderName,
		host: TriggerHost,
		body: string,
		signedAt = virtualClock.now(),
	): Record<string, string> {
		const proof = descriptors[provider].webhooks?.proof(body, secretOf(provider, host), signedAt);
		return { ...JSON_TYPE, ...proof };
	}

	return { hosts, listen, deliver, secretOf, genuineHeaders };
}

import { NodeHelpers, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';

import { providers } from '../../../nodes/providers/index.ts';
import type { Provider } from '../../../nodes/providers/Provider.ts';
import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import { useEventTrigger } from '../../support/useEventTrigger.cts';
import type { Side } from '../descriptors.cts';
import type { ProviderDescriptor } from '../ProviderDescriptor.cts';
import { subjectsOf } from './subjects.cts';

type Capabilities = ProviderDescriptor['capabilities'];

const OPERATIONS = {
	restart: 'restart',
	logout: 'logout',
	delete: 'delete',
	accountLimits: 'getLimits',
} as const;

/** Operations that ask the provider for nothing. */
const WITHOUT_REQUEST = ['createPairingLink'];

/** What a provider's object says that its API can do. */
function declaredBy(provider: Provider): Capabilities {
	return {
		healthCheck: provider.healthCheck !== undefined,
		restart: provider.restart !== undefined,
		logout: provider.logout !== undefined,
		delete: provider.delete !== undefined,
		accountLimits: provider.accountLimits !== undefined,
		webhooks: provider.webhooks.kind,
	};
}

/** What the API of a provider can do is declared, offered and served, or none of these. */
export function describeCapabilities(side: Side, bench: () => Bench): void {
	const { provider, operations, capabilities } = side;
	const { hosts, listen } = useEventTrigger(bench);
	const instanceId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

	const propertiesOf = (node: string): INodeProperties[] => {
		const { type } = bench().engine.loader.getNode(node);
		return NodeHelpers.getVersionedNodeType(type).description.properties;
	};
	const isShown = ({ displayOptions }: Pick<INodeProperties, 'displayOptions'>) =>
		displayOptions?.show?.provider?.includes(provider) ?? true;
	const offered = () =>
		propertiesOf('whatsAppInstance')
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options = [] }) => options as INodePropertyOptions[])
			.filter(isShown)
			.map(({ value }) => String(value));

	test('the provider declares what the descriptor says', () => {
		expect(declaredBy(providers[provider])).toEqual(capabilities);
	});

	test.each(Object.entries(OPERATIONS))(
		'%s is offered and has a route, or neither',
		(name, operation) => {
			const isThere = capabilities[name as keyof typeof OPERATIONS];
			expect(offered().includes(operation)).toBe(isThere);
			expect(operations.some((one) => one.operation === operation)).toBe(isThere);
		},
	);

	test('every operation that is offered stands in the descriptor, and the other way round', () => {
		const described = new Set(operations.map(({ operation }) => operation));
		const asking = offered().filter((operation) => !WITHOUT_REQUEST.includes(operation));
		expect([...described].sort()).toEqual(asking.sort());
	});

	test.each(subjectsOf(side))(
		'$label is served by $route',
		async ({ operation, parameters, route }) => {
			const { sandbox } = bench();
			const person = { name: 'Other', phone: '+628123456780' };
			const id = operation === 'create' ? '' : sandbox.seedInstance(provider, person).instanceId;
			// Logging out needs somebody who is connected.
			if (operation === 'logout') sandbox.scan(id, provider);
			const run = await bench().run(parameters, { input: inputItems({ id }) });

			expect(run.json()).not.toHaveProperty('error');
			expect(
				sandbox.requestsTo(route).map(({ status }) => Math.trunc((status ?? 0) / 100)),
			).toEqual([2]);
		},
	);

	test("'Check Health' is shown if there is something to check", () => {
		const field = propertiesOf('whatsAppInstance').some(
			(one) => one.name === 'checkHealth' && isShown(one),
		);
		expect(field).toBe(capabilities.healthCheck);
		expect(operations.some(({ with: choices }) => choices?.checkHealth === true)).toBe(field);
	});

	test('the event trigger has events to choose if there are webhooks', () => {
		const hasEvents = propertiesOf('whatsAppInstanceEventTrigger').some(
			(one) => one.name === 'triggerOn' && isShown(one),
		);
		expect(hasEvents).toBe(capabilities.webhooks !== 'none');
		expect(side.webhooks?.kind ?? 'none').toBe(capabilities.webhooks);
	});

	if (capabilities.webhooks !== 'none') {
		test('activating the event trigger registers a webhook if the API has that', async () => {
			const { instanceId: id } = await listen(provider);

			const changing = bench().sandbox.requests.filter(({ method }) => method !== 'GET');
			expect(changing.length > 0).toBe(capabilities.webhooks === 'registered');
			await hosts[0]?.deactivate();
			const sent = await bench().sandbox.deliverWebhook(
				id,
				side.webhooks?.events.message ?? '',
				{},
				{},
				provider,
			);
			expect(sent).toHaveLength(capabilities.webhooks === 'registered' ? 0 : 1);
		});
	}

	const actions = operations.filter(({ operation }) =>
		['restart', 'logout', 'delete'].includes(operation),
	);
	if (actions.length > 0) {
		describe.each(actions)('$operation', ({ operation, route }) => {
			const run = async () => {
				const { instanceId: id } = bench().sandbox.seedInstance(provider, {
					name: 'Shop',
					phone: '+628123456789',
				});
				bench().sandbox.scan(id);
				return await bench().run(
					{ provider, operation, instanceId, logoutFirst: '={{ "false" }}' },
					{ input: inputItems({ id }) },
				);
			};

			test('is not done because a web page says 200', async () => {
				bench().sandbox.addFault({
					route,
					times: Infinity,
					action: {
						kind: 'answer',
						status: 200,
						body: '<html>Sign in</html>',
						contentType: 'text/html',
					},
				});

				expect((await run()).error.message).toContain('sent a response that cannot be used');
			});

			test('is not done because a refusal comes with 200', async () => {
				const { refusalWith200: refusal } = side;
				if (refusal === undefined) return;
				bench().sandbox.addFault({
					route,
					times: Infinity,
					action: { kind: 'status', status: 200, body: refusal.body },
				});

				expect((await run()).error.description).toContain(`says: ${refusal.words}.`);
			});
		});
	}

	const missing = [
		...(['delete', 'logout', 'restart'] as const)
			.filter((operation) => !capabilities[operation])
			.map((operation) => [operation, 'instance'] as const),
		...(capabilities.accountLimits ? [] : [['getLimits', 'account'] as const]),
	];
	if (missing.length === 0) return;

	test.each(missing)(
		'there is no %s, and a workflow that asks for it is told so',
		async (operation, resource) => {
			const run = await bench().run({ provider, operation, resource, instanceId });

			expect(run.error.message).toContain(`has no operation '${operation}' for '${resource}'`);
			expect(bench().sandbox.requests).toHaveLength(0);
		},
	);
}

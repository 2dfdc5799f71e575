import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';

import { providerList } from '../providers';
import type { Provider } from '../providers/Provider';
import { ALL_EVENTS } from './allEvents';
import { byName } from '../domain/text';
import { instanceIdField } from '../shared/instanceField';
import { optionsCollection, outputFileOption, showFor } from '../shared/commonFields';
import type { ManualWebhooks, RegisteredWebhooks, EventKind } from '../providers/Webhooks';
import { providerField } from '../shared/providerFields';

/** A provider together with the webhooks it sends. */
interface Sender {
	provider: Provider;
	webhooks: ManualWebhooks | RegisteredWebhooks;
}

const senders: Sender[] = providerList.flatMap((provider) => {
	const { webhooks } = provider;
	return webhooks.kind === 'none' ? [] : [{ provider, webhooks }];
});

/** The providers that send webhooks. */
export const senderList: readonly Provider[] = senders.map(({ provider }) => provider);

/** All parameters of the event trigger. */
export const properties: INodeProperties[] = [
	providerField(senderList),
	...senders.flatMap((sender) =>
		fieldsFor(sender).map((field) => showFor({ provider: [sender.provider.name] }, field)),
	),
];

const testEvents = senders.map(({ webhooks }) => webhooks.testNotice).join(' ');

const whileBuilding = `<b>While you build the workflow</b>, listen for a test event, then trigger one, for example by sending a message to the number. ${testEvents}`;

/**
 * What n8n shows beside the parameters before it listens. Its own text would send people to a
 * service with the name of this node.
 */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Receive events of WhatsApp instances',
	executionsHelp: {
		inactive: `${whileBuilding}<br /><br /><b>Once it works</b>, publish the workflow. Then events start it through the production URL, and the executions show up in the <a data-key="executions">list</a>, not here.`,
		active: `${whileBuilding}<br /><br /><b>The workflow is published</b>, so events also start it through the production URL. Those executions show up in the <a data-key="executions">list</a>, not here.`,
	},
	activationHint: testEvents,
};

function fieldsFor({ provider, webhooks }: Sender): INodeProperties[] {
	const { title } = provider.endpoint;
	const common = [notice(webhooks.setUpNotice), triggerOn(title, webhooks.events)];
	switch (webhooks.kind) {
		case 'manual':
			return [...common, unregisteredOptions(title)];
		case 'registered':
			return [...common, ...instanceFields(provider), optionsCollection([outputFileOption])];
	}
}

function notice(displayName: string): INodeProperties {
	return { displayName, name: 'setUpNotice', type: 'notice', default: '' };
}

function triggerOn(title: string, kinds: readonly EventKind[]): INodeProperties {
	const events = kinds.map((event) => ({ ...event }));
	const all = {
		name: 'All',
		value: ALL_EVENTS,
		description: `Everything ${title} sends, including events not listed here`,
	};
	return {
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: [all, ...events].sort(byName),
		default: [],
	};
}

function instanceFields(provider: Provider): INodeProperties[] {
	return [
		{
			displayName: 'Instances',
			name: 'instances',
			type: 'options',
			options: [
				{ name: 'All', value: 'all', description: 'All instances of the account' },
				{ name: 'One', value: 'one', description: 'Only the one chosen below' },
			],
			default: 'all',
			description: 'Which instances to receive events of',
		},
		{
			...instanceIdField(provider),
			description: `The ${provider.endpoint.title} instance to receive events of`,
			displayOptions: { show: { instances: ['one'] } },
		},
	];
}

function unregisteredOptions(title: string): INodeProperties {
	return optionsCollection([
		{
			displayName: 'Accept Unverified Deliveries',
			name: 'acceptUnverifiedDeliveries',
			type: 'boolean',
			default: false,
			description: `Whether to start the workflow even though the credential has no webhook secret. Anyone who knows the URL can then send events in the name of ${title}.`,
		},
	]);
}

import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';

import { byName } from '../domain/byName';
import {
	instanceIdField,
	optionsCollection,
	outputFileOption,
	providerProperty,
	showFor,
} from '../WhatsAppInstance/optionFields';
import { providerList } from '../providers';
import type { Provider } from '../providers/Provider';
import { ALL_EVENTS } from './receiveDelivery';

/** All parameters of the event trigger. */
export const properties: INodeProperties[] = [
	providerProperty,
	...providerList.flatMap((provider) =>
		fieldsFor(provider).map((field) => showFor({ provider: [provider.name] }, field)),
	),
];

const testEvents = providerList
	.filter(({ deliveries }) => deliveries !== undefined)
	.map(({ title, deliveries }) =>
		deliveries?.registrations === undefined
			? `At ${title}, enter the test URL as webhook in the dashboard for the test.`
			: `At ${title}, n8n registers the test URL while it listens.`,
	)
	.join(' ');

const whileBuilding = `<b>While you build the workflow</b>, listen for a test event and let one happen, for example send a message to the number. ${testEvents}`;

/**
 * What n8n says beside the parameters before it listens. Its own words send people to a service with
 * the name of this node.
 */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Receive events of WhatsApp instances',
	executionsHelp: {
		inactive: `${whileBuilding}<br /><br /><b>Once it works</b>, publish the workflow. Then events start it through the production URL, and the executions show up in the <a data-key="executions">list</a>, not here.`,
		active: `${whileBuilding}<br /><br /><b>The workflow is published</b>, so events also start it through the production URL. Those executions show up in the <a data-key="executions">list</a>, not here.`,
	},
	activationHint: testEvents,
};

function fieldsFor(provider: Provider): INodeProperties[] {
	const { deliveries, title } = provider;
	if (deliveries === undefined) return [];
	return deliveries.registrations === undefined
		? [manualNotice(title), triggerOn(provider), unregisteredOptions(title)]
		: [
				registrationNotice(title),
				triggerOn(provider),
				...instanceFields(provider),
				optionsCollection([outputFileOption]),
			];
}

function manualNotice(title: string): INodeProperties {
	return {
		displayName: `Enter the production URL shown above as webhook of the instance in the dashboard of ${title}, or as 'Webhook URL' when you create the instance. Set a secret there as well, and the same one as 'Webhook Secret' in the credential: deliveries without it are refused. ${title} does not announce connections by webhook; for those use the 'WhatsApp Instance Trigger'. While n8n listens for a test event, the test URL has to stand in the dashboard.`,
		name: 'setUpNotice',
		type: 'notice',
		default: '',
	};
}

function registrationNotice(title: string): INodeProperties {
	return {
		displayName: `Publishing the workflow (in older n8n: activating it) registers its production URL at ${title}, unpublishing it removes it again. Listening for a test event registers the test URL beside it for as long as n8n listens. ${title} sends to public addresses that start with https:// only.`,
		name: 'setUpNotice',
		type: 'notice',
		default: '',
	};
}

function triggerOn({ deliveries, title }: Provider): INodeProperties {
	const events = (deliveries?.events ?? []).map((event) => ({ ...event }));
	const all = {
		name: 'All',
		value: ALL_EVENTS,
		description: `Everything ${title} sends, also what is not listed here`,
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
			description: `The ${provider.title} instance to receive events of`,
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
			description: `Whether to start the workflow although the credential has no webhook secret. Then everybody who knows the address can send events in the name of ${title}.`,
		},
	]);
}

import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';

import { byName } from '../domain/text';
import { providerList } from '../providers';
import type { Provider } from '../providers/Provider';
import { optionsCollection, showFor } from '../shared/commonFields';
import { providerField } from '../shared/providerFields';
import { LANGUAGES, TEXT_LABELS, type Language } from './page/texts';
import { START_EVENTS, type StartEvent } from './PairingStarts';

const HOUR = 3_600_000;

const EVENTS: Record<StartEvent, { name: string; description: string }> = {
	connected: {
		name: 'Connected',
		description: 'A phone has been connected on the page',
	},
	expired: {
		name: 'Expired',
		description:
			'Somebody had a link open when it ended, or opened it afterwards; once for each link',
	},
	failed: {
		name: 'Failed',
		description:
			'The page cannot get the instance connected, because it has failed, has stopped or no longer exists; once for each link',
	},
	opened: {
		name: 'Opened',
		description: 'Somebody has opened the page; once for each link',
	},
};

const LANGUAGE_NAMES: Record<Language, string> = {
	ar: 'Arabic',
	de: 'German',
	en: 'English',
	es: 'Spanish',
	fr: 'French',
	id: 'Indonesian',
	pt: 'Portuguese',
};

/** What n8n shows beside the parameters before it listens. */
export const triggerPanel: TriggerPanelDefinition = {
	header: 'Connect phones on a page',
	executionsHelp: {
		inactive:
			"<b>While you build the workflow</b>, listen for a test event, and open a pairing link with the test URL in place of the production URL; what stands behind the # stays the same.<br /><br /><b>Once it works</b>, publish the workflow and enter the production URL as 'Pairing Page URL' in 'Create' or 'Create Pairing Link'. Executions show up in the <a data-key=\"executions\">list</a>, not here.",
		active:
			"<b>The workflow is published</b>, so the production URL shows the page. Enter it as 'Pairing Page URL' in 'Create' or 'Create Pairing Link'. Executions show up in the <a data-key=\"executions\">list</a>, not here.",
	},
	activationHint:
		"Publish the workflow to switch the page on. Links are made by 'Create' and 'Create Pairing Link'.",
};

/** The parameters of the pairing page. */
export const properties: INodeProperties[] = [
	providerField(providerList),
	...providerList.flatMap((provider) => capacityNotice(provider)),
	{
		displayName: 'Start On',
		name: 'startOn',
		type: 'multiOptions',
		required: true,
		options: START_EVENTS.map((value) => ({ ...EVENTS[value], value })).sort(byName),
		default: ['connected'],
		description: 'What starts the workflow; nothing else on the page makes an execution',
	},
	optionsCollection([
		{
			displayName: 'Allowed Sites',
			name: 'allowedSites',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://www.example.com',
			description:
				'Comma-separated list of sites that may show the page in a frame. By default, none may.',
		},
		{
			displayName: 'Color',
			name: 'color',
			type: 'color',
			default: '#0b7a5b',
			description: 'The color of buttons and highlights on the page',
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'options',
			options: [
				{ name: 'Automatic', value: 'auto', description: "The language of the visitor's browser" },
				...LANGUAGES.map((value) => ({ name: LANGUAGE_NAMES[value], value })).sort(byName),
			],
			default: 'auto',
			description: 'The language of the page',
		},
		{
			displayName: 'Restart If Needed',
			name: 'restartIfNeeded',
			type: 'boolean',
			default: true,
			description:
				'Whether to restart an instance that has stopped or failed while somebody looks at its page, where the provider offers it',
		},
		{
			displayName: 'Texts',
			name: 'texts',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Replace Text',
			default: {},
			description: 'Your own words in place of those of the page',
			options: [
				{
					displayName: 'Text',
					name: 'replaced',
					values: [
						{
							displayName: 'Text',
							name: 'text',
							type: 'options',
							options: Object.entries(TEXT_LABELS)
								.map(([value, name]) => ({ name, value }))
								.sort(byName),
							default: 'heading',
							description: 'The text to replace',
						},
						{
							displayName: 'Replace With',
							name: 'by',
							type: 'string',
							default: '',
							description:
								'The new text. Keep {time} and {people} where the page is to put a duration or a number.',
						},
					],
				},
			],
		},
	]),
];

/** How many customers a provider's limit allows to connect. */
function capacityNotice({ name, endpoint, qrCode }: Provider): INodeProperties[] {
	if (qrCode.limit === undefined) return [];
	const { requests, perMilliseconds } = qrCode.limit;
	const perHour = Math.floor((requests * HOUR) / perMilliseconds);
	const notice: INodeProperties = {
		displayName: `${endpoint.title} allows ${perHour} codes an hour for the whole account, so at most ${perHour} customers an hour can connect, fewer if they need a second code. Visitors who have to wait are told for how long.`,
		name: 'capacityNotice',
		type: 'notice',
		default: '',
	};
	return [showFor({ provider: [name] }, notice)];
}

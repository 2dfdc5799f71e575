import type { INodeProperties } from 'n8n-workflow';

const showForBusiness = { show: { integration: ['WHATSAPP-BUSINESS'] } };
const showForBaileys = { show: { integration: ['WHATSAPP-BAILEYS'] } };

const qrResponse: INodeProperties = {
	displayName: 'QR Response',
	name: 'qrResponse',
	type: 'options',
	options: [
		{
			name: 'Image',
			value: 'image',
			description: 'The image alone, without a pairing code',
		},
		{
			name: 'JSON',
			value: 'json',
			description: 'Adds the text of the code and, where a phone number was given, a pairing code',
		},
	],
	default: 'image',
	description:
		'Format in which the QR code is requested. The image is put in the output file either way.',
};

/** The parameters of Create (API.md, "POST /instance/create"). */
export const createFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. jakarta_store',
		description: 'Name of the new instance, as it is shown in Wachat',
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. +62 812 3456 789',
		description:
			'Number of the phone to connect, with its country code. With a number, Wachat can offer a pairing code beside the QR code.',
	},
	{
		displayName: 'Integration',
		name: 'integration',
		type: 'options',
		options: [
			{
				name: 'WhatsApp Baileys',
				value: 'WHATSAPP-BAILEYS',
				description: 'A phone is connected by scanning a QR code',
			},
			{
				name: 'WhatsApp Business',
				value: 'WHATSAPP-BUSINESS',
				description: 'A number is connected through Meta, without a QR code',
			},
		],
		default: 'WHATSAPP-BAILEYS',
		description: 'How the instance is connected to WhatsApp',
	},
	{
		displayName: 'Meta Token',
		name: 'metaToken',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: showForBusiness,
		description: 'Access token of the Meta app',
	},
	{
		displayName: 'Meta Business ID',
		name: 'metaBusinessId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 102290129340398',
		displayOptions: showForBusiness,
		description: 'ID of the WhatsApp Business account at Meta',
	},
	{
		displayName: 'Meta Phone Number ID',
		name: 'metaPhoneNumberId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 106540352242922',
		displayOptions: showForBusiness,
		description: 'ID of the phone number at Meta',
	},
	{ ...qrResponse, displayOptions: showForBaileys },
	{
		displayName: 'Settings',
		name: 'settings',
		type: 'collection',
		placeholder: 'Add Setting',
		default: {},
		options: [
			{
				displayName: 'Always Online',
				name: 'alwaysOnline',
				type: 'boolean',
				default: true,
				description: 'Whether to keep the instance online when possible',
			},
			{
				displayName: 'Ignore Groups',
				name: 'ignoreGroups',
				type: 'boolean',
				default: false,
				description: 'Whether to ignore group messages',
			},
			{
				displayName: 'Read Messages',
				name: 'readMessages',
				type: 'boolean',
				default: false,
				description: 'Whether to mark incoming messages as read',
			},
			{
				displayName: 'Read Status',
				name: 'readStatus',
				type: 'boolean',
				default: false,
				description: 'Whether to read the status posts of contacts',
			},
			{
				displayName: 'Reject Calls',
				name: 'rejectCalls',
				type: 'boolean',
				default: false,
				description: 'Whether to reject incoming WhatsApp calls automatically',
			},
		],
	},
];

/** The parameters of Get QR Code at Wachat, besides the instance. */
export const qrCodeFields: INodeProperties[] = [qrResponse];

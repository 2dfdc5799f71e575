import { PROVIDER_NAMES } from '../providers/descriptors.cts';

const text = { type: 'string' };
const on = { type: 'boolean' };
const provider = { type: 'string', enum: PROVIDER_NAMES };
const count = { type: 'integer', minimum: 0 };
const httpStatus = { type: 'integer', minimum: 200, maximum: 599 };
const headers = { type: 'object', additionalProperties: text };

function object(properties: Record<string, object>, optional: Record<string, object> = {}) {
	return {
		type: 'object',
		properties: { ...properties, ...optional },
		required: Object.keys(properties),
		additionalProperties: false,
	};
}

function action(
	kind: string,
	properties: Record<string, object> = {},
	optional: Record<string, object> = {},
) {
	return object({ kind: { const: kind }, ...properties }, optional);
}

export const instance = object({ instanceId: text }, { provider });
export const instanceStatus = object({ instanceId: text, status: text }, { provider });
export const providerSwitch = object({ provider, on });
export const onOff = object({ on });
export const delivery = object(
	{ instanceId: text, event: text },
	{
		provider,
		data: { type: 'object' },
		options: object(
			{},
			{
				manner: {
					type: 'string',
					enum: ['wronglySigned', 'unsigned', 'stale', 'replayed', 'duplicated', 'reordered'],
				},
				proofForm: { type: 'object', additionalProperties: { type: ['string', 'boolean'] } },
			},
		),
	},
);
export const seed = object(
	{ provider, name: text },
	{ phone: text, status: text, webhookUrl: text, details: { type: 'object' } },
);

/** Also no body at all. */
export const nothing = { ...object({}), type: ['object', 'null'] };

/** A Fault without its callback. JSON knows no Infinity, so `times` may be the text "Infinity". */
export const fault = object(
	{
		action: {
			type: 'object',
			required: ['kind'],
			discriminator: { propertyName: 'kind' },
			oneOf: [
				action(
					'status',
					{ status: httpStatus },
					{ body: { type: ['object', 'array', 'string'] }, contentType: text, headers },
				),
				action('delay', { milliseconds: count }),
				action('hang'),
				action('reset'),
				action('truncate'),
				action('drip', {
					chunkBytes: { type: 'integer', minimum: 1 },
					everyMilliseconds: count,
				}),
				action('answer', { body: text, contentType: text }, { status: httpStatus, headers }),
				action('redirect', { location: text }, { status: httpStatus }),
			],
		},
	},
	{
		provider,
		route: text,
		times: { anyOf: [{ type: 'integer', minimum: 1 }, { const: 'Infinity' }] },
		phase: { type: 'string', enum: ['before', 'after'] },
	},
);

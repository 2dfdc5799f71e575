import type { NewRegistration, Registration } from '../../nodes/providers/Webhooks.ts';
import {
	createWebhook,
	deleteWebhook,
	listWebhooks,
} from '../../nodes/providers/wachat/webhookRegistrations.ts';
import { fakeSend } from '../unit/support/fakeSend.cts';
import { failureOf } from '../unit/support/refusals.cts';

const INSTANCE = 't1_mq9r2jov_store-jakarta';
const ADDRESS = 'https://n8n.example.com/webhook/1';

const webhook = (id: string): Registration => ({ id, url: ADDRESS, isEnabled: true });

describe('listing the webhooks of an account', () => {
	const listOf = async (json: unknown) => await listWebhooks(fakeSend({ json }).send);

	it('sends one request and reads what stands in a row', async () => {
		const row = {
			id: 'wh_1',
			name: 'n8n',
			url: ADDRESS,
			events: ['messages.upsert', 'chats.update'],
			enabled: true,
			secret: '••••••••word',
			instance: { apiInstanceName: INSTANCE, instanceName: 'store-jakarta' },
		};
		const { send, requests } = fakeSend({ json: { success: true, webhooks: [row] } });
		expect(await listWebhooks(send)).toEqual([
			{
				id: 'wh_1',
				url: ADDRESS,
				isEnabled: true,
				events: ['messages.upsert', 'chats.update'],
				instanceId: INSTANCE,
			},
		]);
		expect(requests).toEqual([{ method: 'GET', path: '/webhooks' }]);
	});

	it.each([
		['that all is well when nothing else is said', {}, { isEnabled: true }],
		['that it is switched off', { enabled: false }, { isEnabled: false }],
		['that it is for all instances', { instance: null }, { isEnabled: true, instanceId: null }],
		[
			'nothing of an instance that has no name for calls',
			{ instance: { instanceName: 'store-jakarta' } },
			{ isEnabled: true, instanceId: null },
		],
		['nothing of an instance that is a text', { instance: 'store' }, { isEnabled: true }],
		['no events', { events: [] }, { isEnabled: true, events: [] }],
		['nothing of events in a text', { events: 'messages.upsert' }, { isEnabled: true }],
		['events that are numbers', { events: [1] }, { isEnabled: true, events: ['1'] }],
	])('learns %s', async (_what, fields, expected) => {
		const rows = await listOf({ webhooks: [{ id: 7, url: ADDRESS, ...fields }] });
		expect(rows).toStrictEqual([{ id: '7', url: ADDRESS, ...expected }]);
	});

	it('passes over rows that are no webhooks', async () => {
		const good = { id: 'wh_2', url: ADDRESS };
		const webhooks = [null, 'x', [], { id: 'wh_1' }, { url: ADDRESS }, { id: '', url: '' }, good];
		expect(await listOf({ webhooks })).toEqual([{ ...good, isEnabled: true }]);
		expect(await listOf({ webhooks: [] })).toEqual([]);
	});

	it.each([[{ success: true }], [{ webhooks: {} }], [[]], ['text'], [null]])(
		'says that the list is missing from %j',
		async (json) => {
			const { kind, description } = await failureOf(listOf(json));
			expect([kind, description]).toEqual(['unreadable', "the list 'webhooks' is missing"]);
		},
	);
});

describe('registering a webhook', () => {
	const wanted: NewRegistration = {
		name: 'n8n workflow 1',
		url: ADDRESS,
		secret: 'word-of-the-node',
		events: ['messages.upsert'],
		instanceId: null,
	};
	const create = async (json: unknown, change: Partial<NewRegistration> = {}) => {
		const { send, requests } = fakeSend({ status: 201, json });
		return { requests, result: await createWebhook(send, { ...wanted, ...change }) };
	};
	const registered = { webhook: { id: 'wh_1', secret: 'word-of-wachat' } };

	it('for all instances names none', async () => {
		const { requests, result } = await create(registered);
		expect(requests).toStrictEqual([
			{
				method: 'POST',
				path: '/webhooks',
				body: {
					name: 'n8n workflow 1',
					url: ADDRESS,
					secret: 'word-of-the-node',
					events: ['messages.upsert'],
					enabled: true,
				},
			},
		]);
		expect(result).toEqual({ id: 'wh_1', secret: 'word-of-wachat' });
	});

	it('for one instance names it, so that a 404 can be told to be about it', async () => {
		const { requests } = await create(registered, { instanceId: INSTANCE });
		const { instanceId, ...rest } = wanted;
		expect(instanceId).toBeNull();
		expect(requests).toStrictEqual([
			{
				method: 'POST',
				path: '/webhooks',
				body: { ...rest, enabled: true, instanceName: INSTANCE },
				resourceLabel: `instance '${INSTANCE}'`,
			},
		]);
	});

	it.each([
		['is missing', undefined],
		['is empty', ''],
		['is a number', 42],
		['is null', null],
		['is masked with dots', '••••••••'],
		['is masked with stars in part', 'word****'],
	])('keeps to its own secret when the one in the answer %s', async (_what, secret) => {
		const { result } = await create({ webhook: { id: 1, secret } });
		expect(result).toEqual({ id: '1', secret: 'word-of-the-node' });
	});

	it.each([[{ success: true }], [{ webhook: null }], [{ webhook: { id: ' ' } }], [[]], [null]])(
		'says that nobody can tell which webhook it is from %j',
		async (json) => {
			const { kind, description } = await failureOf(create(json));
			expect([kind, description]).toEqual(['unreadable', "the field 'webhook.id' is missing"]);
		},
	);
});

it('a webhook is deleted by its ID, whatever is answered', async () => {
	const { send, requests } = fakeSend({});
	await deleteWebhook(send, webhook('wh_1'));
	expect(requests).toEqual([
		{
			method: 'DELETE',
			path: '/webhooks',
			query: { id: 'wh_1' },
			resourceLabel: "webhook 'wh_1'",
			bodyOptional: true,
		},
	]);
});

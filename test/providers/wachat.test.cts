import { wachat } from '../../nodes/providers/wachat/index.ts';
import { fakeSend, parametersOf, providerError } from '../unit/support/fakeSend.cts';
import { refusalOf } from '../unit/support/refusals.cts';

const ID = 't1_mq9r2jov_store-jakarta';
const planOf = (values: Record<string, unknown>) => wachat.create.readPlan(parametersOf(values));

const meta = {
	integration: 'WHATSAPP-BUSINESS',
	metaToken: ' meta token ',
	metaBusinessId: 102290129340398,
	metaPhoneNumberId: '106540352242922',
};

describe('the parameters of Create', () => {
	it('need no more than a name', () => {
		expect(planOf({ name: ' jakarta_store ' })).toEqual({
			name: 'jakarta_store',
			phone: null,
			query: { response: 'image' },
			body: { instanceName: 'jakarta_store', integration: 'WHATSAPP-BAILEYS' },
			secrets: [],
		});
	});

	it('send the phone as digits', () => {
		const plan = planOf({ name: 'a', phone: '+62 812-3456-789' });
		expect(plan.phone).toBe('628123456789');
		expect(plan.body.number).toBe('628123456789');
		expect(planOf({ name: 'a', phone: 628123456789 }).body.number).toBe('628123456789');
	});

	it('may come from expressions, which find numbers or nothing', () => {
		expect(planOf({ name: 42 }).name).toBe('42');
		expect(planOf({ name: 'a', phone: undefined }).phone).toBeNull();
		expect(planOf({ name: 'a', phone: null }).phone).toBeNull();
		expect(refusalOf(() => planOf({ name: null })).message).toBe("'Name' is empty");
	});

	it('lose what is left of a character that was cut in two, and keep whole ones', () => {
		expect(planOf({ name: '🍕 Roma 🍕'.slice(0, -1) }).name).toBe('🍕 Roma');
		expect(refusalOf(() => planOf({ name: '🍕'.slice(1) })).message).toBe("'Name' is empty");
	});

	it.each(['image', 'json'])('ask for the QR code as %s', (qrResponse) => {
		expect(planOf({ name: 'a', qrResponse }).query).toEqual({ response: qrResponse });
	});

	it('send every setting that was chosen, and no other', () => {
		const settings = { rejectCalls: true, ignoreGroups: false, readStatus: 'true', other: true };
		expect(planOf({ name: 'a', settings }).body).toEqual({
			instanceName: 'a',
			integration: 'WHATSAPP-BAILEYS',
			rejectCalls: true,
			ignoreGroups: false,
			readStatus: true,
		});
		const all = ['rejectCalls', 'ignoreGroups', 'alwaysOnline', 'readMessages', 'readStatus'];
		const chosen = Object.fromEntries(all.map((name) => [name, true]));
		expect(planOf({ name: 'a', settings: chosen }).body).toMatchObject(chosen);
	});

	it('send the fields of Meta for WHATSAPP-BUSINESS, which has no QR code', () => {
		const plan = planOf({ name: 'a', ...meta, qrResponse: 'image' });
		expect(plan.query).toEqual({ response: 'json' });
		expect(plan.body).toEqual({
			instanceName: 'a',
			integration: 'WHATSAPP-BUSINESS',
			metaToken: 'meta token',
			metaBusinessId: '102290129340398',
			metaPhoneNumberId: '106540352242922',
		});
		expect(plan.secrets).toEqual(['meta token']);
		expect(plan.withoutQrCode).toContain('no QR code');
	});

	it('do not send the fields of Meta for other instances', () => {
		const plan = planOf({ name: 'a', ...meta, integration: 'WHATSAPP-BAILEYS' });
		expect(Object.keys(plan.body)).toEqual(['instanceName', 'integration']);
		expect(plan.withoutQrCode).toBeUndefined();
	});

	it.each([
		[
			'an unknown integration',
			{ name: 'a', integration: 'X' },
			`'Integration' has an invalid option: "X"`,
		],
		[
			'an unknown QR response',
			{ name: 'a', qrResponse: 'x' },
			`'QR Response' has an invalid option: "x"`,
		],
		['no field of Meta', { name: 'a', integration: 'WHATSAPP-BUSINESS' }, "'Meta Token' is empty"],
		['an empty name', { name: ' ' }, "'Name' is empty"],
		['a missing name', {}, "'Name' is empty"],
		['a word as phone', { name: 'a', phone: 'mine' }, "'Phone' is not a phone number"],
		['a phone without country code', { name: 'a', phone: '0812345678' }, "'Phone' has no country"],
		['no Meta token', { name: 'a', ...meta, metaToken: ' ' }, "'Meta Token' is empty"],
		['a list as name', { name: ['a'] }, "'Name' is a list, not text"],
		['an object as phone', { name: 'a', phone: {} }, "'Phone' is an object, not text"],
		[
			'an object as Meta token, without what is in it',
			{ name: 'a', ...meta, metaToken: { token: 'x' } },
			"'Meta Token' is an object, not text",
		],
		['no business ID', { name: 'a', ...meta, metaBusinessId: '' }, "'Meta Business ID' is empty"],
		[
			'no phone number ID',
			{ name: 'a', ...meta, metaPhoneNumberId: '' },
			"'Meta Phone Number ID' is empty",
		],
	])('are refused by name: %s', (_what, values, complaint) => {
		const { message, description } = refusalOf(() => planOf(values));
		expect(message).toContain(complaint);
		expect(description).not.toBe('');
	});
});

describe('creating', () => {
	it('for WHATSAPP-BUSINESS gives no hope of a QR code, also when the answer does not tell', async () => {
		const plan = planOf({ name: 'a', ...meta });
		const { send } = fakeSend({ json: { success: true, instance: { apiInstanceName: ID } } });
		const { instance } = await wachat.create.run(send, plan);
		expect(instance.withoutQrCode).toBe(plan.withoutQrCode);
	});
});

describe('listing', () => {
	it('reads the documented answer', async () => {
		const row = {
			id: 26,
			instanceName: 'store-jakarta',
			apiInstanceName: ID,
			state: 'open',
			isConnected: true,
			number: '628123456789',
			createdAt: '2026-05-26T10:12:45.000Z',
			extra: {},
		};
		const { send, requests } = fakeSend({ json: { success: true, count: 1, instances: [row] } });
		expect(await wachat.status.list(send)).toEqual([
			{
				instance: {
					instanceId: ID,
					name: 'store-jakarta',
					phone: '628123456789',
					status: 'connected',
					providerStatus: 'open',
					createdAt: '2026-05-26T10:12:45.000Z',
				},
				raw: row,
			},
		]);
		expect(requests).toEqual([{ method: 'GET', path: '/instance/list' }]);
	});

	it.each([null, 'x', []])(
		'refuses a list in which %j stands for an instance, because it would seem to be gone',
		async (row) => {
			const instances = [{ apiInstanceName: ID }, row];
			await expect(
				wachat.status.list(fakeSend({ json: { instances } }).send),
			).rejects.toMatchObject({
				kind: 'unreadable',
				description: 'row 2 is not an instance',
			});
		},
	);

	it.each<[string, object, string[]]>([
		['of one, as PHP writes it', { instances: { 1: { apiInstanceName: ID } } }, [ID]],
		['of none', { instances: null }, []],
	])('reads a list %s', async (_what, json, ids) => {
		const listed = await wachat.status.list(fakeSend({ json }).send);
		expect(listed.map(({ instance }) => instance.instanceId)).toEqual(ids);
	});

	it('refuses a list of fewer instances than it counts, and no other count', async () => {
		const listOf = async (count: unknown) =>
			await wachat.status.list(
				fakeSend({ json: { count, instances: [{ apiInstanceName: ID }] } }).send,
			);
		for (const count of [200, '200']) {
			await expect(listOf(count)).rejects.toMatchObject({
				kind: 'unreadable',
				message: 'incomplete',
				description: '1 of 200 instances',
			});
		}
		for (const count of [1, 0, '1', 'many', null, undefined])
			expect(await listOf(count)).toHaveLength(1);
	});

	it('refuses a list in which an instance has no name for calls', async () => {
		const instances = [{ apiInstanceName: ID }, { instanceName: 'no API name' }];
		await expect(wachat.status.list(fakeSend({ json: { instances } }).send)).rejects.toMatchObject({
			kind: 'unreadable',
			description: "the field 'apiInstanceName' is missing in row 2",
		});
	});

	it.each([[{ success: true }], [{ instances: {} }], [[]], ['text'], [null]])(
		'says that the list is missing from %j',
		async (json) => {
			await expect(wachat.status.list(fakeSend({ json }).send)).rejects.toMatchObject({
				kind: 'unreadable',
				description: expect.stringContaining("'instances'") as string,
			});
		},
	);
});

describe('one instance', () => {
	it.each([
		['in its own place', { instance: { state: 'open' }, data: { instance: { state: 'close' } } }],
		['in the raw answer of the engine', { data: { instance: { state: 'open' } } }],
	])('has its state %s', async (_where, json) => {
		const { send, requests } = fakeSend({ json });
		expect(await wachat.status.getLive(send, ID)).toEqual({
			status: 'connected',
			providerStatus: 'open',
			raw: { state: 'open', status: 'open', isConnected: true },
		});
		expect(requests).toEqual([
			{
				method: 'GET',
				path: '/instance/state',
				query: { instanceName: ID },
				resourceLabel: `instance '${ID}'`,
			},
		]);
	});

	it.each([[{}], [{ instance: {} }], [[]], [null]])('has no state in %j', async (json) => {
		await expect(wachat.status.getLive(fakeSend({ json }).send, ID)).rejects.toMatchObject({
			description: expect.stringContaining("'instance.state'") as string,
		});
	});

	it('is logged out and deleted by its API name, whatever is answered', async () => {
		const { send, requests } = fakeSend({ json: { success: true } }, {});
		expect(await wachat.logout?.run(send, ID)).toEqual({
			status: 'disconnected',
			providerStatus: null,
			raw: { success: true },
		});
		expect(await wachat.delete?.run(send, ID)).toEqual({ isGone: true, raw: {} });
		const rest = {
			method: 'DELETE',
			query: { instanceName: ID },
			resourceLabel: `instance '${ID}'`,
			bodyOptional: true,
		};
		expect(requests).toEqual([
			{ ...rest, path: '/instance/logout' },
			{ ...rest, path: '/instance/delete', wasCarriedOut: expect.any(Function) as unknown },
		]);
	});
});

it('asks what the plan allows', async () => {
	const answer = { success: true, limits: { instances: { used: 1, limit: 3, remaining: 2 } } };
	const { send, requests } = fakeSend({ json: answer });
	expect(await wachat.accountLimits?.get(send)).toEqual({
		plan: null,
		subscriptionStatus: null,
		instances: { used: 1, limit: 3, remaining: 2 },
		unlimited: false,
		raw: answer,
	});
	expect(requests).toEqual([{ method: 'GET', path: '/account/limits' }]);
});

describe('an answer that says it is none of success', () => {
	it.each([
		['says no', { success: false, instances: [] }, true],
		['says yes', { success: true }, false],
		['brings an instance all the same', { success: false, instance: { state: 'open' } }, true],
		['says nothing of it', {}, false],
		['is no object', [false], false],
	])('is a refusal when it %s', (_what, json, isFailure) => {
		expect(wachat.errors.isFailure(json)).toBe(isFailure);
	});

	it('says that an instance still exists which it was asked to delete', async () => {
		const json = { success: true, instanceDeleted: false };
		const { send } = fakeSend({ json }, { json: { ...json, instanceMissing: true } });
		expect(await wachat.delete?.run(send, ID)).toMatchObject({ isGone: false });
		expect(await wachat.delete?.run(send, ID)).toMatchObject({ isGone: true });
	});

	it('is no refusal of what has been carried out all the same', async () => {
		const { send, requests } = fakeSend({ json: {} });
		await wachat.delete?.run(send, ID);
		const { wasCarriedOut } = requests[0] ?? {};
		expect(wasCarriedOut?.({ success: false, instanceMissing: true })).toBe(true);
		expect(wasCarriedOut?.({ success: false, instanceDeleted: true })).toBe(true);
		expect(wasCarriedOut?.({ success: false })).toBe(false);
	});
});

it('never takes a refusal for a name that is taken, because names may repeat', () => {
	expect(wachat.create.mayBeNameTaken(providerError('conflict', 409))).toBe(false);
});

it('describes its IDs by a pattern that its own example matches', () => {
	const pattern = new RegExp(wachat.instanceId.pattern);
	expect(wachat.instanceId.example).toMatch(pattern);
	// What is put before the friendly name is unknown, and that may have blanks inside.
	expect('t1_mq9r2jov_two words').toMatch(pattern);
	for (const blank of ['', ' ', ' x', 'x ']) expect(blank).not.toMatch(pattern);
});

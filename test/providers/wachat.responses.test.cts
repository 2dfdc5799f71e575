import fc from 'fast-check';

import {
	toInstance,
	readCreatedImage,
	readCreatedJson,
	readImage,
	readLimits,
	readLiveStatus,
} from '../../nodes/providers/wachat/responses.ts';
import { fakeSend } from '../unit/support/fakeSend.cts';
import { drawQrCode } from '../unit/support/pngs.cts';
import { failureOf } from '../unit/support/refusals.cts';

const ID = 't1_mq9r2jov_store-jakarta';

async function answerOf(answer: Parameters<typeof fakeSend>[0]) {
	return await fakeSend(answer).send({ method: 'GET', path: '/' });
}

describe('states', () => {
	it.each([
		['connecting', 'awaitingScan'],
		['open', 'connected'],
		['close', 'disconnected'],
		['refused', 'failed'],
		['paused', 'unknown'],
		['', 'unknown'],
		[null, 'unknown'],
	])('%j is %s', (state, expected) => {
		expect(toInstance({ apiInstanceName: ID, state })?.status).toBe(expected);
	});

	it.each([
		{ state: 'close', isConnected: true },
		{ state: 'connecting', isConnected: true },
		{ state: 'open', isConnected: false },
	])('say nothing when they contradict each other: %j', (row) => {
		expect(toInstance({ apiInstanceName: ID, ...row })).toMatchObject({
			status: 'unknown',
			providerStatus: null,
		});
	});

	it('come from state, else from status, and from isConnected where there is no known word', () => {
		const read = (row: object) => toInstance({ apiInstanceName: ID, ...row });
		expect(read({ state: 'open', status: 'active' })).toMatchObject({ providerStatus: 'open' });
		expect(read({ status: 'close' })).toMatchObject({ status: 'disconnected' });
		expect(read({ state: 'busy', isConnected: true })).toMatchObject({
			status: 'connected',
			providerStatus: 'busy',
		});
		expect(read({ isConnected: true })).toMatchObject({
			status: 'connected',
			providerStatus: null,
		});
		expect(read({ isConnected: false })).toMatchObject({ status: 'unknown', providerStatus: null });
	});

	it.each<[string, object, object]>([
		['the one that is connected', { state: 'open' }, { phone: '62811', assignedPhone: '62812' }],
		['the one it was created for, until one is connected', { state: 'close' }, { phone: '62812' }],
	])('tell the phone: %s', (_what, row, expected) => {
		const instance = toInstance({
			apiInstanceName: ID,
			number: '62812',
			owner: '62811:3@s.whatsapp.net',
			...row,
		});
		expect(instance).toMatchObject(expected);
		expect('assignedPhone' in (instance ?? {})).toBe('assignedPhone' in expected);
	});

	it('tell no second phone where it is only spelled in another way', () => {
		const instance = toInstance({
			apiInstanceName: ID,
			state: 'open',
			number: '5547989211984',
			owner: '554789211984@s.whatsapp.net',
		});
		expect(instance).toMatchObject({ phone: '554789211984' });
		expect(instance).not.toHaveProperty('assignedPhone');
	});

	it('never stop the reading, whatever was sent', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (state, number, owner) => {
				const row = { apiInstanceName: ID, state, number, owner };
				const instance = toInstance(row as Parameters<typeof toInstance>[0]);
				expect(instance?.instanceId).toBe(ID);
			}),
		);
	});
});

describe('the names of an instance', () => {
	it('are told apart: one for people, one for calls', () => {
		const instance = toInstance({
			id: 26,
			instanceName: 'store-jakarta',
			displayName: 'store-jakarta',
			apiInstanceName: ID,
			internalName: ID,
		});
		expect(instance).toMatchObject({ instanceId: ID, name: 'store-jakarta' });
	});

	it.each([
		[
			{ internalName: ID, displayName: 'Shop' },
			{ instanceId: ID, name: 'Shop' },
		],
		[{ apiInstanceName: ID }, { instanceId: ID, name: null }],
	])('may be given in part: %j', (row, expected) => {
		expect(toInstance(row)).toMatchObject(expected);
	});

	it('are not enough without the one for calls', () => {
		expect(toInstance({ id: 26, instanceName: 'store-jakarta' })).toBeUndefined();
	});

	it('come with the phone, or with that of the owner', () => {
		const phoneOf = (row: object) => toInstance({ apiInstanceName: ID, ...row })?.phone;
		expect(phoneOf({ number: '628123456789', owner: null })).toBe('628123456789');
		expect(phoneOf({ number: '', owner: '628123456789@s.whatsapp.net' })).toBe('628123456789');
		expect(phoneOf({ number: null })).toBeNull();
	});
});

describe('the live status', () => {
	it.each([
		['open', 'connected', true],
		['close', 'disconnected', false],
		['paused', 'unknown', false],
	])(
		'of the state %s is %s, in the words of a list as well',
		async (state, status, isConnected) => {
			expect(readLiveStatus(await answerOf({ json: { instance: { state } } }))).toEqual({
				status,
				providerStatus: state,
				raw: { state, status: state, isConnected },
			});
		},
	);
});

describe('what the plan allows', () => {
	const limitsOf = async (json: unknown) => readLimits(await answerOf({ json }));

	it('is read as documented', async () => {
		const answer = {
			success: true,
			plan: { id: 1, name: 'Starter' },
			subscription: { status: 'active' },
			limits: { users: 'Unlimited', instances: { limit: 5, used: 2, remaining: 3 } },
		};
		expect(await limitsOf(answer)).toEqual({
			plan: 'Starter',
			subscriptionStatus: 'active',
			instances: { used: 2, limit: 5, remaining: 3 },
			unlimited: false,
			raw: answer,
		});
	});

	it('may be no plan, no subscription and no number', async () => {
		const answer = { limits: { instances: { limit: 'Unlimited', used: 2 } } };
		expect(await limitsOf(answer)).toEqual({
			plan: null,
			subscriptionStatus: null,
			instances: { used: 2, limit: null, remaining: null },
			unlimited: true,
			raw: answer,
		});
	});

	it.each([
		[0, 0],
		['3', 3],
		[' 3 ', 3],
		['', null],
		[' ', null],
		['many', null],
		[null, null],
		[true, null],
		[[3], null],
	])('may be written in other ways: %j is %j', async (limit, number) => {
		const { instances } = await limitsOf({ limits: { instances: { limit } } });
		expect(instances).toEqual({ used: null, limit: number, remaining: null });
	});

	it.each([
		[{}],
		[{ limits: null }],
		[{ limits: {} }],
		[{ limits: { instances: [] } }],
		[[]],
		[null],
	])('is missing from %j', async (json) => {
		const { kind, description } = await failureOf(limitsOf(json));
		expect([kind, description]).toEqual(['unreadable', "the field 'limits.instances' is missing"]);
	});
});

describe('what was created', () => {
	it.each([
		[26, { id: 26 }],
		['26', {}],
		[null, {}],
	])('has the number of an instance as a detail: %j is %j', async (id, details) => {
		const json = { instance: { id, apiInstanceName: ID } };
		const { instance } = readCreatedJson(await answerOf({ json }), json);
		expect(instance.details).toEqual(details);
	});

	it('shows both names where the answer is an image', async () => {
		const headers = { 'x-instance-name': 'store-jakarta', 'x-api-instance-name': ID };
		const png = await drawQrCode('2@wachat');
		expect(readCreatedImage(await answerOf({ bytes: png, headers }), 'store-jakarta')).toEqual({
			instance: {
				instanceId: ID,
				name: 'store-jakarta',
				phone: null,
				status: 'unknown',
				providerStatus: null,
				createdAt: null,
			},
			qrCode: { png, validFor: 45_000 },
			raw: { instanceName: 'store-jakarta', apiInstanceName: ID },
		});
	});
});

it.each([
	['a type alone', { 'content-type': 'text/html' }, 'it is a web page'],
	['a type of broken JSON', { 'content-type': 'application/json' }, 'its JSON is broken'],
	['no type', {}, 'it is neither JSON nor a PNG image'],
])('what came instead of an image is told from %s', async (_what, headers, content) => {
	const image = readImage(await answerOf({ bytes: Buffer.from('Sorry'), headers }));
	expect(image).toEqual({
		problem: expect.stringContaining(`the response cannot be used: ${content}`) as string,
		isTransient: false,
	});
});

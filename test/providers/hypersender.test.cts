import fc from 'fast-check';

import { hypersender } from '../../nodes/providers/hypersender/index.ts';
import type { InstanceFilters } from '../../nodes/providers/Provider.ts';
import { ID, shop, shopInstance } from '../unit/support/cairoStore.cts';
import { fakeSend, parametersOf, providerError } from '../unit/support/fakeSend.cts';
import { failureOf, refusalOf } from '../unit/support/refusals.cts';
import { toInstance } from '../../nodes/providers/hypersender/responses.ts';

const planOf = (values: Record<string, unknown>) =>
	hypersender.create.readPlan(parametersOf(values));
const valid = { name: 'Cairo Store', phone: '+20 123 456 7890' };

describe('the parameters of Create', () => {
	it('become the documented request body', () => {
		const webhookUrl = ' https://example.com/hook?x=1 ';
		expect(planOf({ ...valid, name: '  Cairo Store ', webhookUrl })).toEqual({
			name: 'Cairo Store',
			phone: '201234567890',
			query: {},
			body: {
				phone: '+201234567890',
				name: 'Cairo Store',
				webhook_url: 'https://example.com/hook?x=1',
			},
			secrets: [],
		});
	});

	it('need no webhook address', () => {
		expect(planOf({ ...valid, webhookUrl: '  ' }).body).toEqual({
			phone: '+201234567890',
			name: 'Cairo Store',
		});
	});

	it('may hold the phone as a number, as spreadsheets give it', () => {
		expect(planOf({ ...valid, phone: 201234567890 }).body.phone).toBe('+201234567890');
	});

	it('may come from expressions, which find numbers or nothing', () => {
		expect(planOf({ ...valid, name: 42 }).body.name).toBe('42');
		expect(planOf({ ...valid, webhookUrl: undefined }).body).not.toHaveProperty('webhook_url');
		expect(planOf({ ...valid, webhookUrl: null }).body).not.toHaveProperty('webhook_url');
		for (const nothing of [undefined, null]) {
			expect(refusalOf(() => planOf({ ...valid, name: nothing })).message).toBe("'Name' is empty");
			expect(refusalOf(() => planOf({ ...valid, phone: nothing })).message).toBe(
				"'Phone' is empty",
			);
		}
	});

	it.each([
		['an object', { first: 'Cairo' }],
		['a list', ['Cairo']],
		['a boolean', true],
		['a bigint', 10n],
	])('are no text when an expression brings %s', (kind, value) => {
		for (const [name, label] of [
			['name', 'Name'],
			['phone', 'Phone'],
			['webhookUrl', 'Webhook URL'],
		] as const) {
			expect(refusalOf(() => planOf({ ...valid, [name]: value })).message).toBe(
				`'${label}' is ${kind}, not text`,
			);
		}
	});

	it.each([
		['50 letters', 'x'.repeat(50)],
		['50 Arabic letters', 'م'.repeat(50)],
		['50 emoji, which are two units each in JavaScript', '🏪'.repeat(50)],
	])('may hold a name of %s', (_what, name) => {
		expect(planOf({ ...valid, name }).body.name).toBe(name);
	});

	it.each([
		['an empty name', { ...valid, name: ' ' }, "'Name' is empty"],
		['a missing name', { phone: valid.phone }, "'Name' is empty"],
		['a name of 51 characters', { ...valid, name: 'x'.repeat(51) }, "'Name' is too long: 51"],
		['an empty phone', { ...valid, phone: '' }, "'Phone' is empty"],
		['a missing phone', { name: 'Shop' }, "'Phone' is empty"],
		['a word as phone', { ...valid, phone: 'mine' }, "'Phone' is not a phone number"],
		['a webhook over http', { ...valid, webhookUrl: 'http://example.com' }, "'Webhook URL'"],
		['a webhook without scheme', { ...valid, webhookUrl: 'example.com/hook' }, "'Webhook URL'"],
		['a webhook that is no address', { ...valid, webhookUrl: 'https://' }, "'Webhook URL'"],
	])('are refused by name: %s', (_what, values, complaint) => {
		const { message, description } = refusalOf(() => planOf(values));
		expect(message).toContain(complaint);
		expect(description).not.toBe('');
	});
});

it('recognises that a name is taken by the complaint about the field', () => {
	const taken = { name: ['The name has already been taken.'] };
	expect(hypersender.create.mayBeNameTaken(providerError('validation', 422, taken))).toBe(true);
	expect(hypersender.create.mayBeNameTaken(providerError('conflict', 409))).toBe(true);
	expect(
		hypersender.create.mayBeNameTaken(providerError('validation', 422, { phone: ['x'] })),
	).toBe(false);
	expect(hypersender.create.mayBeNameTaken(providerError('forbidden', 403))).toBe(false);
});

describe('listing', () => {
	const listOf = async (json: unknown) =>
		(await hypersender.status.list(fakeSend({ json }).send)).map(({ instance }) => instance);

	it('reads a bare list and a wrapped one', async () => {
		expect(await listOf([shop])).toEqual([shopInstance]);
		expect(await listOf({ data: [shop] })).toEqual([shopInstance]);
		expect(await listOf([])).toEqual([]);
	});

	it('passes over fields nobody knows', async () => {
		expect(await listOf([{ id: ID, extra: { a: 1 } }])).toEqual([
			{
				instanceId: ID,
				name: null,
				phone: null,
				status: 'unknown',
				providerStatus: null,
				createdAt: null,
			},
		]);
	});

	it.each([null, 'x', []])(
		'refuses a list in which %j stands for an instance, because it would seem to be gone',
		async (row) => {
			await expect(listOf([{ id: ID }, row])).rejects.toMatchObject({
				kind: 'unreadable',
				description: 'row 2 is not an instance',
			});
		},
	);

	it.each([
		{ links: { next: 'https://app.hypersender.com/instances?page=2' } },
		{ links: {}, meta: { current_page: 1, last_page: 2 } },
		{ next_page_url: 'https://app.hypersender.com/instances?page=2' },
		{ last_page: 2 },
	])('refuses the first of several pages: %j', async (pages) => {
		await expect(listOf({ data: [shop], ...pages })).rejects.toMatchObject({
			kind: 'unreadable',
			message: 'incomplete',
			description: 'the first page of the instances',
		});
	});

	it.each([
		{ links: { next: null }, meta: { current_page: 1, last_page: 1 } },
		{ next_page_url: null, last_page: 1 },
		{ links: null, meta: [] },
	])('reads a single page: %j', async (pages) => {
		expect(await listOf({ data: [shop], ...pages })).toEqual([shopInstance]);
	});

	it('refuses a list in which an instance has no ID, because it would seem to be gone', async () => {
		await expect(listOf([{ id: ID }, { name: 'no ID' }])).rejects.toMatchObject({
			kind: 'unreadable',
			description: "the field 'id' is missing in row 2",
		});
	});

	it.each<[string, InstanceFilters | undefined, Record<string, string>]>([
		['nothing', undefined, {}],
		['nothing in particular', { instanceId: '' }, {}],
		['an ID', { instanceId: ID }, { 'filter[uuid]': ID }],
		['a status', { status: 'awaitingScan' }, { 'filter[status]': 'SCAN_QR_CODE' }],
		['a status that has no word', { status: 'unknown' }, {}],
		[
			'all of it',
			{ instanceId: ID, status: 'connected' },
			{ 'filter[uuid]': ID, 'filter[status]': 'WORKING' },
		],
	])('can be narrowed down by %s', async (_what, filters, query) => {
		const { send, requests } = fakeSend({ json: [] });
		await hypersender.status.list(send, filters);
		expect(requests[0]?.query).toStrictEqual(query);
	});

	it.each([[{}], [{ data: {} }], ['text'], [5], [null]])(
		'says that %j is no list',
		async (json) => {
			const { description } = await failureOf(hypersender.status.list(fakeSend({ json }).send));
			expect(description).toContain('not a list');
		},
	);
});

describe('statuses', () => {
	it.each([
		['PENDING', 'pending'],
		['STARTING', 'starting'],
		['SCAN_QR_CODE', 'awaitingScan'],
		['WORKING', 'connected'],
		['STOPPED', 'disconnected'],
		['FAILED', 'failed'],
		['PASSKEY_REQUIRED', 'unknown'],
		['constructor', 'unknown'],
		['', 'unknown'],
		[null, 'unknown'],
	])('%j is %s', (status, expected) => {
		expect(toInstance({ ...shop, status })?.status).toBe(expected);
	});

	it('keep the word of the provider', () => {
		expect(toInstance({ ...shop, status: 'NEW' })?.providerStatus).toBe('NEW');
	});

	it('never stop the reading, whatever was sent', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (status, phone) => {
				const row = { ...shop, status, phone } as Parameters<typeof toInstance>[0];
				expect(toInstance(row)?.instanceId).toBe(ID);
			}),
		);
	});
});

describe('one instance', () => {
	it('has its health asked for within the documented limit', async () => {
		const health = { instance_id: ID, status: 'WORKING', connected_at: '2025-05-26T10:12:45' };
		const { send, requests } = fakeSend({ json: health }, { json: { data: health } });
		const status = {
			status: 'connected',
			providerStatus: 'WORKING',
			connectedAt: '2025-05-26T10:12:45',
			raw: { status: 'WORKING', connected_at: '2025-05-26T10:12:45' },
		};
		expect(await hypersender.status.getLive(send, ID)).toEqual(status);
		expect(await hypersender.status.getLive(send, ID)).toEqual(status);
		expect(requests[0]).toEqual({
			method: 'GET',
			path: `/${ID}/health`,
			resourceLabel: `instance '${ID}'`,
			limit: { name: 'health', requests: 10, perMilliseconds: 60_000 },
		});
		expect(hypersender.status.pollInterval).toBeGreaterThanOrEqual(6000);
	});

	it.each([[{}], [{ status: null }], [[]], ['text']])('has no status in %j', async (json) => {
		const { description } = await failureOf(
			hypersender.status.getLive(fakeSend({ json }).send, ID),
		);
		expect(description).toContain("'status'");
	});

	it('is restarted within the documented limit, whatever is answered', async () => {
		const { send, requests } = fakeSend({ json: { message: 'Restarted.' } }, {});
		const starting = { status: 'starting', providerStatus: null };
		expect(await hypersender.restart?.run(send, ID)).toEqual({
			...starting,
			raw: { message: 'Restarted.' },
		});
		expect(await hypersender.restart?.run(send, ID)).toEqual({ ...starting, raw: {} });
		expect(requests[0]).toEqual({
			method: 'POST',
			path: `/${ID}/restart`,
			resourceLabel: `instance '${ID}'`,
			bodyOptional: true,
			limit: { name: 'restart', requests: 5, perMilliseconds: 60_000 },
		});
	});

	it('is never reached on another path by its ID', async () => {
		const { send, requests } = fakeSend({ json: shop }, { json: {} });
		await hypersender.status.getLive(send, '../a?b');
		await hypersender.restart?.run(send, '../a?b');
		expect(requests.map(({ path }) => path)).toEqual(['/..%2Fa%3Fb/health', '/..%2Fa%3Fb/restart']);
	});
});

it('describes its IDs by a pattern that its own example matches', () => {
	const pattern = new RegExp(hypersender.instanceId.pattern);
	expect(hypersender.instanceId.example).toMatch(pattern);
	expect(ID.toUpperCase()).toMatch(pattern);
	expect(`${ID}/restart`).not.toMatch(pattern);
	expect('t1_mq9r2jov_store').not.toMatch(pattern);
});

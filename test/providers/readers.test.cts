import { checkWhole, listOf, readRefusal, reportsFailure } from '../../nodes/providers/readers.ts';
import { ProviderError } from '../../nodes/transport/ProviderError.ts';
import type { ApiResponse } from '../../nodes/transport/types.ts';

describe('JSON that says by itself that the request has failed', () => {
	it.each([
		[{ success: false }],
		[{ success: 'false' }],
		[{ ok: false }],
		[{ error: true }],
		[{ error: 'Not today' }],
		[{ error: { message: 'Not today' } }],
		[{ errors: ['Not today'] }],
		[{ errors: { name: ['is taken'] } }],
		[{ status: 'error' }],
		[{ status: 'FAIL' }],
		[{ status: 404 }],
		[{ statusCode: 500, message: 'Not today' }],
		[{ code: 401 }],
		[{ data: { error: true } }],
		[{ data: { success: false } }],
		[false],
	])('%j', (json) => {
		expect(reportsFailure(json)).toBe(true);
	});
});

describe('JSON that says nothing of the kind', () => {
	it.each([
		[{ success: true, error: null, errors: [] }],
		[{ error: '', errors: {} }],
		[{ error: false }],
		[{ error: 'null' }],
		[{ status: 'FAILED' }],
		[{ status: 'STOPPED', code: 200 }],
		[{ status: 200, statusCode: 201 }],
		[{ code: '2@abc' }],
		[{ data: [{ error: true }] }],
		[[false]],
		[true],
		[null],
		['error'],
		[undefined],
	])('%j', (json) => {
		expect(reportsFailure(json)).toBe(false);
	});
});

it.each<[number, unknown, string, number]>([
	[200, { error: true, message: 'Gone' }, 'badRequest', 200],
	[200, { statusCode: 404, message: 'Gone' }, 'notFound', 404],
	[200, { data: { status: 401, message: 'Gone' } }, 'invalidKey', 401],
	[500, { statusCode: 404, message: 'Gone' }, 'providerFailure', 500],
])('HTTP %i with %j means %s', (httpStatus, body, kind, status) => {
	expect(readRefusal(httpStatus, body)).toMatchObject({ kind, status, message: 'Gone.' });
});

it.each<[unknown, unknown[] | undefined]>([
	[
		[1, 2],
		[1, 2],
	],
	[{ 1: 'a', 7: 'b' }, ['a', 'b']],
	[null, []],
	[[], []],
	[{}, undefined],
	[{ id: 1 }, undefined],
	[{ 1: 'a', total: 1 }, undefined],
	['1', undefined],
	[undefined, undefined],
])('reads %j as the list %j', (value, rows) => {
	expect(listOf(value)).toEqual(rows);
});

describe('a list that is not whole', () => {
	function check(json: unknown, rows = 0, headers: Record<string, string> = {}): void {
		const incomplete = (part: string) =>
			new ProviderError('unreadable', part, { description: 'incomplete' });
		const response = { json, headers, status: 200, bytes: Buffer.alloc(0), incomplete };
		checkWhole({ ...response, unreadable: incomplete } satisfies ApiResponse, rows, 'instances');
	}

	it.each<[object, Record<string, string>]>([
		[{ count: 1 }, {}],
		[{ count: '1' }, {}],
		[{ total: 3 }, {}],
		[{ meta: { total: 3 } }, {}],
		[{ pagination: { total_count: '2' } }, {}],
		[{ hasMore: true }, {}],
		[{ has_more: 'true' }, {}],
		[{ pagination: { hasNextPage: true } }, {}],
		[{ next: 'https://api.example.com/instances?page=2' }, {}],
		[{ next: { page: 2 } }, {}],
		[{ next_page: 2 }, {}],
		[{ links: { next: '/instances?page=2' } }, {}],
		[{ meta: { last_page: 2 } }, {}],
		[{ totalPages: '3' }, {}],
		[[], { 'x-total-count': '5' }],
		[[], { link: '<https://api.example.com/instances?page=2>; rel="next"' }],
	])('%j %j', (json, headers) => {
		expect(() => {
			check(json, 0, headers);
		}).toThrow(/instances$/);
	});

	it.each<[unknown, number]>([
		[{ count: 2, total: '2' }, 2],
		[{ count: 1 }, 2],
		[{ count: null, hasMore: false, next: null, last_page: 1 }, 0],
		[{ next: '', next_page: 0, links: { next: null } }, 0],
		[{ total: 'unlimited' }, 0],
		[[], 0],
	])('but not %j with %i rows', (json, rows) => {
		expect(() => {
			check(json, rows, { link: '<https://api.example.com/>; rel="last"' });
		}).not.toThrow();
	});
});

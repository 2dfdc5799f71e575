import { reportsFailure, readRefusal } from '../../../nodes/providers/readers.ts';
import type { ProviderError } from '../../../nodes/transport/ProviderError.ts';
import { readResponse, receive } from '../../../nodes/transport/readResponse.ts';
import type { ApiRequest, ErrorContext } from '../../../nodes/transport/types.ts';

const context: ErrorContext = {
	providerTitle: 'Provider',
	credentialTitle: 'Provider API',
	resourceLabel: "instance 'shop-1'",
	redact: (text) => text,
};

interface Sent {
	status?: number;
	body: string;
	contentType?: string;
	request?: Partial<ApiRequest>;
}

function read({ status = 200, body, contentType = 'application/json', request = {} }: Sent) {
	const asked: ApiRequest = { method: 'POST', path: '/', ...request };
	const response = receive(
		asked,
		{ statusCode: status, headers: { 'Content-Type': contentType }, body: Buffer.from(body) },
		{ isFailure: reportsFailure, read: readRefusal },
	);
	return readResponse(asked, response, context);
}

function failureOf(sent: Sent): ProviderError {
	try {
		read(sent);
	} catch (error) {
		return error as ProviderError;
	}
	throw new Error('it was taken for a success');
}

describe('a 2xx response whose body says that it failed', () => {
	it.each([
		['{"error":true,"message":"[object Object]"}', 'badRequest', 200],
		['{"success":false,"error":"Not today"}', 'badRequest', 200],
		['false', 'badRequest', 200],
		['{"statusCode":404,"message":"No such instance"}', 'notFound', 404],
		['{"status":401,"error":"Unauthorized"}', 'invalidKey', 401],
		['{"data":{"status":"403"}}', 'forbidden', 403],
		['{"error":{"code":503,"message":"Down"}}', 'providerFailure', 503],
	])('has failed: %s', (body, kind, status) => {
		expect(failureOf({ body })).toMatchObject({ kind, status });
	});

	it('has failed also where no body is needed, or an image was wanted', () => {
		const body = '{"error":true}';
		for (const request of [{ bodyOptional: true }, { image: true }]) {
			expect(failureOf({ body, request }).kind).toBe('badRequest');
		}
	});

	it('has not failed where it shows that the request was carried out', () => {
		const body = '{"success":false,"statusCode":500,"id":1}';
		const request = { wasCarriedOut: (json: unknown) => json !== undefined };
		expect(read({ body, request })).toMatchObject({ status: 200, json: { id: 1 } });
	});
});

describe('a refusal without JSON', () => {
	const page = { body: '<!doctype html><title>Blocked</title>', contentType: 'text/html' };
	// What Cloudflare sends: a few letters.
	const text = { body: 'error code: 1020', contentType: 'text/plain' };

	it.each([401, 402, 403, 407])('does not blame key and plan alone: %i', (status) => {
		for (const [sent, content] of [
			[page, 'It is a web page'],
			[text, 'It is a text and not JSON'],
		] as const) {
			const { message, description } = failureOf({ status, ...sent });
			expect(message).toBe(
				`The address of Provider refused the request (HTTP ${status}), not in the form of its API`,
			);
			expect(description).toContain(`${content}. A firewall, a proxy`);
			expect(description).toMatch(/'Base URL'.*this n8n is allowed.*'API Key' and the plan$/);
		}
	});

	it.each([
		[404, 'notFound', 'Provider returned 404 for this address'],
		[405, 'badRequest', 'Provider did not accept the request (HTTP 405)'],
	])('points at the address: %i', (status, kind, message) => {
		const error = failureOf({ status, ...page });
		expect(error).toMatchObject({ kind, status, message, isEndpointMissing: true });
		expect(error.description).toMatch(/^It is a web page, so it hardly comes .*'Base URL'/);
		expect(error.message + error.description).not.toContain('shop-1');
	});

	it('is the usual one after an outage', () => {
		expect(failureOf({ status: 502, ...page }).description).toBe('Try again in a few minutes');
	});

	it.each([
		['nothing', { body: '' }],
		['JSON that was cut off', { body: '{"message":"Unauthen' }],
		['JSON by its type', { body: 'Unauthenticated', contentType: 'application/json' }],
	])("may be the API's own: %s", (_what, sent) => {
		expect(failureOf({ status: 401, ...sent }).message).toBe('Provider refused the API key');
		expect(failureOf({ status: 404, ...sent }).message).toBe(
			"Instance 'shop-1' was not found at Provider",
		);
	});
});

it.each([
	[404, true],
	[405, true],
	[410, true],
	[501, true],
	[400, false],
	[403, false],
	[500, false],
])('a %i means that there is nothing at this address: %s', (status, isEndpointMissing) => {
	expect(failureOf({ status, body: '{}' })).toMatchObject({ isEndpointMissing });
});

import { randomBytes } from 'node:crypto';

import fc from 'fast-check';

import { redactText } from '../../../nodes/domain/redact.ts';
import {
	foreignRefusalError,
	refusalError,
	incompleteResponse,
	rateLimitError,
	unreadableResponse,
} from '../../../nodes/transport/responseErrors.ts';
import type { ErrorContext } from '../../../nodes/transport/types.ts';
import { known } from '../support/knownSecrets.cts';
import { readRefusal } from '../../../nodes/providers/readers.ts';

const KEY = randomBytes(20).toString('hex');
const errorContext: ErrorContext = {
	providerTitle: 'Wachat',
	credentialTitle: 'Wachat API',
	resourceLabel: "instance 'shop-1'",
	redact: (text) => redactText(text, known([KEY])),
};

/** The error that a response becomes at a provider whose words stand where they usually do. */
const errorFor = (status: number, body: unknown, context: ErrorContext) =>
	refusalError(readRefusal(status, body), context);

describe('each status', () => {
	it.each([
		[300, 'redirected', 'redirected the request', "'Base URL'"],
		[301, 'redirected', 'redirected the request', "'Base URL'"],
		[302, 'redirected', 'redirected the request', 'key is not sent there'],
		[307, 'redirected', 'redirected the request', "credential 'Wachat API'"],
		[400, 'badRequest', 'did not accept the request', 'parameters'],
		[401, 'invalidKey', 'refused the API key', "'API Key' in the credential 'Wachat API'"],
		[402, 'forbidden', 'does not allow this', 'plan'],
		[403, 'forbidden', 'does not allow this', 'instance limit'],
		[404, 'notFound', "Instance 'shop-1' was not found at", 'Check the ID'],
		[408, 'providerFailure', 'could not process', 'Try again'],
		[409, 'conflict', "in the instance's current state", 'status'],
		[199, 'badRequest', 'did not accept the request', 'parameters'],
		[418, 'badRequest', 'did not accept the request', 'parameters'],
		[422, 'validation', 'did not accept the values', 'parameters that it names'],
		[500, 'providerFailure', 'could not process', 'Try again'],
		[502, 'providerFailure', 'could not process', 'Try again'],
		[503, 'providerFailure', 'could not process', 'Try again'],
		[504, 'providerFailure', 'could not process', 'Try again'],
	])('%i says what happened and what to do', (status, kind, happened, advice) => {
		const error = errorFor(status, undefined, errorContext);
		expect(error).toMatchObject({ kind, status, fieldErrors: {} });
		expect(error.message).toContain('Wachat');
		expect(error.message).toContain(happened);
		expect(error.description).toContain(advice);
	});

	it('has a text of its own', () => {
		const texts = [302, 400, 401, 403, 404, 409, 422, 500].map(
			(status) => errorFor(status, undefined, errorContext).message,
		);
		expect(new Set(texts).size).toBe(texts.length);
	});

	it('404 points at the address where no single thing was asked for', () => {
		const error = errorFor(404, undefined, { ...errorContext, resourceLabel: undefined });
		expect(error.kind).toBe('notFound');
		expect(error.message).toContain('returned 404 for this address');
		expect(error.description).toContain("'Base URL'");
	});

	it('tells whether the provider may have done it all the same', () => {
		const isUnknown = (status: number) => errorFor(status, {}, errorContext).traits.outcomeUnknown;
		expect([408, 500, 502, 504].every(isUnknown)).toBe(true);
		expect([302, 400, 401, 403, 404, 409, 422].some(isUnknown)).toBe(false);
	});
});

describe("the provider's own words", () => {
	it.each([
		['the message of Laravel', { message: 'Unauthenticated.' }, 'Unauthenticated.'],
		['the error of Wachat', { success: false, error: 'Limit reached' }, 'Limit reached'],
		['the error before the message', { error: 'First', message: 'Second' }, 'First'],
		['a nested error', { error: { code: 'x', message: 'Plan limit' } }, 'Plan limit'],
		['a message beside an error that says nothing', { error: true, message: 'Busy' }, 'Busy'],
		['a message beside an empty error', { error: ' ', message: 'Busy' }, 'Busy'],
		['the details when there is nothing else', { details: 'Socket closed' }, 'Socket closed'],
	])('are shown: %s', (_shape, body, words) => {
		expect(errorFor(400, body, errorContext).description).toContain(`Wachat says: ${words}`);
	});

	it('end in one full stop', () => {
		const { description } = errorFor(409, { error: 'Instance is open' }, errorContext);
		expect(description).toMatch(/says: Instance is open\.$/);
		expect(errorFor(409, { error: 'Is it open?' }, errorContext).description).toMatch(/open\?$/);
		expect(errorFor(409, { error: ' Is it? It is ' }, errorContext).providerMessage).toBe(
			'Is it? It is.',
		);
	});

	it('are shown in one line with all complaints, and nothing between them but a blank', () => {
		const { providerMessage } = errorFor(
			422,
			{ message: 'No.', errors: ['First', 5, 'Second'] },
			errorContext,
		);
		expect(providerMessage).toBe('No. First Second');
		expect(errorFor(422, { errors: ['Alone'] }, errorContext).providerMessage).toBe('Alone');
	});

	it.each([
		['no body', undefined],
		['null', null],
		['a text', 'Bad Gateway'],
		['a number', 5],
		['a list', [{ message: 'x' }]],
		['an empty object', {}],
		['words that are none', { error: {}, message: 42, details: [] }],
	])('are left out when the body is %s', (_what, body) => {
		expect(errorFor(400, body, errorContext).description).toBe('Check the parameters');
	});

	it('are shown without secrets', () => {
		const body = { message: `Key ${KEY} is bad`, errors: { key: [`Bearer ${KEY}`] } };
		expect(errorFor(422, body, errorContext).description).not.toContain(KEY);
	});

	it('are cut when they are long, after secrets have been taken out', () => {
		const body = { message: `${'x'.repeat(530)}${KEY}${'y'.repeat(5000)}` };
		const { description } = errorFor(400, body, errorContext);
		expect(description.length).toBeLessThan(700);
		expect(description).not.toContain(KEY.slice(0, 8));
		expect(description).toMatch(/…$/);
		const providerMessage = (length: number) =>
			errorFor(400, { errors: ['x'.repeat(length)] }, errorContext).providerMessage;
		expect([providerMessage(600), providerMessage(601)]).toEqual([
			'x'.repeat(600),
			`${'x'.repeat(600)}…`,
		]);
	});
});

describe('field errors', () => {
	it('are shown field by field and kept for decisions', () => {
		const body = {
			message: 'The given data was invalid.',
			errors: { name: ['The name is taken.', 'Choose another.'], phone: ['Not a number.'] },
			statusCode: 422,
		};
		const error = errorFor(422, body, errorContext);
		expect(error.description).toContain(
			'The given data was invalid. name: The name is taken. Choose another. phone: Not a number.',
		);
		expect(error.fieldErrors).toEqual(body.errors);
	});

	it('are shown without a message', () => {
		const body = { errors: { webhook_url: ['Must be https.'] }, statusCode: 422 };
		expect(errorFor(422, body, errorContext).description).toContain('webhook_url: Must be https.');
	});

	it('tolerate the other values that occur beside them', () => {
		const errors = {
			messages: ['Not on WhatsApp.'],
			jid: 'someone@s.whatsapp.net',
			exists: false,
			count: 3,
			nothing: null,
			mixed: [1, 'one', null],
			deep: { a: 'b' },
			empty: [],
		};
		expect(errorFor(422, { errors }, errorContext).fieldErrors).toEqual({
			messages: ['Not on WhatsApp.'],
			jid: ['someone@s.whatsapp.net'],
			mixed: ['one'],
		});
	});

	it.each([null, 'bad', 5, ['name'], true])('are none when errors is %j', (errors) => {
		expect(errorFor(422, { errors }, errorContext).fieldErrors).toEqual({});
	});

	it('never make the error itself fail, whatever the body', () => {
		fc.assert(
			fc.property(fc.integer({ min: 300, max: 599 }), fc.jsonValue(), (status, body) => {
				const error = errorFor(status, body, errorContext);
				expect(error.status).toBe(status);
				expect(error.description).not.toBe('');
			}),
		);
	});
});

describe('a response that cannot be used', () => {
	it('says why, and where the address is to be checked', () => {
		const error = unreadableResponse(200, 'it is a web page', errorContext);
		expect(error).toMatchObject({
			kind: 'unreadable',
			status: 200,
			traits: { outcomeUnknown: true },
		});
		expect(error.message).toBe('Wachat sent a response that cannot be used');
		expect(error.description).toMatch(/^It is a web page\. .*'Base URL'.*'Wachat API'/);
	});
});

describe('a list that is not complete', () => {
	it('says what there is of it, and blames no address', () => {
		const error = incompleteResponse(200, '0 of 3 instances', errorContext);
		expect(error).toMatchObject({
			kind: 'unreadable',
			status: 200,
			traits: { outcomeUnknown: true },
		});
		expect(error.message).toBe('Wachat sent an incomplete list');
		expect(error.description).toMatch(/^It contains only 0 of 3 instances\. /);
		expect(error.description).not.toContain("'Base URL'");
	});
});

const refused = (retryAfter: number | undefined, body?: unknown) => ({
	retryAfter,
	refusal: readRefusal(429, body),
});

describe('a limit that is used up', () => {
	it('names the option to raise and how long the provider wants', () => {
		const error = rateLimitError(errorContext, 300_000, refused(61_500));
		expect(error).toMatchObject({
			kind: 'rateLimited',
			status: 429,
			traits: { outcomeUnknown: false },
		});
		expect(error.message).toContain('Wachat');
		expect(error.description).toContain('300 seconds');
		expect(error.description).toContain('asks to wait 62 seconds');
		expect(error.description).toContain("'Rate Limit Wait'");
	});

	it("ends with the provider's own words", () => {
		const error = rateLimitError(
			errorContext,
			30_000,
			refused(undefined, { message: 'Slow down' }),
		);
		expect(error.providerMessage).toBe('Slow down.');
		expect(error.description).toMatch(
			/^An item may wait 30 seconds, which is not long enough\. Raise .* at a time\. Wachat says: Slow down\.$/,
		);
	});

	it('names the parameter to raise where that is what bounds the wait', () => {
		const error = rateLimitError(
			{ ...errorContext, endSetBy: 'Timeout' },
			30_000,
			refused(100_000),
		);
		expect(error.description).toBe(
			"An item may wait 30 seconds, which is not long enough. Wachat asks to wait 100 seconds. Raise 'Timeout', or try again in a minute",
		);
	});

	it('advises to try again where an item may not wait at all', () => {
		expect(rateLimitError(errorContext, 0).description).toBe('Try again in a minute');
		expect(rateLimitError(errorContext, 0, refused(9000)).description).toBe(
			'Try again in a minute. Wachat asks to wait 9 seconds',
		);
	});

	it('claims no wish that the provider did not send', () => {
		expect(rateLimitError(errorContext, 5000, undefined).description).not.toContain('asks to wait');
	});
});

describe('a refusal that does not look like the API', () => {
	const foreign = (status: number) =>
		foreignRefusalError(readRefusal(status, undefined), 'it is a web page', errorContext);

	it.each([401, 402, 403])('does not blame key and plan alone: %i', (status) => {
		const { message, description } = foreign(status);
		expect(message).toBe(
			`The address of Wachat refused the request (HTTP ${status}), not in the form of its API`,
		);
		expect(description).toContain('It is a web page. A firewall, a proxy');
		expect(description).toContain("'Base URL'");
		expect(description).toContain("'API Key'");
	});

	it('keeps what follows from its status', () => {
		expect([401, 403, 404, 502].map((status) => foreign(status).kind)).toEqual([
			'invalidKey',
			'forbidden',
			'notFound',
			'providerFailure',
		]);
	});

	it('says nothing about an instance when it is a 404', () => {
		const { message, description } = foreign(404);
		expect(message).toBe('Wachat returned 404 for this address');
		expect(description).not.toContain('shop-1');
	});
});

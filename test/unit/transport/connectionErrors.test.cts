import { randomBytes } from 'node:crypto';

import { redactText } from '../../../nodes/domain/redact.ts';
import { errorFromException } from '../../../nodes/transport/connectionErrors.ts';
import { known } from '../support/knownSecrets.cts';

const KEY = randomBytes(20).toString('hex');
const errorContext = {
	providerTitle: 'Hypersender',
	credentialTitle: 'Hypersender API',
	redact: (text: string) => redactText(text, known([KEY])),
	cancelled: false,
	timedOut: false,
	timeout: 60_000,
};

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });
const wrapped = (cause: unknown, depth = 1): Error =>
	new Error('request failed', { cause: depth > 1 ? wrapped(cause, depth - 1) : cause });

describe('a request that never arrived', () => {
	it.each([
		['ECONNREFUSED', 'refused'],
		['ENOTFOUND', 'not known'],
		['EAI_AGAIN', 'looked up'],
		['EHOSTUNREACH', 'host cannot be reached'],
		['ENETUNREACH', 'network cannot be reached'],
		['CERT_HAS_EXPIRED', 'expired'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'cannot be verified'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'another name'],
	])('after %s says why, and that nothing can have happened', (code, reason) => {
		const error = errorFromException(withCode(code), errorContext);
		expect(error).toMatchObject({
			kind: 'unreachable',
			traits: { outcomeUnknown: false },
			status: undefined,
		});
		expect(error.message).toContain('Hypersender could not be reached');
		expect(error.message).toContain(reason);
		expect(error.description).toContain("'Base URL' in the credential 'Hypersender API'");
	});

	it.each([1, 2, 3])('is recognised under %i wrappers', (depth) => {
		const error = errorFromException(wrapped(withCode('ECONNREFUSED'), depth), errorContext);
		expect(error.kind).toBe('unreachable');
	});

	// n8n-workflow up to 2.20: the class field `cause` of its errors overwrites the cause with undefined.
	it('is recognised where n8n has lost the cause and kept its code only', () => {
		const exception = Object.assign(new Error('perhaps it is offline'), {
			httpCode: 'ECONNREFUSED',
			cause: undefined,
		});
		expect(errorFromException(exception, errorContext).kind).toBe('unreachable');
	});

	it('is recognised when a host has several addresses', () => {
		const exception = Object.assign(new AggregateError([withCode('ECONNREFUSED')]), {
			code: 'ECONNREFUSED',
		});
		expect(errorFromException(exception, errorContext).kind).toBe('unreachable');
	});
});

describe('an answer that did not come in time', () => {
	it('is one where n8n has lost the cause', () => {
		const exception = Object.assign(new Error('x'), { httpCode: 'ECONNABORTED' });
		expect(errorFromException(exception, errorContext).kind).toBe('timedOut');
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'])('is one after %s', (code) => {
		const error = errorFromException(wrapped(withCode(code)), errorContext);
		expect(error).toMatchObject({ kind: 'timedOut', traits: { outcomeUnknown: true } });
		expect(error.message).toBe('Hypersender did not answer within 60 seconds');
		expect(error.description).toContain("'Request Timeout'");
	});

	it('is one when the deadline has passed, whatever was thrown', () => {
		const error = errorFromException(new Error('canceled'), { ...errorContext, timedOut: true });
		expect(error.kind).toBe('timedOut');
	});

	it('names the parameter to raise where that is what leaves no more time', () => {
		const error = errorFromException(withCode('ETIMEDOUT'), {
			...errorContext,
			endSetBy: 'Timeout',
		});
		expect(error.description).toBe("Try again, or raise 'Timeout'");
	});

	it('tells fractions of a second', () => {
		const error = errorFromException(withCode('ETIMEDOUT'), { ...errorContext, timeout: 1500 });
		expect(error.message).toContain('1.5 seconds');
	});
});

describe('a connection that was lost', () => {
	it.each(['ECONNRESET', 'EPIPE', 'ERR_BAD_RESPONSE', 'UND_ERR_SOCKET'])(
		'after %s leaves open what became of the request',
		(code) => {
			const error = errorFromException(withCode(code), errorContext);
			expect(error).toMatchObject({ kind: 'connectionLost', traits: { outcomeUnknown: true } });
			expect(error.message).toBe('The connection to Hypersender was lost');
			expect(error.description).toContain(code);
		},
	);

	it('shows what is known when there is no code, without secrets', () => {
		const error = errorFromException(new Error(`socket hang up, Bearer ${KEY}`), errorContext);
		expect(error.description).toContain('socket hang up');
		expect(error.description).not.toContain(KEY);
	});

	it.each([undefined, null, 'text', 5, { code: 'ECONNREFUSED' }])(
		'copes with %j being thrown',
		(thrown) => {
			expect(errorFromException(thrown, errorContext).kind).toBe('connectionLost');
		},
	);

	it('says so where nothing is known', () => {
		expect(errorFromException('text', errorContext).description).toBe(
			'Try again in a moment (no further details)',
		);
	});

	it.each([['fetch failed: E'], ['eNOTFOUND'], [7]])('takes %j for no code', (code) => {
		const exception = Object.assign(new Error('of unknown kind'), { code });
		expect(errorFromException(exception, errorContext).description).toContain('(of unknown kind)');
	});

	it('copes with errors that are the cause of each other', () => {
		const first = new Error('first');
		const second = new Error('second', { cause: first });
		first.cause = second;
		expect(errorFromException(first, errorContext).kind).toBe('connectionLost');
	});
});

describe('an address that this n8n may not reach', () => {
	class SsrfBlockedIpError extends Error {
		override name = 'SsrfBlockedIpError';

		description = "The target '10.0.0.1' is not allowed. Ask your n8n administrator";
	}

	it.each([0, 1, 3])("keeps n8n's own words under %i wrappers", (depth) => {
		const block = new SsrfBlockedIpError('The request was blocked');
		const error = errorFromException(depth > 0 ? wrapped(block, depth) : block, errorContext);
		expect(error).toMatchObject({
			kind: 'blocked',
			message: block.message,
			description: block.description,
			traits: { outcomeUnknown: false },
		});
	});
});

it('takes no other error for a block because of its name', () => {
	const error = Object.assign(new Error('x'), { name: 'NotAnSsrfBlockedIpError' });
	expect(errorFromException(error, errorContext).kind).toBe('connectionLost');
});

it('shows a block without advice where n8n gives none', () => {
	const error = Object.assign(new Error('Blocked'), { name: 'SsrfBlockedIpError' });
	expect(errorFromException(error, errorContext)).toMatchObject({
		kind: 'blocked',
		description: '',
	});
});

describe('a cancelled execution', () => {
	it.each([
		['a broken connection', withCode('ERR_CANCELED'), {}],
		['a passed deadline', new Error('canceled'), { timedOut: true }],
		['a refused connection', withCode('ECONNREFUSED'), {}],
	])('goes before %s', (_what, exception, extra) => {
		const error = errorFromException(exception, { ...errorContext, ...extra, cancelled: true });
		expect(error).toMatchObject({
			kind: 'cancelled',
			message: 'The execution was cancelled',
			description: 'A request to Hypersender was under way',
		});
	});
});

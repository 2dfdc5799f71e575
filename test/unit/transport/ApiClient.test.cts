import { Readable } from 'node:stream';

import type { IHttpRequestOptions } from 'n8n-workflow';

import { clockModule, newClock, type SteppedClock } from '../support/steppedClock.cts';
import { secretVariants } from '../../../nodes/domain/secretVariants.ts';
import type { ProviderError } from '../../../nodes/transport/ProviderError.ts';
import { ApiClient } from '../../../nodes/transport/ApiClient.ts';
import type { Api, ApiContext, ApiRequest, RequestBounds } from '../../../nodes/transport/types.ts';
import { isRecord } from '../../../nodes/domain/json.ts';
import { readRefusal } from '../../../nodes/providers/readers.ts';
import { RateLimiter } from '../../../nodes/transport/RateLimiter.ts';
import { anyRules } from '../support/knownSecrets.cts';

jest.mock('../../../nodes/transport/clock.ts', () => clockModule);

const KEY = 'key-of-the-account';
const SECRET = 'secret-of-the-webhook';
const SECONDS = 1000;
const api: Api = {
	endpoint: {
		title: 'Provider',
		credentialType: 'providerApi',
		credentialTitle: 'Provider API',
		address: { example: 'https://api.example' },
		keyHeader: { name: 'Authorization', scheme: 'Bearer' },
		plainHttp: 'loopback',
	},
	secrets: anyRules,
	errors: {
		isFailure: (json) => isRecord(json) && json.ok === false,
		read: readRefusal,
	},
};

interface Exchange {
	credentialType: string;
	options: IHttpRequestOptions;
	decrypted: unknown;
	signal: AbortSignal;
	node: unknown;
}

interface Answer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: Buffer | AsyncIterable<Buffer>;
}

type Reply = Answer | Error | (() => Promise<Answer>);

const answer = (
	statusCode: number,
	body: string | Answer['body'] = '{}',
	headers: Record<string, unknown> = {},
): Answer => ({ statusCode, headers, body: typeof body === 'string' ? Buffer.from(body) : body });

/** The answer as n8n gives it, which can be read once. */
const streamed = ({ body, ...rest }: Answer) => ({
	...rest,
	body: Buffer.isBuffer(body) ? Readable.from([body]) : body,
});

let clock: SteppedClock;
beforeEach(() => {
	clock = newClock();
});

/** A client whose requests are answered in turn, the last reply again and again. */
function sessionWith(replies: Reply[], { signal, credentials }: Partial<Wishes> = {}) {
	const exchanges: Exchange[] = [];
	const context = {
		node: 'the node',
		helpers: {
			async httpRequestWithAuthentication(
				this: { node: unknown; getExecutionCancelSignal: () => AbortSignal },
				credentialType: string,
				options: IHttpRequestOptions,
				{ credentialsDecrypted: decrypted }: { credentialsDecrypted: unknown },
			) {
				const reply = replies[Math.min(exchanges.length, replies.length - 1)];
				const { node } = this;
				exchanges.push({
					credentialType,
					options,
					decrypted,
					signal: this.getExecutionCancelSignal(),
					node,
				});
				if (reply === undefined) throw new Error('no reply was prepared');
				if (reply instanceof Error) throw reply;
				return streamed(typeof reply === 'function' ? await reply() : reply);
			},
		},
	};
	const client = new ApiClient({
		context: context as unknown as ApiContext,
		api,
		credentials: {
			apiKey: KEY,
			baseUrl: 'https://api.example/v1/',
			webhookSecret: SECRET,
			...credentials,
		},
		limiter: new RateLimiter(),
		signal,
	});
	return { client, exchanges };
}

interface Wishes {
	signal: AbortSignal;
	credentials: Record<string, unknown>;
}

const boundsOf = (rateLimitWait = 300 * SECONDS): RequestBounds => ({
	requestTimeout: 60 * SECONDS,
	rateLimitWait,
	budget: { remaining: rateLimitWait },
});

const list: ApiRequest = { method: 'GET', path: '/instances' };

/** Sends one request with one reply. */
async function sendOnce(
	reply: Reply,
	request: Partial<ApiRequest> = {},
	wishes: Partial<Wishes> = {},
) {
	const { client, exchanges } = sessionWith([reply], wishes);
	const answered = await client.sender(boundsOf())({ ...list, ...request });
	return { answered, exchange: exchanges[0] as Exchange };
}

const failureOf = async (work: Promise<unknown>): Promise<ProviderError> =>
	await work.then(
		() => {
			throw new Error('it did not fail');
		},
		(error: unknown) => error as ProviderError,
	);

describe('a request', () => {
	it('goes below the base address with what it carries, and with nothing else', async () => {
		const { exchange } = await sendOnce(answer(200), {
			method: 'POST',
			path: '/create',
			query: { response: 'image' },
			body: { name: 'Jakarta' },
		});
		expect(exchange).toMatchObject({
			credentialType: 'providerApi',
			node: 'the node',
			decrypted: {
				id: '',
				name: 'Provider API',
				type: 'providerApi',
				data: { apiKey: KEY, webhookSecret: SECRET },
			},
		});
		expect(exchange.options).toEqual({
			method: 'POST',
			url: 'https://api.example/v1/create',
			headers: { Accept: 'application/json' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: 60 * SECONDS,
			qs: { response: 'image' },
			body: { name: 'Jakarta' },
		});
	});

	it('has neither query nor body when there is none', async () => {
		const { exchange } = await sendOnce(answer(200));
		expect(Object.keys(exchange.options)).not.toContain('qs');
		expect(Object.keys(exchange.options)).not.toContain('body');
	});

	it('says that an image may come', async () => {
		const { exchange } = await sendOnce(answer(200), { image: true });
		expect(exchange.options.headers).toEqual({ Accept: 'image/png, application/json' });
	});

	it('is ended with the execution', async () => {
		const execution = new AbortController();
		const { client, exchanges } = sessionWith(
			[
				async () => {
					execution.abort();
					return await Promise.reject(new Error('canceled'));
				},
			],
			{ signal: execution.signal },
		);
		const error = await failureOf(client.sender(boundsOf())(list));
		expect(exchanges[0]?.signal.aborted).toBe(true);
		expect(error.kind).toBe('cancelled');
	});

	it.each([
		['of an execution', { signal: new AbortController().signal }],
		['without one', {}],
	])('%s is ended at its deadline', async (_what, wishes) => {
		const deadline = jest.spyOn(clockModule, 'deadline').mockReturnValueOnce(AbortSignal.abort());
		const { client, exchanges } = sessionWith([new Error('canceled')], wishes);
		const error = await failureOf(client.sender(boundsOf())(list));
		expect(deadline).toHaveBeenCalledWith(60 * SECONDS);
		expect(exchanges[0]?.signal.aborted).toBe(true);
		expect(error.kind).toBe('timedOut');
		deadline.mockRestore();
	});

	it('has nothing to do with the execution once it is answered', async () => {
		const execution = new AbortController();
		const { exchange } = await sendOnce(answer(200), {}, { signal: execution.signal });
		execution.abort();
		expect(exchange.signal.aborted).toBe(false);
	});

	it('needs no execution', async () => {
		const { exchange } = await sendOnce(answer(200));
		expect(exchange.signal.aborted).toBe(false);
	});
});

describe('an answer', () => {
	it('is given with its status, headers, bytes and JSON', async () => {
		const { answered } = await sendOnce(answer(201, '{"id":7}', { 'X-One': 'a', many: ['b'] }));
		expect(answered).toMatchObject({
			status: 201,
			headers: { 'x-one': 'a' },
			bytes: Buffer.from('{"id":7}'),
			json: { id: 7 },
		});
		expect(answered.headers).toEqual({ 'x-one': 'a' });
	});

	it('may be an image where one was asked for', async () => {
		const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
		const { answered } = await sendOnce(answer(200, png), { image: true });
		expect(answered.bytes).toEqual(png);
		expect(answered).not.toHaveProperty('json');
	});

	it.each([
		['a word where none is documented', 'OK', true],
		['a word where JSON is documented', 'OK', false],
		['a page where none is documented', '<p>OK</p>', true],
	])('that is %s', async (_name, body, bodyOptional) => {
		const sent = sendOnce(answer(204, body), { bodyOptional });
		if (body === 'OK' && bodyOptional) {
			expect((await sent).answered.status).toBe(204);
		} else {
			expect(await failureOf(sent)).toMatchObject({ kind: 'unreadable', status: 204 });
		}
	});

	it('that is a web page says so', async () => {
		const { description } = await failureOf(
			sendOnce(answer(200, 'hello', { 'Content-Type': 'text/html' })),
		);
		expect(description).toMatch(/^It is a web page\. Check .*'Provider API'/);
	});

	it('may have 8 MB and not a byte more', async () => {
		const megabytes = 8 * 1024 * 1024;
		const { answered } = await sendOnce(answer(200, Buffer.alloc(megabytes)), { image: true });
		expect(answered.bytes).toHaveLength(megabytes);
		const tooLarge = sendOnce(answer(200, Buffer.alloc(megabytes + 1)), { image: true });
		expect((await failureOf(tooLarge)).description).toContain('It is larger than 8 MB');
	});

	it.each([
		[200, 8 * 1024, 'It is larger than 8 MB'],
		[500, 64, 'Try again in a few minutes'],
		[429, 64, 'rate limit was reached'],
	])('that never ends is broken off: status %d after %d kB', async (status, kilobytes, words) => {
		let sent = 0;
		async function* endless() {
			for (;;) {
				yield await Promise.resolve(Buffer.alloc(1024, '['));
				sent += 1;
			}
		}
		const { client, exchanges } = sessionWith([answer(status, endless())]);
		const { message, description } = await failureOf(client.sender(boundsOf(0))(list));
		expect(`${message}. ${description}`).toContain(words);
		expect(sent).toBe(kilobytes);
		expect(exchanges[0]?.signal.aborted).toBe(true);
	});

	it('that is small is not broken off, and a refusal keeps its words', async () => {
		const body = JSON.stringify({ message: 'No.', trace: 'x'.repeat(63 * 1024) });
		const { client, exchanges } = sessionWith([answer(500, body)]);
		expect((await failureOf(client.sender(boundsOf())(list))).providerMessage).toBe('No.');
		expect(exchanges[0]?.signal.aborted).toBe(false);
	});

	it.each([199, 300, 404, 500])('of status %d is an error', async (status) => {
		const failure = await failureOf(
			sendOnce(answer(status, '{"message":"No."}'), { resourceLabel: "instance 'a'" }),
		);
		expect(failure).toMatchObject({ status, providerMessage: 'No.' });
		if (status === 404) expect(failure.message).toContain("Instance 'a'");
	});

	it.each([200, 299])('of status %d is none', async (status) => {
		expect((await sendOnce(answer(status))).answered.status).toBe(status);
	});

	it('makes the error for content that is not what was asked for', async () => {
		const { answered } = await sendOnce(answer(200, '{"error":"Not now"}'));
		expect(answered.unreadable('it has no code')).toMatchObject({
			kind: 'unreadable',
			status: 200,
			description: expect.stringMatching(/^It has no code\./) as string,
		});
	});

	it('that says itself that it has failed is an error, although its status is good', async () => {
		const failure = await failureOf(sendOnce(answer(200, '{"ok":false,"error":"Not now"}')));
		expect(failure).toMatchObject({ kind: 'badRequest', status: 200, providerMessage: 'Not now.' });
		expect(failure.message).toBe('Provider did not accept the request');
	});
});

describe('an error on the way', () => {
	it('is told in plain words', async () => {
		const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
		expect(await failureOf(sendOnce(refused))).toMatchObject({ kind: 'unreachable' });
	});

	it.each([
		['the request', 40 * SECONDS, "'Request Timeout' in the options"],
		['the end of all requests', 10 * SECONDS, "'Timeout'"],
	])('after a time-out names what has set it: %s', async (_what, endsAt, named) => {
		const { client } = sessionWith([Object.assign(new Error('x'), { code: 'ETIMEDOUT' })]);
		const bounds = { ...boundsOf(), requestTimeout: 40 * SECONDS, endsAt, endSetBy: 'Timeout' };
		const failure = await failureOf(client.sender(bounds)(list));
		expect(failure.description).toBe(`Try again, or raise ${named}`);
	});

	it('may come in the middle of an answer', async () => {
		async function* half() {
			yield await Promise.resolve(Buffer.from('{"id":'));
			throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
		}
		expect(await failureOf(sendOnce(answer(200, half())))).toMatchObject({
			kind: 'connectionLost',
			description: 'Try again in a moment (ECONNRESET)',
		});
	});

	it('is the cancelling when the execution was cancelled', async () => {
		const execution = new AbortController();
		const reply = () => {
			execution.abort();
			return Promise.reject(new Error('aborted'));
		};
		const sent = sendOnce(reply, {}, { signal: execution.signal });
		expect(await failureOf(sent)).toMatchObject({ kind: 'cancelled' });
	});
});

describe('a 429', () => {
	const limit = { name: 'create', requests: 5, perMilliseconds: 60 * SECONDS };

	/** How long the client waits before it sends again, in seconds. */
	async function pauseAfter(headers: Record<string, unknown>, request = {}): Promise<number> {
		const { client, exchanges } = sessionWith([answer(429, '{}', headers), answer(200)]);
		const sent = client.sender(boundsOf())({ ...list, ...request });
		await clock.pass();
		expect((await sent).status).toBe(200);
		expect(exchanges).toHaveLength(2);
		expect(client.waitedForLimits).toBe(clock.now());
		return clock.now() / SECONDS;
	}

	it.each<[string, Record<string, unknown>, Partial<ApiRequest>, number]>([
		['as long as the provider asks', { 'Retry-After': '7' }, { limit }, 7],
		['until the date it names', { 'retry-after': new Date(9000).toUTCString() }, {}, 9],
		[
			"until the date it names, by the provider's own clock",
			{ 'retry-after': new Date(109_000).toUTCString(), Date: new Date(100_000).toUTCString() },
			{},
			9,
		],
		['a second at least', { 'Retry-After': '0' }, { limit }, 1],
		['two minutes at most', { 'Retry-After': '1760000000' }, { limit }, 120],
		['the period of the limit when it asks nothing', {}, { limit }, 60],
		['ten seconds when there is no limit either', {}, {}, 10],
	])('is followed by a pause: %s', async (_name, headers, request, seconds) => {
		expect(await pauseAfter(headers, request)).toBe(seconds);
	});

	it('may stand in the body of a 200', async () => {
		const tooMany = '{"ok":false,"statusCode":429,"message":"Slow down"}';
		const { client, exchanges } = sessionWith([
			answer(200, tooMany, { 'Retry-After': '7' }),
			answer(200),
		]);
		const sent = client.sender(boundsOf())(list);
		await clock.pass();
		expect((await sent).status).toBe(200);
		expect(exchanges).toHaveLength(2);
		expect(clock.now()).toBe(7 * SECONDS);
	});

	it('is an error when the item may not wait so long, and costs no time', async () => {
		const { client, exchanges } = sessionWith([
			answer(429, `{"message":"Slow down, ${KEY}"}`, { 'Retry-After': '31' }),
		]);
		const failure = await failureOf(client.sender(boundsOf(30 * SECONDS))(list));
		expect(failure).toMatchObject({ kind: 'rateLimited', providerMessage: 'Slow down, [hidden].' });
		expect(failure.description).toMatch(/30 seconds.*31 seconds/);
		expect(exchanges).toHaveLength(1);
		expect([clock.now(), client.waitedForLimits]).toEqual([0, 0]);
	});

	it('uses up what the item may wait, over all its requests', async () => {
		const { client, exchanges } = sessionWith([answer(429, '{}', { 'Retry-After': '10' })]);
		const bounds = boundsOf(30 * SECONDS);
		const failure = failureOf(client.sender(bounds)(list));
		await clock.pass();
		expect((await failure).kind).toBe('rateLimited');
		expect(exchanges).toHaveLength(4);
		expect(bounds.budget.remaining).toBe(0);
		expect(client.waitedForLimits).toBe(30 * SECONDS);
	});

	it('leaves the request that is sent again no more time than there is', async () => {
		const { client, exchanges } = sessionWith([
			answer(429, '{}', { 'Retry-After': '10' }),
			answer(429, '{}', { 'Retry-After': '30' }),
			answer(200),
		]);
		const sent = client.sender({ ...boundsOf(), endsAt: 40 * SECONDS })(list);
		await clock.pass();
		await sent;
		// The last one gets a second, although there is no time left.
		expect(exchanges.map(({ options }) => options.timeout)).toEqual([40_000, 30_000, 1000]);
	});

	it('that outlasts an end set by a parameter names that parameter', async () => {
		const { client } = sessionWith([answer(429, '{}', { 'Retry-After': '100' })]);
		const bounds = { ...boundsOf(30 * SECONDS), endsAt: 30 * SECONDS, endSetBy: 'Timeout' };
		const failure = await failureOf(client.sender(bounds)(list));
		expect(failure.description).toContain("Raise 'Timeout'");
	});

	it('lets no later request of the same limit go first', async () => {
		const { client, exchanges } = sessionWith([
			answer(429, '{}', { 'Retry-After': '30' }),
			answer(200),
		]);
		const send = client.sender(boundsOf());
		const first = send({ ...list, path: '/first', limit });
		await clock.settle();
		const later = send({ ...list, path: '/later', limit });
		await clock.pass();
		await Promise.all([first, later]);
		expect(exchanges.map(({ options }) => options.url.replace(/.*\//, ''))).toEqual([
			'first',
			'first',
			'later',
		]);
	});

	it('ends its wait with the execution', async () => {
		const execution = new AbortController();
		const { client, exchanges } = sessionWith([answer(429)], { signal: execution.signal });
		const send = client.sender(boundsOf());
		const failures = [
			{ ...list, limit },
			{ ...list, limit },
		].map((one) => failureOf(send(one)));
		await clock.pass(SECONDS);
		execution.abort();
		await clock.settle();
		for (const failure of await Promise.all(failures)) {
			expect(failure).toMatchObject({
				kind: 'cancelled',
				message: 'The execution was cancelled',
				description: 'Nothing more was sent to the provider',
			});
		}
		expect(exchanges).toHaveLength(2);
	});
});

describe('a documented limit', () => {
	const oneAMinute = { name: 'code', requests: 1, perMilliseconds: 60 * SECONDS };

	it('is kept over all requests of the client, and the wait is counted', async () => {
		const { client, exchanges } = sessionWith([answer(200)]);
		const send = client.sender(boundsOf());
		const sent = [1, 2, 3].map(async () => await send({ ...list, limit: oneAMinute }));
		await clock.pass();
		await Promise.all(sent);
		expect(exchanges).toHaveLength(3);
		expect(clock.now()).toBe(120 * SECONDS);
		expect(client.waitedForLimits).toBe(180 * SECONDS);
	});

	it('that would cost more than the item may wait is an error', async () => {
		const { client } = sessionWith([answer(200)]);
		const send = client.sender(boundsOf(59 * SECONDS));
		await send({ ...list, limit: oneAMinute });
		const failure = await failureOf(send({ ...list, limit: oneAMinute }));
		expect(failure).toMatchObject({ kind: 'rateLimited' });
		expect(failure.description).not.toContain('asks to wait');
	});

	it('waits no longer for an execution that was cancelled', async () => {
		const execution = new AbortController();
		const { client, exchanges } = sessionWith([answer(200)], { signal: execution.signal });
		const send = client.sender(boundsOf());
		await send({ ...list, limit: oneAMinute });
		const failure = failureOf(send({ ...list, limit: oneAMinute }));
		await clock.pass(SECONDS);
		execution.abort();
		expect((await failure).kind).toBe('cancelled');
		expect(exchanges).toHaveLength(1);
	});

	it('counts a request that failed, once', async () => {
		const lost = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
		const { client } = sessionWith([lost, answer(200)]);
		const send = client.sender(boundsOf());
		await failureOf(send({ ...list, limit: oneAMinute }));
		const second = send({ ...list, limit: oneAMinute });
		await clock.pass();
		await second;
		expect(clock.now()).toBe(60 * SECONDS);
	});
});

describe('a request that may be called off', () => {
	const oneAMinute = { name: 'code', requests: 1, perMilliseconds: 60 * SECONDS };
	const tooMany = answer(429, '{}', { 'retry-after': '10' });

	it('is asked about after each wait, before it is sent', async () => {
		const { client, exchanges } = sessionWith([tooMany, answer(200)]);
		const asked: string[] = [];
		const send = client.sender({
			...boundsOf(),
			beforeSending: async () => {
				asked.push(`at ${clock.now() / SECONDS} after ${exchanges.length}`);
				await Promise.resolve();
			},
		});
		const sent = send({ ...list, limit: oneAMinute });
		await clock.pass();
		await sent;
		expect(asked).toEqual(['at 0 after 0', 'at 10 after 1']);
	});

	it.each([
		['before it is sent', [answer(200)], 0],
		['after a 429', [tooMany, answer(200)], 10],
	])('%s makes room for the next one', async (_case, replies, at) => {
		const { client, exchanges } = sessionWith(replies);
		const reason = new Error('nobody wants it');
		const send = client.sender({
			...boundsOf(),
			beforeSending: async () => {
				await Promise.resolve();
				if (exchanges.length === replies.length - 1) throw reason;
			},
		});
		const calledOff = failureOf(send({ ...list, limit: oneAMinute }));
		const next = client.sender(boundsOf())({ ...list, limit: oneAMinute });
		await clock.pass();
		await next;
		expect(await calledOff).toBe(reason);
		expect(exchanges).toHaveLength(replies.length);
		expect(clock.now()).toBe(at * SECONDS);
	});
});

describe('a pause', () => {
	it('takes its time', async () => {
		const { client } = sessionWith([]);
		const paused = client.pause(5 * SECONDS).then(() => clock.now());
		await clock.pass();
		expect(await paused).toBe(5 * SECONDS);
	});

	it('ends with the execution', async () => {
		const execution = new AbortController();
		const { client } = sessionWith([], { signal: execution.signal });
		const failure = failureOf(client.pause(5 * SECONDS));
		execution.abort();
		expect((await failure).kind).toBe('cancelled');
		expect(clock.now()).toBe(0);
	});
});

describe('secrets', () => {
	it('of the account are known and taken out of texts', () => {
		const { client } = sessionWith([]);
		expect(client.secrets.values).toEqual([...secretVariants(KEY), ...secretVariants(SECRET)]);
		expect(client.secrets.redact(`${KEY} and ${SECRET}`)).toBe('[hidden] and [hidden]');
	});

	it('are hidden as they are sent, however they were entered', () => {
		const credentials = { apiKey: ` Bearer ${KEY} `, webhookSecret: ` ${SECRET} ` };
		const { client } = sessionWith([], { credentials });
		expect(client.secrets.redact(`${KEY} and ${SECRET}`)).toBe('[hidden] and [hidden]');
	});

	it('do not stand in an error that names what was asked for', async () => {
		const { client } = sessionWith([answer(404, '{"message":"No."}')]);
		const resourceLabel = `instance 'Shop ${KEY}'`;
		const { message } = await failureOf(client.sender(boundsOf())({ ...list, resourceLabel }));
		expect(message).toBe("Instance 'Shop [hidden]' was not found at Provider");
	});

	it('are only those that there are', () => {
		const { client } = sessionWith([], { credentials: { webhookSecret: undefined } });
		expect(client.secrets.values).toEqual(secretVariants(KEY));
	});

	it('of an item are added once, and never an empty one', () => {
		const { client } = sessionWith([]);
		for (const secret of ['of the item', '', 'of the item', KEY]) client.secrets.add(secret);
		const expected = [KEY, SECRET, 'of the item'].flatMap(secretVariants);
		expect(client.secrets.values).toEqual(expected);
		expect(client.secrets.redact('secret of the item')).toBe('secret [hidden]');
	});

	it('make one account however they are written', () => {
		const credentials = { apiKey: ` Bearer ${KEY}`, baseUrl: 'https://api.example/v1' };
		const { accountId } = sessionWith([], { credentials }).client;
		expect(accountId).toBe(sessionWith([]).client.accountId);
	});

	it.each([
		['another key', { apiKey: 'another-key' }],
		['another address', { baseUrl: 'https://other.example' }],
	])('tell accounts apart: %s', (_name, credentials) => {
		const { accountId } = sessionWith([]).client;
		expect(accountId).toMatch(/^[0-9a-f]{64}$/);
		expect(accountId).toBe(sessionWith([]).client.accountId);
		expect(accountId).not.toBe(sessionWith([], { credentials }).client.accountId);
	});
});

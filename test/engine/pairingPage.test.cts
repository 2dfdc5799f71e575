import type { PageAnswer } from '../../nodes/WhatsAppInstancePairingPageTrigger/PageState.ts';
import { limitOf, PROVIDER_NAMES, sides, type Side } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { usePairingPage } from '../support/usePairingPage.cts';
import { after, virtualClock } from '../support/virtualClock.cts';

const SECOND = 1000;
const MINUTE = 60_000;
const ALL_EVENTS = ['connected', 'expired', 'failed', 'opened'];

const bench = useBench();
const { open, publish } = usePairingPage(bench);

/** The routes that give codes. */
const codeRoutes = ({ operations }: Side) =>
	operations.filter(({ operation }) => operation === 'getQrCode').map(({ route }) => route);

const requestsTo = (...routes: string[]) =>
	bench().sandbox.requests.filter(({ route }) => routes.includes(route));

describe.each(sides)('at $title', (side) => {
	const { provider, routes, words } = side;
	const seedShops = (count: number) =>
		Array.from({ length: count }, (_, index) => {
			const shop = { name: `Shop ${index}`, phone: `+2010000000${index + 10}` };
			return bench().sandbox.seedInstance(provider, shop).instanceId;
		});

	test('opening the page asks the provider nothing and makes no execution', async () => {
		const { page } = await open(provider, { startOn: ALL_EVENTS });
		const answers = await Promise.all([
			page.host.get(),
			page.host.get({ 'accept-language': 'de' }),
		]);
		const [first = '', second = ''] = await Promise.all(answers.map((answer) => answer.text()));

		for (const { status, headers } of answers) {
			expect(status).toBe(200);
			expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
			expect(headers.get('cache-control')).toBe('no-store');
			expect(headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts; default-src/);
		}
		expect(first).toContain('<html lang="en"');
		expect(second).toContain('<html lang="de"');
		const nonces = [first, second].map((html) => /nonce="([^"]+)"/.exec(html)?.[1]);
		expect(nonces[0]).not.toBe(nonces[1]);
		expect(bench().sandbox.requests).toEqual([]);
		expect(page.host.runs).toEqual([]);
	});

	test.each([true, false])(
		'a phone that is connected starts the workflow once, and not after a restart either (stored on start: %s)',
		async (storesOnStart) => {
			const { page, instanceId, token } = await open(provider, {}, { storesOnStart });
			const { state } = await page.ask(token);
			if (state.kind !== 'scan') throw new Error(`the page shows ${state.kind}`);
			const png = Buffer.from(state.code.png ?? '', 'base64');
			expect(readQrCode(png)).toBe(bench().sandbox.instances()[0]?.pairingText);
			expect(page.host.runs).toEqual([]);

			bench().sandbox.scan(instanceId);
			virtualClock.advance(side.pollInterval);
			const answers: PageAnswer[] = [];
			for (const window of ['first', 'second', 'third']) {
				answers.push(await page.ask(token, { window }));
			}
			expect(answers.map(({ state: { kind } }) => kind)).toEqual(Array(3).fill('connected'));
			expect(page.host.onlyJson).toMatchObject({
				provider,
				instanceId,
				name: 'Shop',
				phone: '+628123456789',
				status: 'connected',
				connected: true,
				providerStatus: words.connected,
				event: 'connected',
				occurredAt: new Date(virtualClock.now()).toISOString(),
			});
			expect(page.host.onlyJson).toHaveProperty('createdAt');
			expect(requestsTo(routes.liveStatus)).toHaveLength(1);

			page.restart();
			virtualClock.advance(MINUTE);
			expect(await page.ask(token)).toEqual({ state: { kind: 'connected' }, askAgainIn: null });
			expect(page.host.runs).toHaveLength(1);
		},
	);

	test('the window that started the workflow asks once more, which stores it', async () => {
		const { page, instanceId, token } = await open(provider, {}, { storesOnStart: false });
		await page.ask(token);
		bench().sandbox.scan(instanceId);
		virtualClock.advance(side.pollInterval);
		expect((await page.ask(token)).askAgainIn).toBe(2 * SECOND);
		virtualClock.advance(2 * SECOND);
		expect((await page.ask(token)).askAgainIn).toBeNull();

		page.restart();
		await page.ask(token);
		expect(page.host.runs).toHaveLength(1);
	});

	test('a workflow that n8n could not start is started later', async () => {
		const { page, instanceId, token } = await open(provider);
		await page.ask(token);
		bench().sandbox.scan(instanceId);
		virtualClock.advance(side.pollInterval);
		page.host.failsToRun = true;
		await expect(page.ask(token)).rejects.toThrow('answered 500');
		await expect(page.ask(token)).rejects.toThrow('answered 500');
		expect(page.host.runs).toHaveLength(0);

		page.host.failsToRun = false;
		await page.ask(token);
		await page.ask(token);
		expect(page.host.runs).toHaveLength(1);
	});

	test('a link that is opened when the phone is connected starts nothing', async () => {
		const { page, token } = await open(provider, {}, { status: words.connected });
		expect(await page.ask(token)).toEqual({ state: { kind: 'connected' }, askAgainIn: null });
		expect(page.host.runs).toEqual([]);
	});

	test('pairing again by the same link starts the workflow again', async () => {
		const { page, instanceId, token } = await open(provider);
		for (const pairing of [1, 2]) {
			await page.watch(token, 20 * SECOND);
			bench().sandbox.scan(instanceId);
			await page.watch(token, 20 * SECOND);
			expect(page.starts('connected')).toBe(pairing);
			bench().sandbox.setStatus(instanceId, words.awaitingScan);
			virtualClock.advance(2 * MINUTE);
		}
	});

	test('a wrong link is refused without any request, and a right one never waits', async () => {
		const { page, instanceId, token } = await open(provider, { startOn: ALL_EVENTS });
		const invalid = { state: { kind: 'invalid' }, askAgainIn: null };
		const elsewhere = PROVIDER_NAMES.find((name) => name !== provider);
		const wrong = [
			'',
			'nonsense',
			token.slice(0, -1),
			`${token.slice(0, 3)}${token[3] === 'A' ? 'B' : 'A'}${token.slice(4)}`,
			...(elsewhere ? [page.token(instanceId, { provider: elsewhere })] : []),
		];
		for (const one of wrong) expect(await page.ask(one)).toEqual(invalid);
		expect(bench().sandbox.requests).toEqual([]);
		expect(page.host.runs).toEqual([]);

		const delays: number[] = [];
		for (const one of [...wrong, ...wrong, token]) {
			const before = virtualClock.now();
			await page.ask(one);
			delays.push(virtualClock.now() - before);
		}
		expect(delays.at(-2)).toBeGreaterThanOrEqual(SECOND);
		expect(delays.at(-1)).toBe(0);
	});

	test('the link of another API key is refused', async () => {
		const { page, token } = await open(provider);
		const { type, data } = side.credential;
		const access = bench().sandbox.accounts[provider];
		page.host.credentials = {
			...page.host.credentials,
			[type]: data({ ...access, apiKey: `${access.apiKey}0` }),
		};
		expect(await page.ask(token)).toMatchObject({ state: { kind: 'invalid' } });
		expect(bench().sandbox.requests).toEqual([]);
	});

	test('a link that has ended is told so without any request, and starts the workflow once', async () => {
		const { page, instanceId } = await open(provider, { startOn: ['expired'] });
		const token = page.token(instanceId, { validFor: MINUTE });
		virtualClock.advance(MINUTE);
		for (let times = 0; times < 3; times += 1) {
			expect((await page.ask(token)).state).toEqual({ kind: 'expired' });
		}
		expect((await page.ask(token)).askAgainIn).toBeNull();
		expect(bench().sandbox.requests).toEqual([]);
		expect(page.host.onlyJson).toMatchObject({ provider, instanceId, event: 'expired' });
	});

	test('opening it starts the workflow once for each link, and only if chosen', async () => {
		const { page, instanceId, token } = await open(provider, { startOn: ['opened'] });
		await page.watch(token, 20 * SECOND);
		await page.watch(token, 20 * SECOND, { window: 'second' });
		expect(page.starts('opened')).toBe(1);
		await page.ask(page.token(instanceId, { validFor: 2 * MINUTE }));
		expect(page.host.runs).toHaveLength(2);
		bench().sandbox.scan(instanceId);
		await page.watch(token, 20 * SECOND);
		expect(page.host.runs).toHaveLength(2);
	});

	test('an instance that is gone is removed with the second list, which starts the workflow once', async () => {
		const { page, instanceId, token } = await open(provider, { startOn: ['failed'] });
		await page.ask(token);
		bench().sandbox.remove(instanceId);
		virtualClock.advance(side.pollInterval);
		expect((await page.ask(token)).state.kind).toBe('preparing');
		virtualClock.advance(side.pollInterval);
		for (let times = 0; times < 3; times += 1) {
			expect((await page.ask(token)).state.kind).toBe('removed');
		}
		expect(page.host.onlyJson).toMatchObject({ instanceId, event: 'failed' });
	});

	test.each(['disconnected', 'failed'] as const)(
		'an instance that has %s is got going again',
		async (kind) => {
			const { page, token } = await open(provider, {}, { status: words[kind] });
			const { state } = await page.ask(token);
			const [restart] = side.operations.filter(({ operation }) => operation === 'restart');
			if (restart === undefined) {
				expect(state.kind).toBe('scan');
				return;
			}
			expect(state.kind).toBe('restarting');
			expect((await page.watch(token, MINUTE)).state.kind).toBe('scan');
			expect(requestsTo(restart.route)).toHaveLength(1);
		},
	);

	test('an instance that has stopped is left alone where that was chosen', async () => {
		const parameters = { startOn: ['failed'], options: { restartIfNeeded: false } };
		const { page, token } = await open(provider, parameters, { status: words.disconnected });
		const { state } = await page.ask(token);
		expect(state.kind).toBe(side.capabilities.restart ? 'failed' : 'scan');
		expect(page.starts('failed')).toBe(side.capabilities.restart ? 1 : 0);
	});

	test('a connection that closes after the scan is connecting, and never failed', async () => {
		const { page, instanceId, token } = await open(provider, { startOn: ALL_EVENTS });
		await page.ask(token);
		bench().sandbox.scan(instanceId);
		bench().sandbox.setStatus(instanceId, words.disconnected);
		expect((await page.watch(token, 20 * SECOND)).state.kind).toBe('connecting');
		bench().sandbox.setStatus(instanceId, words.connected);
		expect((await page.watch(token, 10 * SECOND)).state.kind).toBe('connected');
		expect(page.starts('failed')).toBe(0);
		expect(page.starts('connected')).toBe(1);
	});

	test('while the list fails, what was known stays for a minute', async () => {
		const { page, token } = await open(provider, { startOn: ALL_EVENTS });
		const body = side.incompleteList?.({ id: 'x' });
		await page.ask(token);
		const runs = page.host.runs.length;
		bench().sandbox.clearFaults();
		bench().sandbox.addFault({
			route: routes.list,
			times: Infinity,
			action:
				body === undefined
					? { kind: 'status', status: 500 }
					: { kind: 'answer', body: JSON.stringify(body), contentType: 'application/json' },
		});
		expect((await page.watch(token, 50 * SECOND)).state.kind).toBe('scan');
		expect((await page.watch(token, 30 * SECOND)).state.kind).toBe('unavailable');
		await page.watch(token, 10 * MINUTE);
		expect(requestsTo(routes.list).length).toBeLessThan(25);
		expect(page.host.runs).toHaveLength(runs);
	});

	test('a refusal of a code for now is waited for', async () => {
		const { page, token } = await open(provider, { startOn: ['failed'] });
		for (const route of codeRoutes(side)) {
			bench().sandbox.addFault({
				route,
				times: 3,
				action: { kind: 'status', status: 429, body: side.errors[429].body },
			});
		}
		expect(['preparing', 'queued']).toContain((await page.ask(token)).state.kind);
		expect((await page.watch(token, 4 * MINUTE)).state.kind).toBe('scan');
		expect(page.host.runs).toEqual([]);
	});

	test('20 pages get their codes within the limit, each when it was told', async () => {
		const page = await publish(provider);
		const tokens = seedShops(20).map((instanceId) => page.token(instanceId));
		const limits = codeRoutes(side).flatMap((route) => limitOf(side, route) ?? []);
		const perMinute = Math.min(...limits, Infinity);
		const started = virtualClock.now();
		const told = new Map<string, number>();
		const nextAt = new Map(tokens.map((token) => [token, started]));
		while (nextAt.size > 0) {
			const [[token, at] = ['', 0]] = [...nextAt].sort((one, other) => one[1] - other[1]);
			virtualClock.advance(Math.max(0, at - virtualClock.now()));
			const { state, askAgainIn } = await page.ask(token);
			if (state.kind === 'queued') {
				if (!told.has(token)) {
					expect(state.ahead).toBe(tokens.indexOf(token) - perMinute);
					told.set(token, virtualClock.now() + state.readyIn);
				}
				// As seldom as a page may ask without losing its place, so that the test takes less time.
				const turnIn = (told.get(token) ?? 0) - virtualClock.now();
				const isSoon = turnIn <= 25 * SECOND;
				nextAt.set(token, virtualClock.now() + (isSoon ? (askAgainIn ?? 0) : 25 * SECOND));
			} else {
				expect(state.kind).toBe('scan');
				const delay = virtualClock.now() - (told.get(token) ?? started);
				expect(Math.abs(delay)).toBeLessThanOrEqual(SECOND);
				nextAt.delete(token);
			}
		}
		const codes = requestsTo(...codeRoutes(side)).map(({ at }) => at);
		expect(codes).toHaveLength(20);
		codes.forEach((at, index) => {
			const before = codes[index - perMinute];
			if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(MINUTE);
		});
		expect(told.size).toBe(perMinute === Infinity ? 0 : 20 - perMinute);
		expect(bench().sandbox.requests.filter(({ status }) => status === 429)).toEqual([]);
	}, 60_000);

	test('many windows ask less often, and at different times', async () => {
		const { page, token } = await open(provider);
		const pauses: number[] = [];
		for (let index = 0; index < 160; index += 1) {
			const { askAgainIn } = await page.ask(token, { window: `window ${index}` });
			pauses.push(askAgainIn ?? Infinity);
		}
		expect(Math.max(...pauses.slice(0, 30))).toBeLessThanOrEqual(side.pollInterval + SECOND);
		const last = pauses.slice(-60);
		expect(Math.min(...last)).toBeGreaterThanOrEqual(6 * SECOND);
		expect(Math.max(...last)).toBeLessThanOrEqual(31 * SECOND);
		expect(new Set(last).size).toBeGreaterThan(30);
	});

	test('a window that has left is watched for, and asks for no codes', async () => {
		const { page, instanceId, token } = await open(provider);
		await page.ask(token);
		after(100 * SECOND, () => {
			bench().sandbox.setStatus(instanceId, words.connected);
		});
		const begun = virtualClock.now();
		await page.ask(token, { intent: 'leave' });

		expect(virtualClock.now() - begun).toBeLessThan(115 * SECOND);
		expect(page.host.onlyJson).toMatchObject({ instanceId, event: 'connected' });
		expect(requestsTo(...codeRoutes(side))).toHaveLength(1);
	});

	test('many windows that have left are watched for by five requests, which start the workflow for all', async () => {
		const page = await publish(provider);
		const customers = seedShops(12).map((instanceId) => ({
			instanceId,
			token: page.token(instanceId),
		}));
		const connect = (from: number, to = from + 1) => {
			for (const { instanceId } of customers.slice(from, to)) {
				bench().sandbox.setStatus(instanceId, words.connected);
			}
		};
		const ask = async (index: number, question: object = {}) =>
			await page.ask(customers[index]?.token ?? '', { window: `window ${index}`, ...question });
		for (const index of customers.keys()) await ask(index);
		let answered = 0;
		const left = [...customers.keys()].map(async (index) => {
			await ask(index, { intent: 'leave' });
			answered += 1;
		});
		let answeredSoon = 0;
		after(SECOND, () => {
			answeredSoon = answered;
		});
		// Each takes one of the requests that are held; the last one collects what else is due.
		after(20 * SECOND, () => {
			connect(0, 3);
		});
		for (const index of [3, 4, 5, 6, 7]) {
			after((10 * index + 10) * SECOND, () => {
				connect(index);
			});
		}
		await Promise.all(left);
		expect(answeredSoon).toBe(customers.length - 5);
		expect(page.host.runs.map((items) => items.length)).toEqual([3, 1, 1, 1, 2]);

		// No request is held for the rest: a question of anybody starts the workflow for them, even late.
		connect(8);
		virtualClock.advance(10 * SECOND);
		expect((await ask(11)).state.kind).not.toBe('connected');
		expect(page.starts('connected')).toBe(9);
		connect(9);
		virtualClock.advance(10 * MINUTE);
		await ask(11);
		expect(page.starts('connected')).toBe(10);
		connect(10);
		virtualClock.advance(10 * SECOND);
		await ask(11);
		expect(page.starts('connected')).toBe(10);
		const started = page.host.runs.flat().map(({ json }) => json.instanceId);
		expect(new Set(started).size).toBe(10);
	});

	test('what n8n could not start for a window that has left is started later', async () => {
		const { page, instanceId, token } = await open(provider);
		const { instanceId: other } = bench().sandbox.seedInstance(provider, {
			name: 'Other',
			phone: '+628123456780',
		});
		await page.ask(token);
		page.host.failsToRun = true;
		after(20 * SECOND, () => {
			bench().sandbox.setStatus(instanceId, words.connected);
		});
		await expect(page.ask(token, { intent: 'leave' })).rejects.toThrow('answered 500');
		page.host.failsToRun = false;
		await page.ask(page.token(other), { window: 'other' });
		expect(page.host.onlyJson).toMatchObject({ instanceId, event: 'connected' });
	});

	test('a window that leaves is not followed, whatever it says', async () => {
		const { page, token } = await open(provider);
		await page.ask(token);
		const codes = requestsTo(...codeRoutes(side)).length;
		const window = await page.follow(token, { intent: 'leave' });
		await window.ended;
		expect(window.answers).toHaveLength(1);
		expect(requestsTo(...codeRoutes(side))).toHaveLength(codes);
	});

	test('a window that has left is watched for 3 minutes', async () => {
		const { page, token } = await open(provider);
		await page.ask(token);
		const begun = virtualClock.now();
		await page.ask(token, { intent: 'leave' });

		const watched = virtualClock.now() - begun;
		expect(watched).toBeGreaterThanOrEqual(3 * MINUTE);
		expect(watched).toBeLessThan(3 * MINUTE + 10 * SECOND);
		expect(page.host.runs).toEqual([]);
	});

	test('a window that has left is not watched for longer because the provider is down', async () => {
		const { page, token } = await open(provider);
		await page.ask(token);
		bench().sandbox.addFault({
			route: routes.list,
			times: Infinity,
			action: { kind: 'status', status: 503 },
		});
		const begun = virtualClock.now();
		await page.ask(token, { intent: 'leave' });
		expect(virtualClock.now() - begun).toBe(3 * MINUTE);
	});

	test('a list that lacks a connected instance once starts nothing', async () => {
		const { page, token } = await open(provider, {}, { status: words.connected });
		bench().sandbox.addFault({
			route: routes.list,
			action: {
				kind: 'answer',
				body: JSON.stringify(side.list([])),
				contentType: 'application/json',
			},
		});
		expect((await page.ask(token)).state.kind).toBe('preparing');
		virtualClock.advance(side.pollInterval);
		expect((await page.ask(token)).state.kind).toBe('connected');
		expect(page.host.runs).toEqual([]);
	});

	test('a window that is back ends the watch over it, and another one does not', async () => {
		const { page, token } = await open(provider);
		await page.ask(token);
		const begun = virtualClock.now();
		after(30 * SECOND, () => void page.ask(token, { window: 'second' }));
		after(60 * SECOND, () => void page.ask(token));
		await page.ask(token, { intent: 'leave' });

		const watched = virtualClock.now() - begun;
		expect(watched).toBeGreaterThanOrEqual(60 * SECOND);
		expect(watched).toBeLessThan(70 * SECOND);
	});

	test.each([
		['', 'empty'],
		['text', 'text'],
		['{"token":1}', 'wrong types'],
		['[]', 'a list'],
		[JSON.stringify({ token: 'x'.repeat(5000), window: 'a', intent: 'ask' }), 'too long'],
	])('what no page sends is answered with a sentence (%#)', async (body) => {
		const { page } = await open(provider);
		expect(await page.send(body)).toEqual([
			400,
			{ message: 'This is not a question of the pairing page' },
		]);
		expect(bench().sandbox.requests).toEqual([]);
	});

	test('a credential that cannot be used is an answer and a line in the log', async () => {
		const { page, token } = await open(provider);
		const { apiKey } = bench().sandbox.accounts[provider];
		page.host.credentials = {
			...page.host.credentials,
			[side.credential.type]: { apiKey, baseUrl: 'http://api.example.com' },
		};
		const question = { token, window: 'a', intent: 'ask', types: false };
		expect(await page.send(question)).toEqual([503, { message: 'Try again later' }]);
		expect(page.host.log).toHaveLength(1);
		expect(page.host.log[0]).toContain("'Base URL' must start with https://");
		expect(page.host.log[0]).not.toContain(apiKey);

		page.host.credentials = {};
		expect((await page.send(question))[0]).toBe(503);
	});

	test('no key leaves the node', async () => {
		const { page, instanceId, token } = await open(provider, { startOn: ALL_EVENTS });
		const answers: unknown[] = [await page.ask(token), await page.ask('wrong')];
		bench().sandbox.scan(instanceId);
		virtualClock.advance(side.pollInterval);
		answers.push(await page.ask(token), await (await page.host.get()).text());
		expect(page.starts('connected')).toBe(1);

		const shown = JSON.stringify([answers, page.host.runs, page.host.log, page.host.staticData]);
		const access = bench().sandbox.accounts[provider];
		const secrets = [access.apiKey, access.webhookSecret, ...((await side.tokens?.(access)) ?? [])];
		for (const secret of secrets) if (secret !== undefined) expect(shown).not.toContain(secret);
	});
});

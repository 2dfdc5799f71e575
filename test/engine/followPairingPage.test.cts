import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { usePairingPage } from '../support/usePairingPage.cts';
import { after, virtualClock } from '../support/virtualClock.cts';

const SECOND = 1000;
const MINUTE = 60_000;

const bench = useBench();
const { open } = usePairingPage(bench);

describe.each(sides)('a window that follows its page at $title', (side) => {
	const { provider, routes, words } = side;
	const lists = () => bench().sandbox.requests.filter(({ route }) => route === routes.list);

	test('is told of the connection without a question, and its question starts the workflow', async () => {
		const { page, instanceId, token } = await open(provider);
		const window = await page.follow(token);
		after(30 * SECOND, () => {
			bench().sandbox.scan(instanceId);
		});
		await window.ended;
		expect(window.followedFor).toBeLessThanOrEqual(31 * SECOND + side.pollInterval);
		expect(window.kinds).toEqual(['scan', 'connected']);
		expect(window.answers.at(-1)).toEqual({ state: { kind: 'connected' }, askAgainIn: 0 });
		expect(page.host.runs).toEqual([]);
		expect(lists().length).toBeLessThanOrEqual(2 + (30 * SECOND) / side.pollInterval);

		expect((await page.ask(token, { follows: true })).state.kind).toBe('connected');
		expect(page.host.onlyJson).toMatchObject({ instanceId, event: 'connected' });
		expect(await page.ask(token, { follows: true })).toEqual({
			state: { kind: 'connected' },
			askAgainIn: null,
		});
		page.restart();
		await page.ask(token);
		expect(page.host.runs).toHaveLength(1);
	});

	test('gets each code once, and the one that can be scanned', async () => {
		const { page, token } = await open(provider);
		const window = await page.follow(token);
		await window.ended;
		const codes = window.answers.flatMap(({ state }) =>
			state.kind === 'scan' && state.code.png !== undefined ? [state.code] : [],
		);
		expect(codes.length).toBeGreaterThanOrEqual(2);
		expect(new Set(codes.map(({ id }) => id)).size).toBe(codes.length);
		const texts = codes.map(({ png = '' }) => readQrCode(Buffer.from(png, 'base64')));
		expect(new Set(texts).size).toBe(texts.length);
	});

	test('hears something at least every 15 seconds, and asks again after two minutes', async () => {
		const { page, token } = await open(provider);
		const window = await page.follow(token);
		expect(window.response.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
		expect(window.response.headers.get('cache-control')).toBe('no-store, no-transform');
		expect(window.response.headers.get('x-content-type-options')).toBe('nosniff');
		await window.ended;
		const { answers, followedFor } = window;
		expect(followedFor).toBeGreaterThanOrEqual(2 * MINUTE);
		expect(followedFor).toBeLessThan(2 * MINUTE + 16 * SECOND);
		expect(answers.length).toBeGreaterThanOrEqual(8);
		expect(answers.every(({ askAgainIn }) => (askAgainIn ?? 0) >= 2 * SECOND)).toBe(true);
		expect(page.host.runs).toEqual([]);
	});

	test('costs the provider nothing once it is closed', async () => {
		const { page, token } = await open(provider);
		const window = await page.follow(token);
		after(20 * SECOND, () => {
			window.close();
		});
		await window.ended;
		await virtualClock.wait(20 * SECOND);
		const before = lists().length;
		await virtualClock.wait(10 * MINUTE);
		expect(lists()).toHaveLength(before);
	});

	test('is followed in its newest response alone', async () => {
		const { page, token } = await open(provider);
		const first = await page.follow(token);
		const other = await page.follow(token, { window: 'other' });
		const questions: Array<Promise<unknown>> = [];
		after(10 * SECOND, () => questions.push(page.ask(token)));
		await first.ended;
		await other.ended;
		await Promise.all(questions);
		expect(first.followedFor).toBeLessThan(26 * SECOND);
		expect(other.followedFor).toBeGreaterThan(MINUTE);
	});

	test('is no longer followed once it has been left', async () => {
		const { page, token } = await open(provider);
		const window = await page.follow(token);
		const questions: Array<Promise<unknown>> = [];
		after(10 * SECOND, () => questions.push(page.ask(token, { intent: 'leave' })));
		await window.ended;
		await Promise.all(questions);
		expect(window.followedFor).toBeLessThan(26 * SECOND);
	});

	test('has to ask again when the workflow is unpublished', async () => {
		const { page, token } = await open(provider);
		const window = await page.follow(token);
		after(10 * SECOND, () => void page.host.deactivate());
		await window.ended;
		expect(window.followedFor).toBeLessThan(26 * SECOND);
		expect(window.kinds).toEqual(['scan']);
	});

	test('is told of an outage and of its end', async () => {
		const { page, instanceId, token } = await open(provider);
		const window = await page.follow(token);
		const down = () => {
			bench().sandbox.addFault({
				route: routes.list,
				times: Infinity,
				action: { kind: 'status', status: 503 },
			});
		};
		after(5 * SECOND, down);
		const up = () => {
			bench().sandbox.clearFaults();
			bench().sandbox.setStatus(instanceId, words.connected);
		};
		after(100 * SECOND, up);
		await window.ended;
		expect(window.kinds.slice(0, 2)).toEqual(['scan', 'unavailable']);
		await page.watch(token, 2 * MINUTE);
		expect(page.starts('connected')).toBe(1);
	});

	test.each<[string, string, (instanceId: string) => void]>([
		[
			'removed',
			'failed',
			(instanceId) => {
				bench().sandbox.remove(instanceId);
			},
		],
		['expired', 'expired', () => undefined],
	])('asks about an ending, which starts the workflow: %s', async (kind, event, happens) => {
		const { page, instanceId } = await open(provider, { startOn: [event] });
		const token = page.token(instanceId, { validFor: MINUTE });
		const window = await page.follow(token);
		after(10 * SECOND, () => {
			happens(instanceId);
		});
		await window.ended;
		expect(window.answers.at(-1)?.state).toEqual({ kind });
		expect(window.answers.at(-1)?.askAgainIn).toBeLessThan(SECOND);
		expect(page.host.runs).toEqual([]);
		await page.ask(token, { follows: true });
		expect(page.starts(event)).toBe(1);
	});

	test.each<[string, string, object]>([
		['connected', words.connected, {}],
		['opened', words.awaitingScan, { startOn: ['opened'] }],
	])(
		'is answered in one piece where there is nothing to follow: %s',
		async (_what, status, node) => {
			const { page, token } = await open(provider, { ...node }, { status });
			const window = await page.follow(token);
			await window.ended;
			expect(window.answers).toHaveLength(1);
			expect(window.response.headers.get('content-type')).toMatch(/^application\/json/);
		},
	);

	test('is not followed while an instance is not listed, because its question stores nothing', async () => {
		const { page, instanceId } = await open(provider);
		const token = page.token(`${instanceId.slice(0, -1)}${instanceId.endsWith('0') ? 1 : 0}`);
		const window = await page.follow(token);
		await window.ended;
		expect(window.kinds).toEqual(['preparing']);
	});

	test('that is gone without a word when the phone is connected has others start the workflow', async () => {
		const { page, instanceId, token } = await open(provider);
		const { instanceId: other } = bench().sandbox.seedInstance(provider, {
			name: 'Other',
			phone: '+628123456780',
		});
		const window = await page.follow(token);
		after(10 * SECOND, () => {
			window.close();
		});
		after(20 * SECOND, () => {
			bench().sandbox.setStatus(instanceId, words.connected);
		});
		await virtualClock.wait(40 * SECOND);
		expect(page.host.runs).toEqual([]);
		await page.ask(page.token(other), { window: 'other' });
		expect(page.host.onlyJson).toMatchObject({ instanceId, event: 'connected' });
	});

	test('holds the pairing code while it may be typed', async () => {
		const { page, token } = await open(provider);
		const window = await page.follow(token, { types: true });
		await window.ended;
		const codes = window.answers.flatMap(({ state }) =>
			state.kind === 'scan' && state.code.pairingCode !== undefined ? [state.code.pairingCode] : [],
		);
		expect(new Set(codes).size).toBe(codes.length === 0 ? 0 : 1);
		expect(codes.length > 0).toBe(side.hasPairingCode);
	});

	test('has to ask again when n8n is restarted', async () => {
		const { page, instanceId, token } = await open(provider);
		const window = await page.follow(token);
		after(10 * SECOND, () => {
			page.restart();
		});
		await window.ended.catch(() => undefined);
		const again = await page.follow(token);
		bench().sandbox.scan(instanceId);
		await again.ended;
		await page.ask(token);
		expect(page.starts('connected')).toBe(1);
	});
});

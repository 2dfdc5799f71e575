import { pairingKey, readPairingToken } from '../../nodes/domain/pairingLink.ts';
import { sides } from '../providers/descriptors.cts';
import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { virtualClock } from '../support/virtualClock.cts';

const HOUR = 3_600_000;
const PAGE = 'https://n8n.example.com/webhook/6f1c/pairing-page';
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const bench = useBench();

interface PairingLinkField {
	url: string;
	expiresAt: string;
}

const linkOf = (json: Record<string, unknown>) => json.pairingLink as PairingLinkField;

describe.each(sides)('at $title', ({ provider, routes, words, unknownId, createParameters }) => {
	const createPairingLink = {
		provider,
		operation: 'createPairingLink',
		pairingPageUrl: PAGE,
		linkValidFor: 24,
	};
	const seed = (index = 0, status = words.awaitingScan) =>
		bench().sandbox.seedInstance(provider, {
			name: `Shop ${index}`,
			phone: `+2010000000${index + 10}`,
			status,
		}).instanceId;

	/** Fails the test unless a link leads to the instance for so many hours from now. */
	function expectLink(json: Record<string, unknown>, instanceId: string, hours = 24): void {
		const { url, expiresAt } = linkOf(json);
		const [page, token = ''] = url.split('#');
		const endsAt = Math.floor((virtualClock.now() + hours * HOUR) / 1000) * 1000;
		const key = pairingKey(bench().sandbox.accounts[provider].apiKey);
		expect(page).toBe(PAGE);
		expect(readPairingToken(token, key)).toEqual({ provider, instanceId, endsAt });
		expect(expiresAt).toBe(new Date(endsAt).toISOString());
	}

	test.each([true, false])(
		'makes a link with one list request (simplified: %s)',
		async (simplify) => {
			const id = seed();
			const run = await bench().run({ ...createPairingLink, simplify, instanceId: byId(id) });

			expectLink(run.json(), id);
			expect(Object.keys(linkOf(run.json()))).toEqual(['url', 'expiresAt']);
			if (simplify) {
				const status = { status: 'awaitingScan', connected: false };
				expect(run.json()).toMatchObject({ provider, instanceId: id, name: 'Shop 0', ...status });
			} else expect(Object.values(run.json())).toContain(id);
			expect(run.items[0]?.binary).toBeUndefined();
			expect(bench().requestCounts()).toEqual({ [routes.list]: 1 });
		},
	);

	test.each([
		['connected', 'connected'],
		['disconnected', 'disconnected'],
	] as const)('makes a link for an instance that is %s', async (word, status) => {
		const id = seed(0, words[word]);
		const run = await bench().run({ ...createPairingLink, instanceId: byId(id) });

		expect(run.json()).toMatchObject({ status });
		expectLink(run.json(), id);
	});

	test('100 items need one list, and each has a link of its own', async () => {
		const ids = Array.from({ length: 100 }, (_, index) => seed(index));
		const run = await bench().run(
			{
				...createPairingLink,
				instanceId: byId('={{ $json.id }}'),
				linkValidFor: '={{ $json.hours }}',
			},
			{ input: inputItems(...ids.map((id, index) => ({ id, hours: index + 1 }))) },
		);

		expect(run.items).toHaveLength(100);
		ids.forEach((id, index) => {
			expectLink(run.json(index), id, index + 1);
		});
		expect(bench().requestCounts()).toEqual({ [routes.list]: 1 });
	});

	test('a link is valid for 24 hours unless another time is given, and for 30 days at most', async () => {
		const id = seed();
		const usual = { provider, operation: 'createPairingLink', pairingPageUrl: PAGE };
		expectLink((await bench().run({ ...usual, instanceId: byId(id) })).json(), id, 24);
		const longest = { ...createPairingLink, linkValidFor: 720, instanceId: byId(id) };
		expectLink((await bench().run(longest)).json(), id, 720);
	});

	test('an instance that does not exist has no link', async () => {
		seed();
		const run = await bench().run({ ...createPairingLink, instanceId: byId(unknownId) });

		expect(run.error.message).toMatch(`Instance '${unknownId}' was not found`);
		expect(run.items).toEqual([]);
	});

	const BAD_ADDRESSES: Array<[string, string, RegExp]> = [
		['a blank', ' ', /'Pairing Page URL' is empty/],
		['an expression that gives nothing', '={{ $json.noSuchField }}', /'Pairing Page URL' is empty/],
		[
			'an expression that is not one',
			'{{ $json.url }}',
			/'Pairing Page URL' contains an expression/,
		],
		[
			'an expression inside an address',
			'https://n8n.example.com/webhook/{{ $json.id }}/pairing-page',
			/'Pairing Page URL' contains an expression/,
		],
		[
			'a test URL',
			'https://n8n.example.com/webhook-test/6f1c/pairing-page',
			/'Pairing Page URL' is a test URL/,
		],
		[
			'another path',
			'https://n8n.example.com/webhook/6f1c/instance-events',
			/'Pairing Page URL' is not the address of a pairing page/,
		],
		[
			'http in public',
			'http://n8n.example.com/webhook/6f1c/pairing-page',
			/'Pairing Page URL' must start with https/,
		],
		['a link', `${PAGE}#abc`, /'Pairing Page URL' is not the address of a pairing page/],
		['a query', `${PAGE}?a=b`, /'Pairing Page URL' is not the address of a pairing page/],
	];
	const BAD_LIVES: Array<string | number> = [0, 721, 87_600, 'abc'];

	describe.each([
		[
			'Create Pairing Link',
			(change: object) => ({ ...createPairingLink, instanceId: byId(seed()), ...change }),
		],
		[
			'Create',
			(change: object) => ({
				provider,
				operation: 'create',
				...createParameters,
				name: 'Shop',
				phone: '+201000000099',
				options: { pairingPageUrl: PAGE, linkValidFor: 24, ...change },
			}),
		],
	])('%s', (_name, parameters) => {
		test.each(BAD_ADDRESSES)(
			'refuses %s before any request',
			async (_what, pairingPageUrl, problem) => {
				const run = await bench().run(parameters({ pairingPageUrl }), {
					input: inputItems({ id: 'x' }),
				});
				expect(run.error.message).toMatch(problem);
				expect(run.error.description).toMatch(/[a-z]{3}/);
				expect(bench().sandbox.requests).toEqual([]);
			},
		);

		test.each(BAD_LIVES)('refuses a life of %s before any request', async (linkValidFor) => {
			const value = typeof linkValidFor === 'string' ? `={{ '${linkValidFor}' }}` : linkValidFor;
			const run = await bench().run(parameters({ linkValidFor: value }));
			expect(run.error.message).toMatch(
				/^'Link Valid For' must be a number of hours from 0.05 to 720/,
			);
			expect(bench().sandbox.requests).toEqual([]);
		});

		test.each(['http://localhost:5678', 'http://192.168.1.20:5678', 'http://n8n:5678'])(
			'accepts %s',
			async (origin) => {
				const pairingPageUrl = `${origin}/webhook/6f1c/pairing-page`;
				const run = await bench().run(parameters({ pairingPageUrl }));
				expect(linkOf(run.json()).url.startsWith(`${pairingPageUrl}#`)).toBe(true);
			},
		);
	});

	test('Create refuses an empty address, and n8n itself that of Create Pairing Link', async () => {
		const options = { pairingPageUrl: '' };
		const create = { provider, operation: 'create', ...createParameters };
		const run = await bench().run({ ...create, name: 'Shop', phone: '+201000000099', options });
		expect(run.error.message).toMatch(/'Pairing Page URL' is empty/);
		const link = { ...createPairingLink, instanceId: byId(seed()), pairingPageUrl: '' };
		// Older versions of n8n do not say which field it is.
		await expect(bench().run(link)).rejects.toThrow(
			/"Pairing Page URL" is required|The workflow has issues/,
		);
		expect(bench().sandbox.requests).toEqual([]);
	});

	describe('Create with a page', () => {
		const create = (options: object = {}, more: object = {}) => ({
			provider,
			operation: 'create',
			...createParameters,
			name: 'Shop 0',
			phone: '+201000000010',
			options: { pairingPageUrl: PAGE, ...options },
			...more,
		});

		test.each([true, false])('gives a new instance a link (simplified: %s)', async (simplify) => {
			const run = await bench().run(create({}, { simplify }));
			const [{ instanceId = '' } = {}] = bench().sandbox.instances(provider);

			expectLink(run.json(), instanceId);
			expect(run.items[0]?.binary).toHaveProperty('data');
		});

		test.each(['awaitingScan', 'connected'] as const)(
			'gives one that exists and is %s a link',
			async (word) => {
				const id = seed(0, words[word]);
				const run = await bench().run(create({ linkValidFor: 48 }));

				expect(run.json()).toMatchObject({ created: false });
				expectLink(run.json(), id, 48);
			},
		);

		test('gives one without a QR code a link', async () => {
			bench().sandbox.withholdQrCodes(provider, true);
			const run = await bench().run(create());
			const [{ instanceId = '' } = {}] = bench().sandbox.instances(provider);

			expect(run.json()).toHaveProperty('qrCodeHint');
			expect(run.items[0]?.binary).toBeUndefined();
			expectLink(run.json(), instanceId);
		});

		test('gives no link where none is asked for', async () => {
			const run = await bench().run({ ...create(), options: {} });
			expect(run.json()).not.toHaveProperty('pairingLink');
		});
	});
});

import { randomBytes } from 'node:crypto';

import type { Bench } from '../../support/bench.cts';
import { credentialsFor } from '../../support/nodes.cts';
import type { Side } from '../descriptors.cts';

/** Keys and tokens are in no output, error, hint or stored data. */
export function describeSecrets(
	{ provider, routes, keyHeader, secretPattern, ...side }: Side,
	bench: () => Bench,
): void {
	const shop = {
		operation: 'create',
		name: 'Shop',
		phone: '+201234567890',
		...side.createParameters,
	};
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	const { create: createRoute } = routes;
	const secretsOf = () => [
		bench().sandbox.accounts[provider].apiKey,
		...(secretPattern ? [secretPattern] : []),
		// What a careless answer may hold: a token in the form of many APIs.
		/\d+\|[A-Za-z0-9]{20,}/,
	];

	/** Looks through all that n8n stores of a run. */
	const expectNoSecrets = (stored: string) => {
		for (const secret of secretsOf()) expect(stored).not.toMatch(secret);
		expect(stored).not.toMatch(/apiKey=(?!\[hidden\])|base64,|iVBORw0KGgo/);
	};

	test.each([
		[{ simplify: true }],
		[{ simplify: false }],
		[{ simplify: false, qrResponse: 'json' }],
	])(
		'a created instance with %j leaves no key, token or base64 in the run data',
		async (choice) => {
			const run = await bench().run({ ...shop, provider, ...choice });
			const again = await bench().run({ ...shop, provider, ...choice });

			expect(run.json().instanceId).toBeTruthy();
			expectNoSecrets(run.finished.stored() + again.finished.stored());
		},
	);

	test('a fresh code leaves none either', async () => {
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'A',
			phone: '+201000000001',
		});
		const run = await bench().run({
			provider,
			operation: 'getQrCode',
			instanceId: byId(instanceId),
			simplify: false,
		});

		expect(run.items).toHaveLength(1);
		expectNoSecrets(run.finished.stored());
	});

	test('a provider that repeats key and tokens in its error text does not get them shown', async () => {
		const { apiKey } = bench().sandbox.accounts[provider];
		const token = `234|${randomBytes(24).toString('hex')}`;
		const text = `Bad key ${apiKey}, token ${token}, see https://x.test/?apiKey=${apiKey}`;
		bench().sandbox.addFault({
			route: createRoute,
			action: {
				kind: 'status',
				status: 422,
				body: { message: text, errors: { name: [text] }, access_token: token },
			},
		});
		const run = await bench().run({ ...shop, provider });

		expect(run.error.description).toContain('Bad key [hidden], token [hidden]');
		expectNoSecrets(run.finished.stored());
	});

	test('nor does it in a form for addresses, or without its number', async () => {
		const [apiKey, part] = ['12|Qa/+=zWsXedCrFv', 'Qa/+=zWsXedCrFv'];
		const { type } = side.credential;
		const credentials = credentialsFor(bench().sandbox);
		const text = `Token ${encodeURIComponent(apiKey)} or ${part}`;
		bench().sandbox.addFault({
			times: Infinity,
			action: { kind: 'status', status: 401, body: { message: text } },
		});
		const run = await bench().run(
			{ ...shop, provider },
			{ credentials: { [type]: { ...credentials[type], apiKey } } },
		);

		expect(run.error.description).toContain('Token [hidden] or [hidden]');
		expect(run.finished.stored()).not.toContain('zWsXedCrFv');
	});

	test('the key is neither in an error item nor in the error of a broken connection', async () => {
		bench().sandbox.addFault({ route: createRoute, action: { kind: 'reset' } });
		const run = await bench().run(
			{ ...shop, provider },
			{ settings: { onError: 'continueRegularOutput' } },
		);

		expect(run.json().error).toBeTruthy();
		expectNoSecrets(run.finished.stored());
	});

	test('the key travels in its header and nowhere else', async () => {
		const { apiKey } = bench().sandbox.accounts[provider];
		await bench().run({ ...shop, provider });

		expect(bench().sandbox.requests.length).toBeGreaterThan(0);
		for (const { headers, path, query, body } of bench().sandbox.requests) {
			const { [keyHeader.name]: key, ...others } = headers;
			expect(key).toBe(keyHeader.value(apiKey));
			expect(JSON.stringify([others, path, query, body])).not.toContain(apiKey);
		}
	});
}

import type { Bench } from '../../support/bench.cts';
import { inputItems } from '../../support/nodes.cts';
import { readQrCode } from '../../support/readQrCode.cts';
import { virtualClock } from '../../support/virtualClock.cts';
import type { Side } from '../descriptors.cts';

/** Get QR Code returns a code that a phone can scan, or says why there is none. */
export function describeQrCode(
	{ provider, routes, words, unknownId, list, ...side }: Side,
	bench: () => Bench,
): void {
	const { qrCodeLifetime } = side;
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	const { qrCode: qrRoute, list: listRoute, liveStatus: statusRoute } = routes;
	const getQrCode = { provider, operation: 'getQrCode' };
	const seed = () =>
		bench().sandbox.seedInstance(provider, { name: 'Shop', phone: '+628123456789' });

	test('puts out a fresh code as a PNG, and who it is for', async () => {
		const { instanceId } = seed();
		bench().sandbox.expireQrCode(instanceId);
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(readQrCode(await run.png())).toBe(bench().sandbox.instances()[0]?.pairingText);
		expect(run.json()).toMatchObject({
			provider,
			instanceId,
			name: 'Shop',
			phone: '+628123456789',
			status: 'awaitingScan',
			connected: false,
			qrCode: { fileName: 'Shop-qr-code.png', mimeType: 'image/png' },
		});
		const { issuedAt, expiresAt } = run.json().qrCode as Record<string, string>;
		if (qrCodeLifetime === null) expect(expiresAt ?? null).toBeNull();
		else expect(Date.parse(expiresAt ?? '') - Date.parse(issuedAt ?? '')).toBe(qrCodeLifetime);
	});

	test('takes the ID from a Create before it', async () => {
		const created = await bench().run({
			...getQrCode,
			operation: 'create',
			name: 'A',
			phone: '+628120000001',
		});
		const run = await bench().run(
			{ ...getQrCode, instanceId: byId('={{ $json.instanceId }}') },
			{ input: inputItems(created.json()) },
		);

		expect(run.json().instanceId).toBe(created.json().instanceId);
	});

	test('a connected instance is left alone: no code is asked for, and a hint says why', async () => {
		const { instanceId } = seed();
		bench().sandbox.setStatus(instanceId, words.connected);
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.json()).toMatchObject({
			connected: true,
			qrCode: null,
			qrCodeHint: 'The instance is connected and needs no QR code',
		});
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1 });
	});

	test('a note tells to hurry where there is a code to scan, and only there', async () => {
		const { instanceId } = seed();
		const hurry = expect.stringMatching(
			/^A QR code can be scanned for (60|45) seconds at most/,
		) as unknown;
		const node = { ...getQrCode, instanceId: byId(instanceId) };
		const { hints } = await bench().run(node);
		expect(hints).toEqual([hurry]);

		bench().sandbox.setStatus(instanceId, words.connected);
		const again = await bench().run(node);
		expect(again.hints).toEqual([]);

		const created = await bench().run({
			...getQrCode,
			operation: 'create',
			name: 'Shop',
			phone: '+628123456789',
		});
		expect([created.json().created, created.hints]).toEqual([false, []]);
	});

	test('somebody scans between the list and the request: the refusal makes the node look', async () => {
		const { instanceId } = seed();
		bench().sandbox.addFault({
			route: listRoute,
			action: {
				kind: 'alter',
				alter: (list) => {
					bench().sandbox.scan(instanceId);
					return list;
				},
			},
		});
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.json()).toMatchObject({
			name: 'Shop',
			status: 'connected',
			providerStatus: words.connected,
			qrCode: null,
			qrCodeHint: 'The instance is connected and needs no QR code',
		});
		expect(bench().requestCounts()).toMatchObject({ [listRoute]: 1, [statusRoute]: 1 });
	});

	test('two items for the same instance share one code', async () => {
		const { instanceId } = seed();
		const run = await bench().run(
			{ ...getQrCode, instanceId: byId(instanceId) },
			{ input: inputItems({}, {}) },
		);

		expect(run.items).toHaveLength(2);
		expect(await run.png(1)).toEqual(await run.png(0));
		expect(bench().requestCounts()).toEqual({ [listRoute]: 1, [qrRoute]: 1 });
	});

	test('an unknown instance is an error that names it', async () => {
		const run = await bench().run({ ...getQrCode, instanceId: byId(unknownId) });

		expect(run.error.message).toMatch(
			new RegExp(`Instance '${unknownId}' was not found at .* \\[Item 0\\]`),
		);
		expect(run.error.httpCode).toBe('404');
	});

	test('an unknown instance takes no place from another one', async () => {
		const { instanceId } = seed();
		const before = virtualClock.now();
		const run = await bench().run(
			{ ...getQrCode, instanceId: byId('={{ $json.id }}') },
			{
				input: inputItems({ id: unknownId }, { id: instanceId }),
				settings: { onError: 'continueRegularOutput' },
			},
		);

		expect(run.json(0).error).toContain(`Instance '${unknownId}' was not found at`);
		expect(run.json(1)).toMatchObject({ instanceId, status: 'awaitingScan' });
		expect(bench().sandbox.requestsTo(qrRoute)).toHaveLength(1);
		expect(virtualClock.now() - before).toBe(0);
	});

	test('an instance so new that the list does not tell it gets its code', async () => {
		const { instanceId } = seed();
		bench().sandbox.addFault({
			route: listRoute,
			action: {
				kind: 'status',
				status: 200,
				body: list([]),
			},
		});
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.json()).toMatchObject({ instanceId, status: 'awaitingScan' });
		expect(readQrCode(await run.png())).toBe(bench().sandbox.instances()[0]?.pairingText);
	});

	test('two items for one instance get the same code and the same status', async () => {
		for (const status of [words.awaitingScan, words.disconnected]) {
			const { instanceId } = bench().sandbox.seedInstance(provider, {
				name: status,
				phone: '+628123456789',
				status,
			});
			const run = await bench().run(
				{ ...getQrCode, instanceId: byId(instanceId) },
				{ input: inputItems({}, {}), settings: { onError: 'continueRegularOutput' } },
			);

			const shown = (index: number) => JSON.stringify(run.json(index)).replace(/\[Item \d\]/, '');
			expect(shown(1)).toBe(shown(0));
		}
	});

	test('still works when the list does not', async () => {
		const { instanceId } = seed();
		bench().sandbox.addFault({
			route: listRoute,
			action: { kind: 'status', status: 500, body: { message: 'down' } },
		});
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.json()).toMatchObject({ instanceId, status: 'awaitingScan' });
		expect((await run.png()).length).toBeGreaterThan(100);
	});

	test('refuses an empty ID before any request', async () => {
		// As an expression, because n8n itself refuses a wrong value typed into the field.
		const run = await bench().run(
			{ ...getQrCode, instanceId: byId('={{ $json.id }}') },
			{ input: inputItems({ id: ' ' }) },
		);

		expect(run.error.message).toContain("'Instance' is empty");
		expect(run.error.message).toContain('[Item 0]');
		expect(run.error.description).toContain("the 'instanceId' that Create or Get Many returns");
		expect(bench().sandbox.requests).toHaveLength(0);
	});

	test.each([
		['a web page', '<html><body>Sign in</body></html>', 'text/html'],
		['something that is no PNG', 'GIF89a', 'image/png'],
	])('%s instead of a code is an error, not a broken file', async (_case, body, contentType) => {
		const { instanceId } = seed();
		bench().sandbox.addFault({
			route: qrRoute,
			times: 3,
			action: { kind: 'answer', body, contentType },
		});
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.error.message).toMatch(/sent (no QR code|a response that cannot be used)/);
		expect(run.items).toHaveLength(0);
	});
}

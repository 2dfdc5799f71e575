import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';

const bench = useBench();
const create = { provider: 'hypersender', operation: 'create' };
const shop = { ...create, name: 'Cairo Store', phone: '+20 123 456 7890' };

test('creates the instance and puts its QR code out as a PNG that a phone can read', async () => {
	const run = await bench().run(shop);

	const [instance] = bench().sandbox.instances('hypersender');
	expect(run.items).toHaveLength(1);
	expect(readQrCode(await run.png())).toBe(instance?.pairingText);
	expect(run.items[0]?.binary?.data).toMatchObject({
		mimeType: 'image/png',
		fileName: 'Cairo-Store-qr-code.png',
	});
});

test('tells about the instance in the shared shape, without base64 and without the token', async () => {
	const run = await bench().run(shop);

	const [instance] = bench().sandbox.instances('hypersender');
	const png = await run.png();
	expect(run.json()).toEqual({
		provider: 'hypersender',
		instanceId: instance?.instanceId,
		name: 'Cairo Store',
		phone: '+201234567890',
		status: 'awaitingScan',
		providerStatus: 'SCAN_QR_CODE',
		connected: false,
		created: true,
		createdAt: expect.stringMatching(/^2026-03-01T/) as string,
		qrCode: {
			issuedAt: expect.any(String) as string,
			expiresAt: expect.any(String) as string,
			fileName: 'Cairo-Store-qr-code.png',
			mimeType: 'image/png',
			fileSize: png.length,
		},
	});
	const { issuedAt, expiresAt } = run.json().qrCode as Record<string, string>;
	expect(Date.parse(expiresAt ?? '') - Date.parse(issuedAt ?? '')).toBe(60_000);
});

test('sends phone, name and webhook address as the document says', async () => {
	await bench().run({ ...shop, webhookUrl: ' https://example.com/webhooks/whatsapp ' });

	expect(bench().sandbox.requestsTo('POST /create-instance')[0]).toMatchObject({
		status: 201,
		query: {},
		body: {
			phone: '+201234567890',
			name: 'Cairo Store',
			webhook_url: 'https://example.com/webhooks/whatsapp',
		},
		headers: {
			authorization: `Bearer ${bench().sandbox.accounts.hypersender.apiKey}`,
			accept: 'application/json',
		},
	});
});

test('leaves the webhook address out when there is none', async () => {
	await bench().run(shop);

	expect(bench().sandbox.requestsTo('POST /create-instance')[0]?.body).toEqual({
		phone: '+201234567890',
		name: 'Cairo Store',
	});
});

test('needs two requests: one look whether it exists, one to create it', async () => {
	await bench().run(shop);

	expect(bench().requestCounts()).toEqual({ 'GET /instances': 1, 'POST /create-instance': 1 });
});

test('works on each item with its own parameters, in their order', async () => {
	const people = [
		{ name: 'Alexandria', phone: '0020 100 000 0001' },
		{ name: 'Giza', phone: 201000000002 },
		{ name: 'Luxor', phone: '+20-100-000-0003' },
	];
	const run = await bench().run(
		{ ...create, name: '={{ $json.name }}', phone: '={{ $json.phone }}' },
		{ input: inputItems(...people) },
	);

	expect(run.items.map(({ json }) => json.name)).toEqual(['Alexandria', 'Giza', 'Luxor']);
	expect(run.items.map(({ json }) => json.phone)).toEqual([
		'+201000000001',
		'+201000000002',
		'+201000000003',
	]);
	expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	for (const [index, { json }] of run.items.entries()) {
		const instance = bench()
			.sandbox.instances()
			.find(({ instanceId }) => instanceId === json.instanceId);
		expect(readQrCode(await run.png(index))).toBe(instance?.pairingText);
	}
	expect(bench().requestCounts()).toEqual({ 'GET /instances': 1, 'POST /create-instance': 3 });
});

test('puts the image where the user wants it, under the name the user wants', async () => {
	const run = await bench().run({
		...shop,
		binaryPropertyName: 'code',
		options: { fileName: 'scan me' },
	});

	expect(run.items[0]?.binary?.code?.fileName).toBe('scan me.png');
	expect(run.items[0]?.binary?.data).toBeUndefined();
	expect(run.json().qrCode).toMatchObject({ fileName: 'scan me.png' });
});

test('hands out the access token when the user asks for it', async () => {
	const run = await bench().run({ ...shop, options: { includeAccessToken: true } });

	expect(run.json().accessToken).toMatch(/^\d+\|/);
});

test("gives the provider's own answer when 'Simplify' is off, without token and base64", async () => {
	const run = await bench().run({ ...shop, simplify: false });

	expect(run.json()).toEqual({
		id: expect.any(String) as string,
		instanceId: run.json().id,
		name: 'Cairo Store',
		phone: '+201234567890',
		service_type: 'whatsapp',
		status: 'SCAN_QR_CODE',
		created_at: expect.any(String) as string,
	});
	expect(readQrCode(await run.png())).toBe(bench().sandbox.instances()[0]?.pairingText);
});

test('does not change the input items', async () => {
	const input = inputItems({ name: 'Cairo Store', nested: { kept: true } });
	const before = JSON.stringify(input);
	await bench().run({ ...shop, name: '={{ $json.name }}' }, { input });

	expect(JSON.stringify(input)).toBe(before);
});

import { qrCodePng } from '../sandbox/qrCodes.cts';
import { useBench } from '../support/bench.cts';
import { readQrCode } from '../support/readQrCode.cts';

const bench = useBench();
const store = {
	provider: 'wachat',
	operation: 'create',
	name: 'jakarta_store',
	phone: '+62 812-3456-789',
};
const business = {
	...store,
	integration: 'WHATSAPP-BUSINESS',
	metaBusinessId: '102290129340398',
	metaPhoneNumberId: '106540352242922',
};

describe('with the image as answer, the default', () => {
	test('asks for response=image and puts the PNG body out byte for byte', async () => {
		const run = await bench().run(store);

		const [instance] = bench().sandbox.instances('wachat');
		const [request] = bench().sandbox.requestsTo('POST /instance/create');
		expect(request).toMatchObject({
			status: 201,
			query: { response: 'image' },
			body: {
				instanceName: 'jakarta_store',
				number: '628123456789',
				integration: 'WHATSAPP-BAILEYS',
			},
		});
		expect(readQrCode(await run.png())).toBe(instance?.pairingText);
	});

	test('takes name and instance ID from the two headers', async () => {
		const run = await bench().run(store);

		const [instance] = bench().sandbox.instances('wachat');
		expect(instance?.instanceId).toMatch(/^t1_[a-z0-9]{8}_jakarta_store$/);
		expect(run.json()).toEqual({
			provider: 'wachat',
			instanceId: instance?.instanceId,
			name: 'jakarta_store',
			phone: '+628123456789',
			status: 'awaitingScan',
			providerStatus: null,
			connected: false,
			created: true,
			createdAt: null,
			qrCode: {
				issuedAt: expect.any(String) as string,
				expiresAt: expect.any(String) as string,
				fileName: 'jakarta-store-qr-code.png',
				mimeType: 'image/png',
				fileSize: (await run.png()).length,
			},
		});
	});

	test('reads a name with an accent from its header as servers in Node.js write it', async () => {
		bench().sandbox.addFault({
			route: 'POST /instance/create',
			action: {
				kind: 'answer',
				status: 201,
				body: qrCodePng({ text: 'code', expiresAt: 0 }),
				contentType: 'image/png',
				headers: { 'X-Instance-Name': 'Café', 'X-Api-Instance-Name': 't1_abcdefgh_cafe' },
			},
		});
		const run = await bench().run({ ...store, name: 'Café' });

		expect(run.json()).toMatchObject({ name: 'Café', instanceId: 't1_abcdefgh_cafe' });
	});

	test('understands a JSON answer, here with a QR error, and then asks the QR endpoint', async () => {
		bench().sandbox.withholdQrCodes('wachat', true);
		const run = await bench().run(store);

		expect(run.items[0]?.binary).toBeUndefined();
		expect(run.json()).toMatchObject({
			instanceId: bench().sandbox.instances()[0]?.instanceId,
			created: true,
			qrCode: null,
			qrCodeHint: expect.stringContaining("Use 'Get QR Code'") as string,
		});
		expect(bench().requestCounts()).toEqual({
			'GET /instance/list': 1,
			'POST /instance/create': 1,
			'GET /instance/qr/image': 3,
			'GET /instance/state': 1,
		});
	});

	test('gets the code a moment later when it was not there at once', async () => {
		// Stands for the new instance, so that its QR endpoint is there to be asked.
		const instance = bench().sandbox.seedInstance('wachat', { name: 'of another name' });
		bench().sandbox.addFault({
			route: 'POST /instance/create',
			action: {
				kind: 'answer',
				status: 201,
				contentType: 'application/json',
				body: JSON.stringify({
					success: true,
					instance: { apiInstanceName: instance.instanceId },
					qrcode: { count: 0 },
				}),
			},
		});
		bench().sandbox.addFault({
			route: 'GET /instance/qr/image',
			action: { kind: 'status', status: 502, body: { error: 'no code yet' } },
		});
		const run = await bench().run(store);

		expect(readQrCode(await run.png())).toBe(instance.pairingText);
		expect(run.json()).toMatchObject({ created: true, status: 'awaitingScan' });
	});
});

describe('with JSON as answer', () => {
	test('adds ID, pairing code, text and addresses, and decodes the data URI', async () => {
		const run = await bench().run({ ...store, qrResponse: 'json' });

		const [instance] = bench().sandbox.instances('wachat');
		expect(bench().sandbox.requestsTo('POST /instance/create')[0]?.query).toEqual({
			response: 'json',
		});
		expect(readQrCode(await run.png())).toBe(instance?.pairingText);
		expect(run.json()).toMatchObject({
			id: expect.any(Number) as number,
			instanceId: instance?.instanceId,
			name: 'jakarta_store',
			qrCode: {
				pairingCode: expect.stringMatching(/^[A-Z0-9]{8}$/) as string,
				text: instance?.pairingText,
				imageUrl: expect.stringContaining('/instance/qr/image?instanceName=') as string,
				liveUrl: expect.stringContaining('/instance/qr/live?instanceName=') as string,
			},
		});
		expect(JSON.stringify(run.json())).not.toMatch(/base64|apiKey/);
	});

	test("gives the provider's own answer when 'Simplify' is off, without base64", async () => {
		const run = await bench().run({ ...store, qrResponse: 'json', simplify: false });

		expect(run.json()).toMatchObject({
			success: true,
			instanceId: bench().sandbox.instances()[0]?.instanceId,
			instance: { instanceName: 'jakarta_store', number: '628123456789' },
			qrcode: { count: 1 },
		});
		expect(JSON.stringify(run.json())).not.toContain('base64');
		expect((await run.png()).length).toBeGreaterThan(100);
	});
});

test('the phone number is optional', async () => {
	const run = await bench().run({ ...store, phone: '' });

	expect(bench().sandbox.requestsTo('POST /instance/create')[0]?.body).not.toHaveProperty('number');
	expect(run.json()).toMatchObject({ phone: null, created: true });
});

test('sends the settings that were chosen, and only those', async () => {
	await bench().run({ ...store, settings: { alwaysOnline: true, rejectCalls: false } });

	expect(bench().sandbox.requestsTo('POST /instance/create')[0]?.body).toEqual({
		instanceName: 'jakarta_store',
		number: '628123456789',
		integration: 'WHATSAPP-BAILEYS',
		alwaysOnline: true,
		rejectCalls: false,
	});
});

describe('for WHATSAPP-BUSINESS', () => {
	test('sends the Meta fields and expects no QR code', async () => {
		const metaToken = `EAA${'x'.repeat(30)}`;
		const run = await bench().run({ ...business, metaToken });

		expect(bench().sandbox.requestsTo('POST /instance/create')[0]).toMatchObject({
			query: { response: 'json' },
			body: {
				integration: 'WHATSAPP-BUSINESS',
				metaToken,
				metaBusinessId: '102290129340398',
				metaPhoneNumberId: '106540352242922',
			},
		});
		expect(run.json()).toMatchObject({
			created: true,
			qrCode: null,
			qrCodeHint: expect.stringContaining('Meta') as string,
		});
		expect(bench().sandbox.requestsTo('GET /instance/qr/image')).toHaveLength(0);
	});

	test('an instance of the same name that a phone connects to comes with its code', async () => {
		const { instanceId, pairingText } = bench().sandbox.seedInstance('wachat', {
			name: business.name,
			phone: business.phone,
		});
		const run = await bench().run({ ...business, metaToken: 'x'.repeat(30) });

		expect(run.json()).toMatchObject({ instanceId, created: false, status: 'awaitingScan' });
		expect(readQrCode(await run.png())).toBe(pairingText);
	});

	test('one that exists is not asked for a code, whatever was to be created', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', {
			name: store.name,
			phone: store.phone,
			details: { integration: 'WHATSAPP-BUSINESS' },
			status: 'close',
		});
		const run = await bench().run(store);

		expect(run.json()).toMatchObject({
			instanceId,
			created: false,
			qrCode: null,
			qrCodeHint: 'WHATSAPP-BUSINESS instances connect through Meta and have no QR code',
		});
		expect(bench().requestCounts()).toEqual({ 'GET /instance/list': 1 });
	});

	test.each([
		['metaToken', 'Meta Token'],
		['metaBusinessId', 'Meta Business ID'],
		['metaPhoneNumberId', 'Meta Phone Number ID'],
	])('refuses an empty %s before any request', async (parameter, label) => {
		const run = await bench().run({ ...business, metaToken: 'x'.repeat(30), [parameter]: ' ' });

		expect(run.error.message).toBe(`'${label}' is empty [Item 0]`);
		expect(bench().sandbox.requests).toHaveLength(0);
	});
});

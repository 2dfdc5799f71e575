import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';

const bench = useBench();
const shop = { operation: 'create', name: 'Shop', phone: '+201234567890' };
const bigger = 'A'.repeat(3 * 1024 * 1024);
const halfPng = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');

describe('after a create at Hypersender', () => {
	const instance = {
		id: 'c9a1dd76-5678-4f9d-9012-a5b78de100c3',
		name: 'Shop',
		phone: '+201234567890',
		status: 'SCAN_QR_CODE',
	};
	const answerWith = (body: unknown) => {
		bench().sandbox.addFault({
			route: 'POST /create-instance',
			action: { kind: 'status', status: 201, body },
		});
	};

	test.each([
		['missing', {}],
		['null', { qr_code: null }],
		['empty', { qr_code: '' }],
		['no base64', { qr_code: '<svg/>' }],
		['no PNG', { qr_code: Buffer.from('GIF89a').toString('base64') }],
		['cut off', { qr_code: halfPng }],
		['over 2 MB', { qr_code: bigger }],
		['no text', { qr_code: { data: 'x' } }],
	])('a code that is %s costs no instance', async (_case, extra) => {
		answerWith({ ...instance, ...extra });
		const run = await bench().run({ ...shop, provider: 'hypersender' });

		expect(run.json().instanceId ?? run.error.message).toBe(instance.id);
		expect(run.json()).toMatchObject({ created: true, qrCode: null });
		expect(run.json().qrCodeHint).toMatch(/^No QR code: .*'Get QR Code' with this instance ID/);
		expect(run.items[0]?.binary).toBeUndefined();
		// It has tried the endpoint for a fresh one, once, because that is limited to one a minute.
		expect(bench().sandbox.requestsTo('POST /:instance/request-new-qr-code')).toHaveLength(1);
	});

	test.each([
		['a data URI', (base64: string) => `data:image/png;base64,${base64}`],
		['wrapped lines', (base64: string) => base64.replace(/(.{76})/g, '$1\r\n')],
		['base64url', (base64: string) => Buffer.from(base64, 'base64').toString('base64url')],
	])('a code as %s is read', async (_case, write) => {
		const { toBuffer } = await import('qrcode');
		const png = await toBuffer('what the code says');
		answerWith({ ...instance, qr_code: write(png.toString('base64')) });
		const run = await bench().run({ ...shop, provider: 'hypersender' });

		expect(await run.png()).toEqual(png);
		expect(readQrCode(await run.png())).toBe('what the code says');
	});

	test('a status nobody knows is unknown, and unknown fields are ignored', async () => {
		answerWith({ ...instance, status: 'PASSKEY_REQUIRED', qr_code: halfPng, more: { a: [1] } });
		const run = await bench().run({ ...shop, provider: 'hypersender' });

		expect(run.json()).toMatchObject({
			status: 'unknown',
			providerStatus: 'PASSKEY_REQUIRED',
			connected: false,
		});
	});

	test.each([
		['nothing', null],
		['a message', { message: 'gone' }],
	])(
		'fields that n8n keeps for its own errors, holding %s, cost no instance',
		async (_case, $error) => {
			answerWith({ ...instance, qr_code: halfPng, $error, $json: {} });
			const run = await bench().run({ ...shop, provider: 'hypersender', simplify: false });

			expect(run.finished.run.status).toBe('success');
			expect(run.json()).toMatchObject({ instanceId: instance.id, providerError: $error });
		},
	);

	test('an ID that is no number JavaScript can hold is none, and the instance is looked up', async () => {
		bench().sandbox.addFault({
			route: 'POST /create-instance',
			phase: 'after',
			action: { kind: 'answer', body: '{"id":1e400}', contentType: 'application/json' },
		});
		const run = await bench().run({ ...shop, provider: 'hypersender' });

		expect(run.json().instanceId).toBe(bench().sandbox.instances()[0]?.instanceId);
	});

	test('an answer nested deeper than anything can work through is no answer', async () => {
		const body = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
		bench().sandbox.addFault({
			route: 'GET /instances',
			times: Infinity,
			action: { kind: 'answer', body, contentType: 'application/json' },
		});
		const run = await bench().run({ provider: 'hypersender', operation: 'getAll' });

		expect(run.error.message).toBe('Hypersender sent a response that cannot be used [Item 0]');
		expect(run.error.description).toMatch(/^Its JSON is broken, cut off or nested too deeply/);
	});

	test('an answer wrapped in data is understood', async () => {
		answerWith({ data: { ...instance, qr_code: null } });
		const run = await bench().run({ ...shop, provider: 'hypersender' });

		expect(run.json()).toMatchObject({ instanceId: instance.id, created: true });
	});
});

describe('after a create at Wachat with the image as answer', () => {
	const headers = { 'x-instance-name': 'Shop', 'x-api-instance-name': 't1_abcdefgh_Shop' };

	test.each([
		['a web page', '<html>Sign in</html>', 'text/html'],
		['empty', '', 'image/png'],
		['no PNG', 'GIF89a', 'image/png'],
		['cut off', Buffer.from(halfPng, 'base64'), 'image/png'],
		['over 2 MB', bigger, 'image/png'],
	])('a code that is %s costs no instance', async (_case, body, contentType) => {
		bench().sandbox.addFault({
			route: 'POST /instance/create',
			action: { kind: 'answer', status: 201, headers, body, contentType },
		});
		bench().sandbox.addFault({
			route: 'GET /instance/list',
			action: { kind: 'status', status: 200, body: { success: true, count: 0, instances: [] } },
		});
		const run = await bench().run({ ...shop, provider: 'wachat' });

		expect(run.items).toHaveLength(1);
		expect(run.json()).toMatchObject({
			instanceId: headers['x-api-instance-name'],
			created: true,
			qrCode: null,
		});
		expect(run.json().qrCodeHint).toMatch(/^No QR code: /);
	});

	test('a name that is not ASCII arrives whole', async () => {
		const run = await bench().run({ ...shop, provider: 'wachat', name: 'متجر القاهرة' });

		expect(run.json().name).toBe('متجر القاهرة');
	});
});

describe('at Wachat, what the list says of an instance', () => {
	const id = '={{ $json.id }}';
	const get = {
		provider: 'wachat',
		operation: 'get',
		instanceId: { __rl: true, mode: 'id', value: id },
	};

	test('shows the phone that is connected, not the one it was created for', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', {
			name: 'Shop',
			phone: '+628123456789',
			status: 'open',
		});
		bench().sandbox.ownControl('wachat', 'setOwner', { instanceId, owner: '4915112345678' });
		const run = await bench().run(get, { input: inputItems({ id: instanceId }) });

		expect(run.json()).toMatchObject({ phone: '+4915112345678', status: 'connected' });
	});

	test('takes an ID back that has a blank in it, byte for byte', async () => {
		const apiInstanceName = 't1_abcdefgh_My  Shop';
		const instance = { apiInstanceName, instanceName: 'My  Shop', state: 'connecting' };
		bench().sandbox.addFault({
			route: 'GET /instance/list',
			times: Infinity,
			action: {
				kind: 'status',
				status: 200,
				body: { success: true, count: 1, instances: { 3: instance } },
			},
		});
		const all = await bench().run({ provider: 'wachat', operation: 'getAll' });
		const run = await bench().run(get, { input: inputItems({ id: all.json().instanceId }) });

		expect(run.json()).toMatchObject({ instanceId: apiInstanceName, status: 'awaitingScan' });
	});
});

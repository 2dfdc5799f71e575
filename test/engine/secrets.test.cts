import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { useBench } from '../support/bench.cts';
import { credentialsFor, inputItems } from '../support/nodes.cts';

const bench = useBench();
const shop = { operation: 'create', name: 'Shop', phone: '+201234567890' };

describe('another host that a redirect names', () => {
	let server: Server | undefined;
	const received: string[] = [];
	beforeAll(async () => {
		server = createServer((request, response) => {
			received.push(request.url ?? '');
			response.end('{}');
		});
		await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready));
	});
	afterAll(async () => {
		await new Promise((closed) => server?.close(closed));
	});

	test.each([301, 302, 303, 307, 308])('receives nothing after a %i', async (status) => {
		const { port } = server?.address() as AddressInfo;
		bench().sandbox.addFault({
			times: Infinity,
			action: { kind: 'redirect', status, location: `http://127.0.0.1:${port}/instances` },
		});
		const run = await bench().run({ ...shop, provider: 'hypersender' });

		expect(run.error.message).toContain(`redirected the request (HTTP ${status})`);
		expect(received).toEqual([]);
	});
});

test('addresses of Wachat that hold a key lose it, and text that holds one too', async () => {
	const { apiKey } = bench().sandbox.accounts.wachat;
	const { toBuffer } = await import('qrcode');
	const base64 = (await toBuffer('a code')).toString('base64');
	bench().sandbox.addFault({
		route: 'POST /instance/create',
		action: {
			kind: 'status',
			status: 201,
			body: {
				success: true,
				instance: { id: 1, apiInstanceName: 't1_abcdefgh_Shop' },
				qrcode: {
					base64: `data:image/png;base64,${base64}`,
					code: `code ${apiKey}`,
					liveUrl: `https://wachat.test/live?instanceName=x&apiKey=${apiKey}`,
				},
			},
		},
	});
	const run = await bench().run({ ...shop, provider: 'wachat', qrResponse: 'json' });

	expect(run.json().qrCode).toMatchObject({
		text: 'code [hidden]',
		liveUrl: 'https://wachat.test/live?instanceName=x&apiKey=[hidden]',
	});
	expect(run.finished.stored()).not.toContain(apiKey);
});

test('a name that holds the key is shown without it, in the item and in the file name', async () => {
	const { apiKey } = bench().sandbox.accounts.wachat;
	bench().sandbox.seedInstance('wachat', { name: `Shop ${apiKey}`, phone: '+628123456789' });
	const run = await bench().run({
		provider: 'wachat',
		operation: 'create',
		name: `={{ "Shop ${apiKey.slice(0, 10)}" + "${apiKey.slice(10)}" }}`,
		phone: '+628123456789',
	});

	expect(run.json()).toMatchObject({ name: 'Shop [hidden]', created: false });
	expect(JSON.stringify(run.items)).not.toContain(apiKey);
});

test('an instance whose ID is the key is shown without it, simplified or not', async () => {
	const { apiKey } = bench().sandbox.accounts.wachat;
	bench().sandbox.addFault({
		route: 'POST /instance/create',
		times: Infinity,
		action: {
			kind: 'status',
			status: 201,
			body: { success: true, instance: { apiInstanceName: apiKey } },
		},
	});
	for (const simplify of [true, false]) {
		const run = await bench().run({ ...shop, provider: 'wachat', simplify, phone: '' });

		expect(run.json().instanceId).toBe('[hidden]');
		expect(run.finished.stored()).not.toContain(apiKey);
	}
});

test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
	'no error names an instance by the key it is called by, with On Error %s',
	async (onError) => {
		const { apiKey } = bench().sandbox.accounts.wachat;
		bench().sandbox.seedInstance('wachat', { name: `Shop ${apiKey}` });
		const run = await bench().run(
			{
				provider: 'wachat',
				operation: 'create',
				name: `={{ "Shop ${apiKey.slice(0, 10)}" + "${apiKey.slice(10)}" }}`,
				ifExists: 'fail',
			},
			{ settings: { onError } },
		);

		const stored = run.finished.stored();
		expect(stored).toContain("Instance 'Shop [hidden]' already exists");
		expect(stored).not.toContain(apiKey);
	},
);

describe('what is no secret stays as it is', () => {
	const create = async (name: string, webhookSecret: string) => {
		const { sandbox } = bench();
		const hypersenderApi = { ...credentialsFor(sandbox).hypersenderApi, webhookSecret };
		return await bench().run(
			{ ...shop, provider: 'hypersender', name },
			{ credentials: { hypersenderApi } },
		);
	};

	test.each(['hypersender', 'Cairo', 'connected', '2012', 'image', 'name'])(
		'with the webhook secret %s',
		async (webhookSecret) => {
			const run = await create('Cairo Town', webhookSecret);

			const [instance] = bench().sandbox.instances('hypersender');
			expect(run.json()).toMatchObject({
				provider: 'hypersender',
				instanceId: instance?.instanceId,
				name: 'Cairo Town',
				phone: '+201234567890',
				connected: false,
				qrCode: { fileName: 'Cairo-Town-qr-code.png', mimeType: 'image/png' },
			});
		},
	);

	test('with a webhook secret that stands in the ID, which the next node can use', async () => {
		await create('Cairo Town', '');
		const instanceId = bench().sandbox.instances('hypersender')[0]?.instanceId;
		const again = await create('Cairo Town', instanceId?.slice(9, 13) ?? '');

		expect(again.json()).toMatchObject({ created: false, instanceId });
	});

	test('a name that reads like a token, in the name of the file, too', async () => {
		const run = await create('Polar Bearer Club', '');

		expect(run.json()).toMatchObject({
			name: 'Polar Bearer Club',
			qrCode: { fileName: 'Polar-Bearer-Club-qr-code.png' },
		});
		expect(run.items[0]?.binary?.data?.fileName).toBe('Polar-Bearer-Club-qr-code.png');
	});
});

test('the Meta token of an item is hidden when Wachat repeats it', async () => {
	const metaToken = `EAA${randomBytes(20).toString('hex')}`;
	bench().sandbox.addFault({
		route: 'POST /instance/create',
		action: { kind: 'status', status: 400, body: { error: `token ${metaToken} is not valid` } },
	});
	const run = await bench().run(
		{
			...shop,
			provider: 'wachat',
			integration: 'WHATSAPP-BUSINESS',
			metaToken: '={{ $json.secret }}',
			metaBusinessId: '1',
			metaPhoneNumberId: '2',
		},
		{ input: inputItems({ secret: metaToken }) },
	);

	expect(run.error.description).toContain('token [hidden] is not valid');
	expect(JSON.stringify(run.error)).not.toContain(metaToken);
});

test("the webhook secret of Hypersender's credential is hidden as well", async () => {
	const webhookSecret = randomBytes(16).toString('hex');
	const credentials = credentialsFor(bench().sandbox);
	bench().sandbox.addFault({
		route: 'POST /create-instance',
		action: { kind: 'status', status: 400, body: { message: `odd: ${webhookSecret}` } },
	});
	const run = await bench().run(
		{ ...shop, provider: 'hypersender' },
		{
			credentials: {
				hypersenderApi: { ...credentials.hypersenderApi, webhookSecret },
			},
		},
	);

	expect(run.error.description).toContain('odd: [hidden]');
	expect(run.finished.stored()).not.toContain(webhookSecret);
});

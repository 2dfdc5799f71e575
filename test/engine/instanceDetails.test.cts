import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';

const bench = useBench();
const provider = 'wachat';
const BY_ID = { __rl: true, mode: 'id', value: '={{ $json.instanceId }}' };
const LIST = 'GET /instance/list';

function answer(route: string, body: object): void {
	bench().sandbox.addFault({
		route,
		times: Infinity,
		action: { kind: 'status', status: 200, body },
	});
}

describe('an instance that another phone is connected to', () => {
	const shop = { name: 'Shop', phone: '+628123456789' };
	const hint =
		'The phone that is connected is +6285000000001, but the instance was created for +628123456789';
	const seed = () => {
		const { instanceId } = bench().sandbox.seedInstance(provider, { ...shop, status: 'open' });
		bench().sandbox.ownControl(provider, 'setOwner', { instanceId, owner: '6285000000001' });
		return instanceId;
	};

	test.each(['get', 'getAll', 'waitUntilConnected'])(
		'%s shows it, and says so',
		async (operation) => {
			const instanceId = seed();
			const run = await bench().run(
				{ provider, operation, instanceId: BY_ID },
				{ input: inputItems({ instanceId }) },
			);

			expect(run.json()).toMatchObject({ phone: '+6285000000001', phoneHint: hint });
		},
	);

	test('is still the one that Create asks for, and none is created', async () => {
		const instanceId = seed();
		const run = await bench().run({ provider, operation: 'create', ...shop });

		expect(run.json()).toMatchObject({
			instanceId,
			created: false,
			phone: '+6285000000001',
			phoneHint: hint,
		});
		expect(bench().requestCounts()).toEqual({ [LIST]: 1 });
	});

	test('is found by either phone', async () => {
		const instanceId = seed();
		for (const phone of [shop.phone, '+6285000000001']) {
			const run = await bench().run({ provider, operation: 'getAll', filters: { phone } });
			expect(run.items.map(({ json }) => json.instanceId)).toEqual([instanceId]);
		}
	});
});

describe('a pairing code without an image', () => {
	const withoutImage = { success: true, qrcode: { pairingCode: 'PKRFWHWE', base64: null } };
	const details = {
		qrCode: {
			pairingCode: 'PKRFWHWE',
			issuedAt: expect.any(String) as unknown,
			expiresAt: expect.any(String) as unknown,
		},
		qrCodeHint: expect.stringContaining(
			'No QR code image, but a pairing code to type on the phone',
		) as unknown,
	};

	test.each([
		['Create', { operation: 'create', name: 'Shop', phone: '+628123456789' }],
		['Get QR Code', { operation: 'getQrCode', instanceId: BY_ID }],
		[
			'Wait Until Connected',
			{
				operation: 'waitUntilConnected',
				instanceId: BY_ID,
				timeout: 1,
				options: { returnFreshQrCode: true },
			},
		],
	])('%s hands it out', async (_case, parameters) => {
		const { instanceId } = bench().sandbox.seedInstance(provider, {
			name: 'Shop',
			phone: '+628123456789',
		});
		answer('GET /instance/qr', withoutImage);
		answer('GET /instance/qr/image', withoutImage);
		const run = await bench().run(
			{ provider, qrResponse: 'json', ...parameters },
			{ input: inputItems({ instanceId }) },
		);

		expect(run.json()).toMatchObject({ instanceId, ...details });
		expect(run.json().qrCode).not.toHaveProperty('fileName');
		expect(run.items[0]?.binary).toBeUndefined();
	});
});

describe.each([
	['a blank inside', 't1_mq9r2jov_Toko Jakarta'],
	['a percent sign', 't1_mq9r2jov_Toko%20Jakarta'],
	['another script', 't1_mq9r2jov_متجر'],
	['a decomposed accent', 't1_mq9r2jov_Cafe\u0301'],
	['signs that mean something in an address', 't1_a/b?c=d&e#f+g'],
	['a blank at its end', 't1_mq9r2jov_Toko '],
])('an ID with %s', (_case, apiInstanceName) => {
	test('is taken back as it was put out', async () => {
		answer(LIST, {
			success: true,
			instances: [{ apiInstanceName, instanceName: 'Toko', state: 'connecting' }],
		});
		const listed = await bench().run({ provider, operation: 'getAll' });
		expect(listed.json().instanceId).toBe(apiInstanceName);

		answer('DELETE /instance/logout', { success: true });
		const run = await bench().run(
			{ provider, operation: 'logout', instanceId: BY_ID },
			{ input: listed.items },
		);
		expect(run.json()).toMatchObject({ instanceId: apiInstanceName, loggedOut: true });
		expect(bench().sandbox.requestsTo('DELETE /instance/logout')[0]?.query).toEqual({
			instanceName: apiInstanceName,
		});
	});
});

test.each([
	['percent-encoded', 'Toko%20A', 't1_x_Toko%20A'],
	['as a form encodes it', 'Toko+A', 't1_x_Toko+A'],
])('an ID in a header is decoded as the name is: %s', async (_case, name, id) => {
	bench().sandbox.addFault({
		route: 'POST /instance/create',
		action: {
			kind: 'status',
			status: 201,
			body: '',
			contentType: 'image/png',
			headers: { 'X-Instance-Name': name, 'X-Api-Instance-Name': id },
		},
	});
	const run = await bench().run({ provider, operation: 'create', name: 'Toko A' });

	expect(run.json()).toMatchObject({ created: true, name: 'Toko A', instanceId: 't1_x_Toko A' });
});

test('a status that the shared words do not have says what the person has to do', async () => {
	const { instanceId } = bench().sandbox.seedInstance('hypersender', {
		name: 'Shop',
		phone: '+201234567890',
	});
	answer('GET /instances', [
		{ id: instanceId, name: 'Shop', status: 'PASSKEY_REQUIRED' },
	] as object);
	const run = await bench().run(
		{ provider: 'hypersender', operation: 'get', instanceId: BY_ID },
		{ input: inputItems({ instanceId }) },
	);

	expect(run.json()).toMatchObject({
		status: 'unknown',
		providerStatus: 'PASSKEY_REQUIRED',
		statusHint: expect.stringContaining('passkey') as unknown,
	});
});

import { useBench } from '../support/bench.cts';
import { inputItems } from '../support/nodes.cts';
import { readQrCode } from '../support/readQrCode.cts';
import { virtualClock } from '../support/virtualClock.cts';

const bench = useBench();
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

describe('at Wachat', () => {
	const getQrCode = { provider: 'wachat', operation: 'getQrCode' };

	test.each([
		['close', null],
		['connecting', 'connecting'],
	])('the code of an instance that is %s awaits a scan', async (status, providerStatus) => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', { name: 'Shop', status });
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.json()).toMatchObject({ status: 'awaitingScan', providerStatus, connected: false });
	});

	test('as JSON it comes with pairing code and text', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', {
			name: 'Shop',
			phone: '+628123456789',
		});
		const run = await bench().run({
			...getQrCode,
			instanceId: byId(instanceId),
			qrResponse: 'json',
		});

		expect(run.json().qrCode).toMatchObject({
			pairingCode: expect.stringMatching(/^[A-Z0-9]{8}$/) as string,
			text: bench().sandbox.instances()[0]?.pairingText,
		});
		expect(bench().requestCounts()).toEqual({ 'GET /instance/list': 1, 'GET /instance/qr': 1 });
	});

	test('items that share an instance get the form they asked for', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', {
			name: 'Shop',
			phone: '+628123456789',
		});
		const run = await bench().run(
			{ ...getQrCode, instanceId: byId(instanceId), qrResponse: '={{ $json.form }}' },
			{ input: inputItems({ form: 'image' }, { form: 'json' }, { form: 'image' }) },
		);

		expect(run.json(0).qrCode).not.toHaveProperty('pairingCode');
		expect(run.json(1).qrCode).toHaveProperty('pairingCode');
		expect(await run.png(2)).toEqual(await run.png(1));
		expect(bench().requestCounts()).toEqual({
			'GET /instance/list': 1,
			'GET /instance/qr/image': 1,
			'GET /instance/qr': 1,
		});
	});

	test('where the JSON endpoint is gone, the image takes its place', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', { name: 'Shop' });
		bench().sandbox.addFault({
			route: 'GET /instance/qr',
			action: { kind: 'answer', status: 404, body: '<h1>Not Found</h1>', contentType: 'text/html' },
		});
		const run = await bench().run({
			...getQrCode,
			instanceId: byId(instanceId),
			qrResponse: 'json',
		});

		expect(readQrCode(await run.png())).toBe(bench().sandbox.instances()[0]?.pairingText);
	});

	test('a code that is not there yet is asked for again a moment later', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', { name: 'Shop' });
		bench().sandbox.addFault({
			route: 'GET /instance/qr/image',
			times: 2,
			action: { kind: 'status', status: 502, body: { error: 'could not fetch' } },
		});
		const before = virtualClock.now();
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.json()).toMatchObject({ status: 'awaitingScan' });
		expect(virtualClock.now() - before).toBe(4000);
	});

	test('an instance that has no codes is an error in the words of Wachat', async () => {
		const { instanceId } = bench().sandbox.seedInstance('wachat', {
			name: 'Shop',
			details: { integration: 'WHATSAPP-BUSINESS' },
			status: 'close',
		});
		const run = await bench().run({ ...getQrCode, instanceId: byId(instanceId) });

		expect(run.error.httpCode).toBe('409');
		expect(run.error.description).toContain('Wachat says:');
	});
});

describe('at Hypersender', () => {
	const getQrCode = { provider: 'hypersender', operation: 'getQrCode' };

	test('three instances wait for the limit of one new code a minute', async () => {
		const ids = ['A', 'B', 'C'].map(
			(name, index) =>
				bench().sandbox.seedInstance('hypersender', { name, phone: `+20100000000${index}` })
					.instanceId,
		);
		const before = virtualClock.now();
		const run = await bench().run(
			{ ...getQrCode, instanceId: byId('={{ $json.id }}') },
			{ input: inputItems(...ids.map((id) => ({ id }))) },
		);

		expect(run.items.map(({ json }) => json.name)).toEqual(['A', 'B', 'C']);
		expect(virtualClock.now() - before).toBe(120_000);
		expect(bench().sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(0);
	});

	test.each([
		['STOPPED', 'has stopped'],
		['FAILED', 'has failed'],
	])('an instance that is %s needs a restart, and the error says so', async (status, end) => {
		const { instanceId } = bench().sandbox.seedInstance('hypersender', {
			name: 'A',
			phone: '+201000000001',
			status,
		});
		const run = await bench().run({
			...getQrCode,
			instanceId: byId(instanceId),
			options: { restartIfNeeded: false },
		});

		expect(run.error.message).toBe(`Instance '${instanceId}' ${end} and has no QR code [Item 0]`);
		expect(run.error.description).toMatch(
			/^Use 'Restart', then 'Get QR Code'\. Hypersender says: The instance is not running/,
		);
		expect(run.error.httpCode).toBe('422');
	});

	describe('somebody scans while an item waits for the limit', () => {
		const byInput = { ...getQrCode, instanceId: byId('={{ $json.id }}') };
		const seed = (name: string, index = 0) =>
			bench().sandbox.seedInstance('hypersender', { name, phone: `+20100000000${index}` })
				.instanceId;
		const scanAfter = (milliseconds: number, instanceId: string) =>
			void virtualClock.wait(milliseconds).then(() => {
				bench().sandbox.scan(instanceId);
			});
		const codesAskedFor = () =>
			bench()
				.sandbox.requestsTo('POST /:instance/request-new-qr-code')
				.map(({ path }) => path.split('/').at(-2));
		const leftAlone = {
			status: 'connected',
			providerStatus: 'WORKING',
			connected: true,
			qrCode: null,
			qrCodeHint: 'The instance is connected and needs no QR code',
		};

		test('no code is asked for, and the next item takes the place at once', async () => {
			const ids = ['A', 'B', 'C'].map(seed);
			scanAfter(10_000, ids[1] ?? '');
			const run = await bench().run(byInput, {
				input: inputItems(...ids.map((id) => ({ id }))),
			});

			expect(run.json(1)).toMatchObject({ ...leftAlone, name: 'B' });
			expect(run.items[1]?.binary).toBeUndefined();
			expect(run.json(2)).toMatchObject({ status: 'awaitingScan' });
			expect(codesAskedFor()).toEqual([ids[0], ids[2]]);
			const [looked] = bench().sandbox.requestsTo('GET /:instance/health');
			const last = bench().sandbox.requests.at(-1);
			expect(last?.route).toBe('POST /:instance/request-new-qr-code');
			expect(last?.at).toBe(looked?.at);
		});

		test('the same holds for a single item that was refused for now', async () => {
			const id = seed('A');
			bench().sandbox.addFault({
				route: 'POST /:instance/request-new-qr-code',
				action: { kind: 'status', status: 429, body: { message: 'Too many' } },
			});
			scanAfter(10_000, id);
			const run = await bench().run({ ...byInput, simplify: false }, { input: inputItems({ id }) });

			expect(run.json()).toMatchObject({
				id,
				name: 'A',
				status: 'WORKING',
				qrCodeHint: leftAlone.qrCodeHint,
			});
			expect(codesAskedFor()).toHaveLength(1);
		});

		test('a look that fails costs neither the code nor the time for it', async () => {
			const ids = ['A', 'B'].map(seed);
			bench().sandbox.addFault({
				route: 'GET /:instance/health',
				times: Infinity,
				action: { kind: 'status', status: 429, headers: { 'retry-after': '30' }, body: {} },
			});
			const before = virtualClock.now();
			const run = await bench().run(
				{ ...byInput, options: { rateLimitWait: 120 } },
				{ input: inputItems(...ids.map((id) => ({ id }))) },
			);

			expect(run.items.map(({ json }) => json.status)).toEqual(['awaitingScan', 'awaitingScan']);
			expect(codesAskedFor()).toEqual(ids);
			expect(virtualClock.now() - before).toBe(60_000);
		});
	});

	test('hands out the access token only when asked to', async () => {
		const { instanceId } = bench().sandbox.seedInstance('hypersender', {
			name: 'A',
			phone: '+201000000001',
		});
		bench().sandbox.scan(instanceId);
		bench().sandbox.setStatus(instanceId, 'SCAN_QR_CODE');
		bench().sandbox.setLimits(false);
		const parameters = { ...getQrCode, instanceId: byId(instanceId) };

		const without = await bench().run(parameters);
		const raw = await bench().run({ ...parameters, simplify: false });
		expect(without.finished.stored() + raw.finished.stored()).not.toMatch(/\d+\|\w{20}/);

		const asked = await bench().run({ ...parameters, options: { includeAccessToken: true } });
		expect(asked.json().accessToken).toMatch(/^\d+\|\w+$/);
	});
});
